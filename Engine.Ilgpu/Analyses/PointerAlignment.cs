using System.Numerics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Analyses;

/// <summary>
/// By which power of two, up to 16, every pointer is surely divisible: from allocations, which are aligned, constant
/// offsets, and indices that are multiples of a constant. Optimistic over loops; time O(pointers · 5).
/// </summary>
internal sealed class PointerAlignment
{
    public const int Most = 16;

    private const int MaximumDepth = 8;

    private readonly Dictionary<Value, int> _alignments = new(ReferenceEqualityComparer.Instance);
    private readonly int _parameterAlignment;

    /// <param name="parameterAlignment">What the pointers among the kernel's parameters are taken to be aligned to.</param>
    public PointerAlignment(Function function, int parameterAlignment)
    {
        _parameterAlignment = parameterAlignment;
        bool changed;
        do
        {
            changed = false;
            foreach (var block in function.Blocks)
            {
                foreach (var instruction in block.Instructions.Where(instruction => instruction.Type == IRType.Pointer))
                    changed |= Lower(instruction, OfResult(instruction));
                foreach (var edge in block.Terminator?.Edges ?? [])
                {
                    for (int i = 0; i < edge.Arguments.Count; i++)
                    {
                        if (edge.Arguments[i].Type == IRType.Pointer)
                            changed |= Lower(edge.Target.Parameters[i], Of(edge.Arguments[i]));
                    }
                }
            }
        }
        while (changed);
    }

    public int Of(Value pointer) => pointer switch
    {
        Constant => 1,
        Parameter => _parameterAlignment,
        _ => _alignments.GetValueOrDefault(pointer, Most),
    };

    /// <summary>The largest power of two, up to <see cref="Most"/>, that surely divides a number.</summary>
    public static int Factor(long number) => number == 0 ? Most : (int)Math.Min(Most, 1L << BitOperations.TrailingZeroCount(number));

    private bool Lower(Value value, int alignment)
    {
        int now = Math.Min(Of(value), alignment);
        if (_alignments.TryGetValue(value, out int known) && known == now)
            return false;
        _alignments[value] = now;
        return true;
    }

    private int OfResult(Instruction instruction)
    {
        var operands = instruction.Operands;
        return instruction.Op switch
        {
            Op.Alloca or Op.SharedAlloca or Op.DynamicShared => Most,
            Op.Offset => Math.Min(Of(operands[0]), Factor(instruction.Immediate)),
            Op.Element => Math.Min(Of(operands[0]), (int)Math.Min(Most, (long)FactorOf(operands[1], 0) * Factor(instruction.Immediate))),
            Op.Select => Math.Min(Of(operands[1]), Of(operands[2])),
            _ => 1,
        };
    }

    private static int FactorOf(Value number, int depth)
    {
        if (number is Constant constant)
            return Factor(constant.Bits);
        if (number is not Instruction { Operands: var operands } instruction || depth == MaximumDepth)
            return 1;
        switch (instruction.Op)
        {
            case Op.SignExtend or Op.ZeroExtend when operands[0].Type == IRType.Int32:
                return FactorOf(operands[0], depth + 1);
            case Op.Add or Op.Sub or Op.Or or Op.Xor:
                return Math.Min(FactorOf(operands[0], depth + 1), FactorOf(operands[1], depth + 1));
            case Op.And:
                return Math.Max(FactorOf(operands[0], depth + 1), FactorOf(operands[1], depth + 1));
            case Op.Mul:
                return Math.Min(Most, FactorOf(operands[0], depth + 1) * FactorOf(operands[1], depth + 1));
            case Op.ShiftLeft when operands[1] is Constant { Bits: >= 0 and < 31 } count:
                return (int)Math.Min(Most, (long)FactorOf(operands[0], depth + 1) << (int)count.Bits);
            case Op.Select:
                return Math.Min(FactorOf(operands[1], depth + 1), FactorOf(operands[2], depth + 1));
            default:
                return 1;
        }
    }
}
