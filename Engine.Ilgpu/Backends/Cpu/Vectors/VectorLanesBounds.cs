using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Limits of indices that grow from lane to lane: where the last lane is within, all are. So the loop over the columns of
/// a row asks no vector until its last round.
/// </summary>
internal sealed partial class VectorLanes
{
    /// <summary>
    /// Goes to a label if scalars show that a mask holds in no lane. It may hold in none if they do not: the lanes' numbers
    /// wrap around, those of 64 bits do not.
    /// </summary>
    private void EmitIfNowhere(Value mask, Label nowhere)
    {
        var limits = new List<Limit>();
        if (!FindLimits(mask, limits))
            return;
        var perhaps = Il.Label();
        foreach (var limit in limits)
        {
            var toLong = Comparisons.IsUnsigned(limit.Comparison) ? OpCodes.Conv_U8 : OpCodes.Conv_I8;
            PushScalar(limit.Index);
            Il.Emit(toLong);
            Il.Long(_shapes.StrideOf(limit.Index)!.Value * (Lanes - 1));
            Il.Emit(OpCodes.Add);
            PushScalar(limit.Bound);
            Il.Emit(toLong);
            Il.Branch(ScalarOps.BranchOp(Comparisons.ToSigned(limit.Comparison)), perhaps);
        }
        Il.Branch(OpCodes.Br, nowhere);
        Il.Mark(perhaps);
    }

    /// <summary>Comparisons one of which holds wherever the mask does; false if there are none of which the last lane's is the last to fail.</summary>
    private bool FindLimits(Value mask, List<Limit> limits)
    {
        if (mask is not Instruction instruction || !_placement.IsInline(mask))
            return false;
        if (instruction.Op == Op.Or)
            return FindLimits(instruction.Operands[0], limits) && FindLimits(instruction.Operands[1], limits);
        if (instruction.Op != Op.Compare || instruction.Operands[0].Type != IRType.Int32)
            return false;
        var limit = _shapes.IsUniform(instruction.Operands[1])
            ? new Limit(instruction.Comparison, instruction.Operands[0], instruction.Operands[1])
            : new Limit(Comparisons.Swapped(instruction.Comparison), instruction.Operands[1], instruction.Operands[0]);
        limits.Add(limit);
        if (!_shapes.IsUniform(limit.Bound) || _shapes.StrideOf(limit.Index) is not (long stride and not 0))
            return false;
        return Comparisons.ToSigned(limit.Comparison) is Comparison.Greater or Comparison.GreaterEqual ? stride > 0
            : stride < 0 && !Comparisons.IsEquality(limit.Comparison);
    }

    private readonly record struct Limit(Comparison Comparison, Value Index, Value Bound);
}
