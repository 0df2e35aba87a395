namespace Engine.Ilgpu.IR;

/// <summary>
/// Operations of non-terminator instructions. Their exact meaning is defined by
/// <see cref="Semantics"/> (pure ones) and the IR interpreter (all); spelling and shape are in <see cref="OpTable"/>.
/// </summary>
internal enum Op : byte
{
    // Binary; both operands and the result have one type (shift amounts are i32, masked to the width).
    // Integer division is total: x/0 = -1 (all bits set), x%0 = x, MinValue/-1 = MinValue, MinValue%-1 = 0.
    Add, Sub, Mul,
    Div, DivUnsigned, Rem, RemUnsigned,
    Min, Max, MinUnsigned, MaxUnsigned,
    And, Or, Xor,
    ShiftLeft, ShiftRight, ShiftRightUnsigned,
    CopySign, Pow, Atan2,
    /// <summary>(value, power); see <see cref="Elementary.ElementaryFunctions.Scale"/>.</summary>
    Scale,
    IeeeRemainder,

    // Unary; operand and result have one type.
    Neg, Not, Abs,
    PopCount, LeadingZeros, TrailingZeros,
    Sqrt, ReciprocalSqrt, Reciprocal,
    Exp, Exp2, Log, Log2, Log10,
    Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Tanh,
    Floor, Ceiling, Truncate, RoundEven, RoundAwayFromZero,

    // Ternary.
    FusedMultiplyAdd,
    /// <summary>(i1 condition, T whenTrue, T whenFalse).</summary>
    Select,

    /// <summary>Immediate: <see cref="Comparison"/>. Result i1.</summary>
    Compare,

    // Conversions; the result type says to what.
    SignExtend, ZeroExtend, Narrow,
    SignedToFloat, UnsignedToFloat,
    /// <summary>Saturating; NaN gives 0.</summary>
    FloatToSigned,
    /// <inheritdoc cref="FloatToSigned"/>
    FloatToUnsigned,
    FloatConvert,
    /// <summary>Same bits, other type of the same size (integer, float or pointer).</summary>
    Bitcast,

    // Memory. Addresses are pointers; a load or store is aligned to its type's size. In masked code, loads, stores and atomics
    // may have one more operand, an i1: an item for which it is false leaves memory alone; its result is of no interest.
    /// <summary>Local memory of one work item; immediate: bytes. Entry block only; zeroed; 16-byte aligned.</summary>
    Alloca,
    /// <summary>Memory shared by the group; immediate: bytes. Entry block only; contents undefined at start; 64-byte aligned.</summary>
    SharedAlloca,
    /// <summary>The group's dynamic shared memory, its size given at launch.</summary>
    DynamicShared,
    /// <summary>The size in bytes of the group's dynamic shared memory: i64.</summary>
    DynamicSharedSize,
    /// <summary>(ptr, i64 index), immediate: scale in bytes. ptr + index·scale.</summary>
    Element,
    /// <summary>(ptr), immediate: bytes. ptr + immediate.</summary>
    Offset,
    /// <summary>(ptr) → value of the instruction's type.</summary>
    Load,
    /// <summary>(ptr, value).</summary>
    Store,
    /// <summary>(ptr, value) → the value before; immediate: <see cref="AtomicKind"/>.</summary>
    Atomic,
    /// <summary>(ptr, compare, value) → the value before.</summary>
    AtomicCompareExchange,
    /// <summary>Immediate: <see cref="FenceLevel"/>.</summary>
    Fence,

    // Where the work item stands. Immediate of the four geometric ones: axis 0, 1, 2. All i32.
    GroupIndex, GroupDimension, ThreadIndex, GridDimension,
    LaneIndex, WarpSize,

    /// <summary>
    /// (i1) → i1: true if any lane of the warp that runs along has true; at least what the item itself has. Only masked
    /// code asks.
    /// </summary>
    AnyLane,

    // Synchronisation: every work item of the group (or warp) must reach the same one.
    Barrier,
    /// <summary>(i1) → i32: how many items of the group passed true.</summary>
    BarrierPopCount,
    /// <summary>(i1) → i1.</summary>
    BarrierAnd,
    /// <summary>(i1) → i1.</summary>
    BarrierOr,
    /// <summary>(T value, i32 linear item index in the group) → that item's value.</summary>
    Broadcast,
    WarpBarrier,
    /// <summary>(T value, i32 lane, i32 width) → the lane's value; width a power of two, lanes count within its segment.</summary>
    Shuffle,
    /// <summary>(T value, i32 delta, i32 width); out of the segment: the item's own value.</summary>
    ShuffleUp,
    /// <inheritdoc cref="ShuffleUp"/>
    ShuffleDown,
    /// <summary>(T value, i32 mask, i32 width).</summary>
    ShuffleXor,

    /// <summary>
    /// The target's own instructions, which may do anything to memory; immediate: the number of their
    /// <see cref="AssemblyTemplate"/>; operands: what it reads, in order. The result only says which assembly it was.
    /// </summary>
    Assembly,
    /// <summary>(an <see cref="Assembly"/>) → what it wrote; immediate: the number of the argument.</summary>
    AssemblyResult,

    /// <summary>(i1 condition, i64 a, i64 b), immediate: <see cref="FaultCode"/>. A false condition faults the kernel.</summary>
    Assert,
}

/// <summary>How two values compare. For floats, the Unsigned forms are "unordered or …" and NotEqual is unordered.</summary>
internal enum Comparison : byte
{
    Equal, NotEqual,
    Less, LessEqual, Greater, GreaterEqual,
    LessUnsigned, LessEqualUnsigned, GreaterUnsigned, GreaterEqualUnsigned,
}

internal enum AtomicKind : byte
{
    Add, Min, Max, MinUnsigned, MaxUnsigned, And, Or, Xor, Exchange,
}

internal enum FenceLevel : byte
{
    Group, Device, System,
}

/// <summary>Why a kernel failed; a and b are the two values of <see cref="Op.Assert"/>.</summary>
internal enum FaultCode : byte
{
    /// <summary>a: the index, b: the view's length.</summary>
    IndexOutOfRange = 1,
    DivisionByZero = 2,
    /// <summary>MinValue / -1.</summary>
    DivisionOverflow = 3,
    /// <summary>A Debug.Assert of the kernel's own.</summary>
    AssertionFailed = 4,
}
