namespace Engine.Ilgpu.IR;

/// <summary>Anything that an instruction can take as an operand.</summary>
internal abstract class Value(IRType type)
{
    public IRType Type { get; } = type;

    /// <summary>The number in IR text (%n), given by <see cref="Function.NumberValues"/>; constants have none.</summary>
    public int Id { get; set; } = -1;
}

/// <summary>A literal. Two constants of one type and the same bits are equal.</summary>
internal sealed class Constant : Value, IEquatable<Constant>
{
    private Constant(IRType type, long bits) : base(type) => Bits = bits;

    /// <summary>
    /// The value's bits: integers sign-extended from their width (i1: 0 or 1), an f32's 32 bits zero-extended,
    /// an f64's 64 bits, a pointer's address (only null is meaningful).
    /// </summary>
    public long Bits { get; }

    public static Constant True { get; } = new(IRType.Int1, 1);
    public static Constant False { get; } = new(IRType.Int1, 0);
    public static Constant Null { get; } = new(IRType.Pointer, 0);

    /// <summary>Makes a constant from bits in any extension; they are brought to the canonical form.</summary>
    public static Constant FromBits(IRType type, long bits) => new(type, Semantics.Canonicalize(type, bits));

    public static Constant Bool(bool value) => value ? True : False;
    public static Constant Int32(int value) => new(IRType.Int32, value);
    public static Constant Int64(long value) => new(IRType.Int64, value);
    public static Constant Float32(float value) => new(IRType.Float32, BitConverter.SingleToUInt32Bits(value));
    public static Constant Float64(double value) => new(IRType.Float64, BitConverter.DoubleToInt64Bits(value));

    /// <summary>True for a zero that stands where any value would do, because nobody reads it.</summary>
    public bool IsUndefined { get; private init; }

    /// <inheritdoc cref="IsUndefined"/>
    public static Constant Undefined(IRType type) => new(type, 0) { IsUndefined = true };

    /// <summary>The zero of a type: 0, +0.0, false or null.</summary>
    public static Constant Zero(IRType type) => new(type, 0);

    public float AsFloat32 => BitConverter.Int32BitsToSingle((int)Bits);
    public double AsFloat64 => BitConverter.Int64BitsToDouble(Bits);

    public bool Equals(Constant? other) => other is not null && other.Type == Type && other.Bits == Bits && other.IsUndefined == IsUndefined;
    public override bool Equals(object? obj) => Equals(obj as Constant);
    public override int GetHashCode() => HashCode.Combine(Type, Bits);
}

/// <summary>A parameter of the kernel: one leaf of its flattened C# parameters.</summary>
internal sealed class Parameter(IRType type, int index, string name) : Value(type)
{
    public int Index { get; } = index;

    /// <summary>Where it comes from, such as "a.ptr"; for people only.</summary>
    public string Name { get; } = name;
}

/// <summary>A value that a block receives from the edges into it (the block-argument form of a phi).</summary>
internal sealed class BlockParameter(IRType type, Block block) : Value(type)
{
    public Block Block { get; } = block;
}

/// <summary>An operation with its operands; its result, if the type is not void, is the instruction itself.</summary>
internal sealed class Instruction(Op op, IRType type, Value[] operands, long immediate = 0, SourceLocation? location = null)
    : Value(type)
{
    public Op Op { get; } = op;
    public Value[] Operands { get; } = operands;

    /// <summary>A number that belongs to the operation; what it says is documented at <see cref="IR.Op"/>.</summary>
    public long Immediate { get; } = immediate;

    public SourceLocation? Location { get; } = location;

    public Comparison Comparison => (Comparison)Immediate;

    /// <summary>Which items take part, in masked code; null: all.</summary>
    public Value? Mask => Op.MayBeMasked() && Operands.Length > Op.Info().Arity ? Operands[^1] : null;

    /// <summary>The same operation on other operands.</summary>
    public Instruction With(params Value[] operands) => new(Op, Type, operands, Immediate, Location);
}

/// <summary>Where in the C# program an instruction comes from.</summary>
/// <param name="Method">The method's readable name.</param>
/// <param name="ILOffset">The offset in its IL.</param>
/// <param name="Line">File and line, if symbols were at hand.</param>
internal sealed record SourceLocation(string Method, int ILOffset, string? Line = null)
{
    public override string ToString() => Line is null ? $"{Method} (IL_{ILOffset:x4})" : $"{Method} (IL_{ILOffset:x4}, {Line})";
}
