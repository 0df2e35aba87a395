namespace Engine.Ilgpu.IR;

[Flags]
internal enum OpTraits
{
    None = 0,
    /// <summary>No effect, and the same operands give the same result anywhere: may be moved, merged and removed.</summary>
    Pure = 1,
    ReadsMemory = 2,
    WritesMemory = 4,
    /// <summary>Ends a region: all items of the group, or of the warp, must arrive.</summary>
    GroupSync = 8,
    WarpSync = 16,
    /// <summary>Must stay even if the result is unused.</summary>
    Effect = 32,
    Commutative = 64,
    /// <summary>The immediate is printed.</summary>
    HasImmediate = 128,
}

/// <summary>What every part of the compiler needs to know of an operation.</summary>
/// <param name="Mnemonic">Its spelling in IR text.</param>
/// <param name="Arity">The number of operands, or <see cref="AnyArity"/>.</param>
internal readonly record struct OpInfo(string Mnemonic, int Arity, OpTraits Traits)
{
    public const int AnyArity = -1;
}

/// <summary>The one table of operations: spelling, operand count, traits.</summary>
internal static class OpTable
{
    private static readonly OpInfo[] Infos = Build();
    private static readonly Dictionary<string, Op> ByMnemonic =
        Enum.GetValues<Op>().ToDictionary(op => Infos[(int)op].Mnemonic);

    public static OpInfo Info(this Op op) => Infos[(int)op];

    public static bool Is(this Op op, OpTraits trait) => (Infos[(int)op].Traits & trait) != 0;

    /// <summary>True if removing the instruction could change what the kernel does.</summary>
    public static bool HasEffect(this Op op) =>
        op.Is(OpTraits.Effect | OpTraits.WritesMemory | OpTraits.GroupSync | OpTraits.WarpSync);

    /// <summary>True if a mask may follow the operands; see <see cref="Instruction.Mask"/>.</summary>
    public static bool MayBeMasked(this Op op) => op is Op.Load or Op.Store or Op.Atomic or Op.AtomicCompareExchange;

    public static bool IsSync(this Op op) => op.Is(OpTraits.GroupSync | OpTraits.WarpSync);

    public static bool TryParse(string mnemonic, out Op op) => ByMnemonic.TryGetValue(mnemonic, out op);

    private static OpInfo[] Build()
    {
        var table = new OpInfo[Enum.GetValues<Op>().Length];
        const OpTraits Pure = OpTraits.Pure;
        const OpTraits Commutative = OpTraits.Pure | OpTraits.Commutative;
        const OpTraits PureImmediate = OpTraits.Pure | OpTraits.HasImmediate;
        const OpTraits Group = OpTraits.GroupSync | OpTraits.Effect;
        const OpTraits Warp = OpTraits.WarpSync | OpTraits.Effect;

        void Set(Op op, string mnemonic, int arity, OpTraits traits) => table[(int)op] = new(mnemonic, arity, traits);

        Set(Op.Add, "add", 2, Commutative);
        Set(Op.Sub, "sub", 2, Pure);
        Set(Op.Mul, "mul", 2, Commutative);
        Set(Op.Div, "div", 2, Pure);
        Set(Op.DivUnsigned, "udiv", 2, Pure);
        Set(Op.Rem, "rem", 2, Pure);
        Set(Op.RemUnsigned, "urem", 2, Pure);
        Set(Op.Min, "min", 2, Pure);
        Set(Op.Max, "max", 2, Pure);
        Set(Op.MinUnsigned, "umin", 2, Commutative);
        Set(Op.MaxUnsigned, "umax", 2, Commutative);
        Set(Op.And, "and", 2, Commutative);
        Set(Op.Or, "or", 2, Commutative);
        Set(Op.Xor, "xor", 2, Commutative);
        Set(Op.ShiftLeft, "shl", 2, Pure);
        Set(Op.ShiftRight, "shr", 2, Pure);
        Set(Op.ShiftRightUnsigned, "ushr", 2, Pure);
        Set(Op.CopySign, "copysign", 2, Pure);
        Set(Op.Pow, "pow", 2, Pure);
        Set(Op.Atan2, "atan2", 2, Pure);
        Set(Op.Scale, "scale", 2, Pure);
        Set(Op.IeeeRemainder, "ieeerem", 2, Pure);

        Set(Op.Neg, "neg", 1, Pure);
        Set(Op.Not, "not", 1, Pure);
        Set(Op.Abs, "abs", 1, Pure);
        Set(Op.PopCount, "popcnt", 1, Pure);
        Set(Op.LeadingZeros, "clz", 1, Pure);
        Set(Op.TrailingZeros, "ctz", 1, Pure);
        Set(Op.Sqrt, "sqrt", 1, Pure);
        Set(Op.ReciprocalSqrt, "rsqrt", 1, Pure);
        Set(Op.Reciprocal, "rcp", 1, Pure);
        Set(Op.Exp, "exp", 1, Pure);
        Set(Op.Exp2, "exp2", 1, Pure);
        Set(Op.Log, "log", 1, Pure);
        Set(Op.Log2, "log2", 1, Pure);
        Set(Op.Log10, "log10", 1, Pure);
        Set(Op.Sin, "sin", 1, Pure);
        Set(Op.Cos, "cos", 1, Pure);
        Set(Op.Tan, "tan", 1, Pure);
        Set(Op.Asin, "asin", 1, Pure);
        Set(Op.Acos, "acos", 1, Pure);
        Set(Op.Atan, "atan", 1, Pure);
        Set(Op.Sinh, "sinh", 1, Pure);
        Set(Op.Cosh, "cosh", 1, Pure);
        Set(Op.Tanh, "tanh", 1, Pure);
        Set(Op.Floor, "floor", 1, Pure);
        Set(Op.Ceiling, "ceil", 1, Pure);
        Set(Op.Truncate, "trunc", 1, Pure);
        Set(Op.RoundEven, "round", 1, Pure);
        Set(Op.RoundAwayFromZero, "roundaway", 1, Pure);

        Set(Op.FusedMultiplyAdd, "fma", 3, Pure);
        Set(Op.Select, "select", 3, Pure);
        Set(Op.Compare, "cmp", 2, PureImmediate);

        Set(Op.SignExtend, "sext", 1, Pure);
        Set(Op.ZeroExtend, "zext", 1, Pure);
        Set(Op.Narrow, "narrow", 1, Pure);
        Set(Op.SignedToFloat, "sitof", 1, Pure);
        Set(Op.UnsignedToFloat, "uitof", 1, Pure);
        Set(Op.FloatToSigned, "ftosi", 1, Pure);
        Set(Op.FloatToUnsigned, "ftoui", 1, Pure);
        Set(Op.FloatConvert, "fconv", 1, Pure);
        Set(Op.Bitcast, "bitcast", 1, Pure);

        Set(Op.Alloca, "alloca", 0, OpTraits.HasImmediate);
        Set(Op.SharedAlloca, "shared", 0, OpTraits.HasImmediate);
        Set(Op.DynamicShared, "dynshared", 0, Pure);
        Set(Op.DynamicSharedSize, "dynsharedsize", 0, Pure);
        Set(Op.Element, "element", 2, PureImmediate);
        Set(Op.Offset, "offset", 1, PureImmediate);
        Set(Op.Load, "load", 1, OpTraits.ReadsMemory);
        Set(Op.Store, "store", 2, OpTraits.WritesMemory);
        Set(Op.Atomic, "atomic", 2, OpTraits.ReadsMemory | OpTraits.WritesMemory | OpTraits.HasImmediate);
        Set(Op.AtomicCompareExchange, "cas", 3, OpTraits.ReadsMemory | OpTraits.WritesMemory);
        Set(Op.Fence, "fence", 0, OpTraits.Effect | OpTraits.HasImmediate);

        Set(Op.GroupIndex, "groupindex", 0, PureImmediate);
        Set(Op.GroupDimension, "groupdim", 0, PureImmediate);
        Set(Op.ThreadIndex, "threadindex", 0, PureImmediate);
        Set(Op.GridDimension, "griddim", 0, PureImmediate);
        Set(Op.LaneIndex, "laneindex", 0, Pure);
        Set(Op.WarpSize, "warpsize", 0, Pure);
        Set(Op.AnyLane, "anylane", 1, Pure);

        Set(Op.Barrier, "barrier", 0, Group);
        Set(Op.BarrierPopCount, "barrierpopcnt", 1, Group);
        Set(Op.BarrierAnd, "barrierand", 1, Group);
        Set(Op.BarrierOr, "barrieror", 1, Group);
        Set(Op.Broadcast, "broadcast", 2, Group);
        Set(Op.WarpBarrier, "warpbarrier", 0, Warp);
        Set(Op.Shuffle, "shuffle", 3, Warp);
        Set(Op.ShuffleUp, "shuffleup", 3, Warp);
        Set(Op.ShuffleDown, "shuffledown", 3, Warp);
        Set(Op.ShuffleXor, "shufflexor", 3, Warp);

        Set(Op.Assembly, "asm", OpInfo.AnyArity, OpTraits.Effect | OpTraits.HasImmediate);
        Set(Op.AssemblyResult, "asmresult", 1, PureImmediate);

        Set(Op.Assert, "assert", 3, OpTraits.Effect | OpTraits.HasImmediate);
        return table;
    }
}
