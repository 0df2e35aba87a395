using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>Computes operations on constants, by the same code that the interpreter runs.</summary>
internal static class ConstantFolding
{
    /// <returns>The result; null if an operand is not constant or the operation is not a function of its operands.</returns>
    public static Constant? Fold(Instruction instruction)
    {
        var operands = instruction.Operands;
        if (!Semantics.CanEvaluate(instruction.Op))
            return null;
        Span<long> bits = stackalloc long[operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            if (!Match.IsConstant(operands[i], out bits[i]))
                return null;
        }
        long result = Semantics.Evaluate(instruction.Op, instruction.Type, instruction.Immediate, operands, bits);
        return Constant.FromBits(instruction.Type, result);
    }
}
