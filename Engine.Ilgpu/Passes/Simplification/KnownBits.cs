using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>What is known of an integer's bits without knowing the value. Looks a few operations deep, so its cost is bounded.</summary>
internal static class KnownBits
{
    private const int MaxDepth = 5;

    /// <summary>The bits that may be set; those outside of the type's width are clear.</summary>
    public static ulong Possible(Value value) => Possible(value, MaxDepth);

    public static bool IsNonNegative(Value value) =>
        value.Type is IRType.Int32 or IRType.Int64 && (Possible(value) >> (value.Type.SizeInBits() - 1)) == 0;

    private static ulong Possible(Value value, int depth)
    {
        ulong all = Match.WidthMask(value.Type);
        if (value is Constant constant)
            return (ulong)constant.Bits & all;
        if (value is not Instruction instruction || depth == 0)
            return all;
        ulong Operand(int i) => Possible(instruction.Operands[i], depth - 1);

        switch (instruction.Op)
        {
            case Op.GroupIndex or Op.GroupDimension or Op.ThreadIndex or Op.GridDimension or Op.LaneIndex or Op.WarpSize:
                return int.MaxValue;
            case Op.DynamicSharedSize:
                return int.MaxValue;
            case Op.PopCount or Op.LeadingZeros or Op.TrailingZeros:
                return 127;
            case Op.ZeroExtend:
                return Operand(0);
            case Op.SignExtend:
                ulong source = Operand(0);
                bool mayBeNegative = source >> (instruction.Operands[0].Type.SizeInBits() - 1) != 0;
                return mayBeNegative ? all : source;
            case Op.Narrow:
                return Operand(0) & all;
            case Op.And:
                return Operand(0) & Operand(1);
            case Op.Or or Op.Xor:
                return Operand(0) | Operand(1);
            case Op.Select:
                return Operand(1) | Operand(2);
            case Op.ShiftLeft when instruction.Operands[1] is Constant count:
                return (Operand(0) << (int)count.Bits) & all;
            case Op.ShiftRightUnsigned when instruction.Operands[1] is Constant count:
                return Operand(0) >> (int)count.Bits;
            default:
                return all;
        }
    }
}
