using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Analyses;

/// <summary>The items that <see cref="Uniformity"/> compares, and what "the next one" is.</summary>
internal enum UniformityScope
{
    /// <summary>All items of the group; strides are per step along x.</summary>
    Group,
    /// <summary>The items of a warp; strides are per lane.</summary>
    Warp,
    /// <summary>Items of a group with the same y and z; strides are per step along x.</summary>
    Row,
    /// <summary>The lanes of a full warp that lies in one row of its group: they differ in x alone. Strides are per lane.</summary>
    FullWarp,
}

/// <summary>The shape of an instruction's result from the shapes of its operands.</summary>
internal static class ShapeRules
{
    /// <param name="operand">The shape of operand i where the instruction stands.</param>
    public static ValueShape Of(Instruction instruction, UniformityScope scope, Func<int, ValueShape> operand)
    {
        var (op, type, operands) = (instruction.Op, instruction.Type, instruction.Operands);
        switch (op)
        {
            case Op.ThreadIndex when instruction.Immediate == 0:
                return scope == UniformityScope.Warp ? ValueShape.Varying : ValueShape.Strided(1);
            case Op.ThreadIndex:
                return scope is UniformityScope.Row or UniformityScope.FullWarp ? ValueShape.Uniform : ValueShape.Varying;
            case Op.LaneIndex:
                return scope is UniformityScope.Warp or UniformityScope.FullWarp ? ValueShape.Strided(1) : ValueShape.Varying;
            case Op.Alloca or Op.Atomic or Op.AtomicCompareExchange:
                return ValueShape.Varying;
            case Op.SharedAlloca or Op.BarrierAnd or Op.BarrierOr or Op.BarrierPopCount:
                return ValueShape.Uniform;
            case Op.Broadcast:
                return AllUniform(operand(1));
            case Op.Load:
                // A mask does not matter: what it leaves out has no value.
                return AllUniform(operand(0));
            case Op.Shuffle when operands[2] is Instruction { Op: Op.WarpSize } && (scope is UniformityScope.FullWarp
                || (scope is UniformityScope.Warp && operands[1] is Constant { Bits: 0 })):
                // The whole warp is one segment and asks the same lane, which is there: where it is not, each keeps its own.
                return operand(0).IsUniform ? ValueShape.Uniform : AllUniform(operand(1));
            case Op.Shuffle or Op.ShuffleUp or Op.ShuffleDown or Op.ShuffleXor:
                return AllUniform(operand(0));
            case Op.Add when IsInteger(type):
                return ValueShape.Combine(operand(0), operand(1), 1, type);
            case Op.Sub when IsInteger(type):
                return ValueShape.Combine(operand(0), operand(1), -1, type);
            case Op.Neg when IsInteger(type):
                return ValueShape.Combine(ValueShape.Uniform, operand(0), -1, type);
            case Op.Mul when IsInteger(type) && operands[1] is Constant factor:
                return ValueShape.Combine(ValueShape.Uniform, operand(0), factor.Bits, type);
            case Op.Mul when IsInteger(type) && operands[0] is Constant factor:
                return ValueShape.Combine(ValueShape.Uniform, operand(1), factor.Bits, type);
            case Op.ShiftLeft when operands[1] is Constant count:
                return ValueShape.Combine(ValueShape.Uniform, operand(0), 1L << (int)(count.Bits & (type.SizeInBits() - 1)), type);
            case Op.Element:
                return ValueShape.Combine(operand(0), operand(1), instruction.Immediate, type);
            case Op.Offset:
                return operand(0);
            case Op.Bitcast when IsInteger(type) || (type == IRType.Pointer && operands[0].Type == IRType.Int64):
                return IsInteger(operands[0].Type) || operands[0].Type == IRType.Pointer ? operand(0) : AllUniform(operand(0));
            case Op.SignExtend when operands[0].Type == IRType.Int32:
                return operand(0).Widen();
            case Op.Narrow when IsInteger(type):
                return ValueShape.Combine(ValueShape.Uniform, operand(0), 1, type);
            case Op.Select:
                return operand(0) is { IsUndefined: false, IsUniform: false } ? ValueShape.Varying : operand(1).Join(operand(2));
            default:
                return AllUniform([.. Enumerable.Range(0, operands.Length).Select(operand)]);
        }
    }

    /// <summary>Uniform operands give a uniform result, others a varying one.</summary>
    private static ValueShape AllUniform(params ReadOnlySpan<ValueShape> operands)
    {
        var result = ValueShape.Uniform;
        foreach (var shape in operands)
        {
            if (shape.IsUndefined)
                return ValueShape.Undefined;
            if (!shape.IsUniform)
                result = ValueShape.Varying;
        }
        return result;
    }

    private static bool IsInteger(IRType type) => type is IRType.Int32 or IRType.Int64;
}
