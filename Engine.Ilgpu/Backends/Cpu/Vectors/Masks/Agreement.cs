using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// A branch in masked code that all lanes of the mask take the same way. The others may have any value there, left from
/// rounds or ways that they took no part in: they have no say in it.
/// </summary>
/// <param name="Votes">Which lanes of the mask are for the condition, or for each case of a switch.</param>
internal sealed record Agreement(Block Block, IReadOnlyList<Value> Votes)
{
    /// <summary>Lets the lanes of a mask vote at a block's end. At least one is in the mask whenever the branch matters.</summary>
    public static Agreement At(Block block, Value mask)
    {
        Value[] conditions = block.Terminator is Switch choice
            ? [.. Enumerable.Range(0, choice.Cases.Count).Select(number => MaskState.IsEqual(block, choice.Index, number))]
            : [((BranchIf)block.Terminator!).Condition];
        return new(block, [.. conditions.Select(condition => MaskState.Append(block, Op.And, IRType.Int1, mask, condition))]);
    }

    /// <summary>Makes the branch go by the vote, unless its condition is the same in all lanes anyway.</summary>
    public void Enforce(LockstepShapes shapes)
    {
        var terminator = Block.Terminator!;
        if (shapes.IsUniform(terminator.Selector!))
            return;
        terminator.Selector = terminator is BranchIf ? MaskState.AnyLane(Block, Votes[0]) : CaseWithVotes();
    }

    private Value CaseWithVotes()
    {
        Value index = Constant.Int32(Votes.Count);
        for (int number = 0; number < Votes.Count; number++)
        {
            var isCase = MaskState.AnyLane(Block, Votes[number]);
            index = MaskState.Append(Block, Op.Select, IRType.Int32, isCase, Constant.Int32(number), index);
        }
        return index;
    }
}
