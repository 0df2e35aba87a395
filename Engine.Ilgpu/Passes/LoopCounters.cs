using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes.Simplification;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Finds loop counters that are never negative: they start at no less than zero, and each turn adds one after having
/// compared the counter as less than something (so that it cannot overflow). Cost: linear in header parameters.
/// </summary>
internal static class LoopCounters
{
    public static HashSet<Value> FindNonNegative(LoopForest forest, ControlFlowGraph graph, Dominators dominators)
    {
        var found = new HashSet<Value>();
        foreach (var loop in forest.Loops)
        {
            for (int i = 0; i < loop.Header.Parameters.Count; i++)
            {
                var parameter = loop.Header.Parameters[i];
                if (parameter.Type == IRType.Int32 && graph.EdgesInto(loop.Header).All(into => loop.Contains(into.From)
                    ? CountsUp(parameter, into.Edge.Arguments[i], into.From)
                    : KnownBits.IsNonNegative(into.Edge.Arguments[i])))
                    found.Add(parameter);
            }

            bool CountsUp(BlockParameter counter, Value next, Block latch)
            {
                if (next is not Instruction { Op: Op.Add, Operands: [var before, Constant { Bits: 1 }] } || before != counter)
                    return false;
                return loop.ExitEdges.Any(exit => exit.From.Terminator is BranchIf branch
                    && dominators.Dominates(exit.From, latch) && IsGuard(branch, exit.Edge, counter));
            }
        }
        return found;
    }

    /// <summary>True if staying in the loop says that the counter is less than something.</summary>
    private static bool IsGuard(BranchIf branch, Edge exit, Value counter)
    {
        if (branch.Condition is not Instruction { Op: Op.Compare } compare || branch.WhenTrue.Target == branch.WhenFalse.Target)
            return false;
        var stays = exit == branch.WhenFalse ? compare.Comparison : Comparisons.Inverse(compare.Comparison, isFloat: false);
        if (compare.Operands[1] == counter)
            return stays == Comparison.Greater;
        return compare.Operands[0] == counter && stays == Comparison.Less;
    }
}
