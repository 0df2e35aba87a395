using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes.Simplification;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Replaces small branches by selects: where both ways of a branch (or one way and none) hold a few pure operations and
/// meet again, both are computed and the results chosen. A branch to a block that only computes a second condition and
/// shares a way out with the first (<c>a &amp;&amp; b</c>, <c>a || b</c>) becomes one branch on both.
/// <para>Notation: the fork ends in the branch; an arm is a way's block, entered only from the fork; both lead to the join.</para>
/// <para>Refuses: arms with loads, stores, asserts, synchronisation or anything else that is not pure, and arms that cost
/// more than a branch would.</para>
/// <para>Cost: linear a round; a round for each level of nesting.</para>
/// </summary>
internal static class IfConversion
{
    private const int MaxCost = 10;
    private const int MaxRounds = 8;

    public static bool Run(Function function)
    {
        bool changed = false;
        for (int round = 0; round < MaxRounds; round++)
        {
            var graph = new ControlFlowGraph(function);
            bool again = false;
            // Inner branches first; a block taken in is not looked at again until the graph is made anew.
            var gone = new HashSet<Block>();
            foreach (var block in graph.ReversePostorder.Reverse())
            {
                if (!gone.Contains(block) && block.Terminator is BranchIf branch)
                    again |= Flatten(block, branch, graph, gone) || JoinConditions(block, branch, graph, gone);
            }
            if (!again)
                break;
            changed = true;
            UnreachableBlocks.Run(function);
            BlockMerging.Run(function);
        }
        return changed;
    }

    private static bool Flatten(Block fork, BranchIf branch, ControlFlowGraph graph, HashSet<Block> gone)
    {
        var trueArm = ArmOf(branch.WhenTrue, fork, graph, gone);
        var falseArm = ArmOf(branch.WhenFalse, fork, graph, gone);
        Edge onTrue, onFalse;
        if (trueArm is not null && falseArm is not null && Onward(trueArm).Target == Onward(falseArm).Target)
            (onTrue, onFalse) = (Onward(trueArm), Onward(falseArm));
        else if (trueArm is not null && Onward(trueArm).Target == branch.WhenFalse.Target)
            (onTrue, onFalse, falseArm) = (Onward(trueArm), branch.WhenFalse, null);
        else if (falseArm is not null && Onward(falseArm).Target == branch.WhenTrue.Target)
            (onTrue, onFalse, trueArm) = (branch.WhenTrue, Onward(falseArm), null);
        else if (branch.WhenTrue.Target == branch.WhenFalse.Target)
            (onTrue, onFalse, trueArm, falseArm) = (branch.WhenTrue, branch.WhenFalse, null, null);
        else
            return false;
        if (onTrue.Target == fork)
            return false;
        int selects = Enumerable.Range(0, onTrue.Arguments.Count).Count(i => !Match.Same(onTrue.Arguments[i], onFalse.Arguments[i]));
        if (CostOf(trueArm) + CostOf(falseArm) + selects > MaxCost)
            return false;

        foreach (var arm in new[] { trueArm, falseArm }.OfType<Block>())
        {
            fork.Instructions.AddRange(arm.Instructions);
            gone.Add(arm);
        }
        var arguments = new Value[onTrue.Arguments.Count];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = Choose(fork, branch, onTrue.Arguments[i], onFalse.Arguments[i]);
        fork.Terminator = new Branch(new Edge(onTrue.Target, arguments)) { Location = branch.Location };
        return true;
    }

    private static bool JoinConditions(Block fork, BranchIf first, ControlFlowGraph graph, HashSet<Block> gone)
    {
        foreach (bool secondWhenTrue in (ReadOnlySpan<bool>)[true, false])
        {
            var (toSecond, shortcut) = secondWhenTrue ? (first.WhenTrue, first.WhenFalse) : (first.WhenFalse, first.WhenTrue);
            var middle = toSecond.Target;
            if (middle.Terminator is not BranchIf second || !IsArm(middle, fork, graph, gone) || CostOf(middle) >= MaxCost)
                continue;
            bool shared = BranchFolding.SameEdge(secondWhenTrue ? second.WhenFalse : second.WhenTrue, shortcut);
            if (!shared)
                continue;
            fork.Instructions.AddRange(middle.Instructions);
            var both = new Instruction(secondWhenTrue ? Op.And : Op.Or, IRType.Int1, [first.Condition, second.Condition], 0, first.Location);
            fork.Instructions.Add(both);
            fork.Terminator = new BranchIf(both, second.WhenTrue, second.WhenFalse) { Location = first.Location };
            gone.Add(middle);
            return true;
        }
        return false;
    }

    private static Value Choose(Block fork, BranchIf branch, Value whenTrue, Value whenFalse)
    {
        if (Match.Same(whenTrue, whenFalse))
            return whenTrue;
        var select = new Instruction(Op.Select, whenTrue.Type, [branch.Condition, whenTrue, whenFalse], 0, branch.Location);
        fork.Instructions.Add(select);
        return select;
    }

    private static Block? ArmOf(Edge edge, Block fork, ControlFlowGraph graph, HashSet<Block> gone) =>
        edge.Target.Terminator is Branch && IsArm(edge.Target, fork, graph, gone) ? edge.Target : null;

    private static bool IsArm(Block block, Block fork, ControlFlowGraph graph, HashSet<Block> gone) =>
        block != fork && !gone.Contains(block) && block.Parameters.Count == 0 && graph.EdgesInto(block).Count == 1
        && block.Instructions.TrueForAll(instruction => instruction.Op.Is(OpTraits.Pure));

    private static Edge Onward(Block arm) => ((Branch)arm.Terminator!).Target;

    private static int CostOf(Block? arm) => arm?.Instructions.Sum(OpCost.Of) ?? 0;
}
