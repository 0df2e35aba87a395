using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>Small questions that rules ask of values.</summary>
internal static class Match
{
    /// <summary>True if both are surely the same value.</summary>
    public static bool Same(Value a, Value b) => ReferenceEquals(a, b) || (a is Constant constant && constant.Equals(b as Constant));

    /// <summary>The instruction behind a value if it has this operation.</summary>
    public static Instruction? As(Value value, Op op) => value is Instruction instruction && instruction.Op == op ? instruction : null;

    public static bool IsConstant(Value value, out long bits)
    {
        bits = (value as Constant)?.Bits ?? 0;
        return value is Constant;
    }

    public static bool IsConstant(Value value, long bits) => value is Constant constant && constant.Bits == bits;

    /// <summary>True if every bit of an integer constant is set.</summary>
    public static bool IsAllOnes(Value value) => value is Constant { Type: IRType.Int1, Bits: 1 } ||
        (value is Constant { Bits: -1 } && value.Type.IsInteger() && value.Type != IRType.Int1);

    /// <summary>The exponent, if an integer constant read as unsigned is a power of two.</summary>
    public static int? Log2(Value value)
    {
        if (value is not Constant constant)
            return null;
        ulong bits = (ulong)constant.Bits & WidthMask(constant.Type);
        return ulong.IsPow2(bits) ? (int)ulong.Log2(bits) : null;
    }

    public static ulong WidthMask(IRType type) => type.SizeInBits() == 64 ? ulong.MaxValue : (1ul << type.SizeInBits()) - 1;

    /// <summary>Min and max of integers are commutative; of floats only up to the bits of NaNs.</summary>
    public static bool IsCommutative(Instruction instruction) =>
        instruction.Op.Is(OpTraits.Commutative) || (instruction.Op is Op.Min or Op.Max && instruction.Type.IsInteger());

    public static Constant Integer(IRType type, long bits) => Constant.FromBits(type, bits);
}
