using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Unrolls loops of a known, small number of turns completely, inner ones first. It is what makes the indices of a local
/// array constant, so that <see cref="SsaConstruction"/> can put its elements into registers; loops that index local memory
/// get a larger budget for it. Loops that synchronise unroll like others: every item still meets the same barriers in the
/// same order.
/// <para>Refuses: loops whose turns <see cref="TripCount"/> does not find (a break, a bound known only at run time), loops that would
/// become too large, and all of them once the function is.</para>
/// <para>Cost: linear in what is made, plus an analysis of the graph for each unrolled loop.</para>
/// </summary>
internal static class LoopUnroll
{
    private const int MaxTurns = 128;
    private const int MaxSize = 512;
    private const int MaxSizeForLocals = 2048;
    private const int MaxFunctionSize = 4096;

    public static bool Run(Function function)
    {
        bool changed = false;
        while (UnrollOne(function))
        {
            BlockMerging.Run(function);
            changed = true;
        }
        return changed;
    }

    /// <summary>Unrolls the first loop that can be; the analyses hold for no more than that.</summary>
    private static bool UnrollOne(Function function)
    {
        var graph = new ControlFlowGraph(function);
        var dominators = Dominators.Of(graph);
        var forest = new LoopForest(graph, dominators);
        int size = function.Blocks.Sum(SizeOf);
        foreach (var loop in forest.InnermostFirst)
        {
            int turn = loop.Blocks.Sum(SizeOf);
            int budget = Math.Min(MaxFunctionSize - size, TouchesLocals(loop) ? MaxSizeForLocals : MaxSize);
            int max = Math.Min(MaxTurns, budget / turn);
            if (max <= 0 || TripCount.Find(loop, graph, dominators, forest, max) is not { } found)
                continue;
            var entering = Preheaders.EdgesInto(loop, graph);
            var into = entering is [var only] ? only : Preheaders.Insert(function, loop, entering);
            new LoopCopier(function, loop, found.Exiting).Unroll(into, found.Stays);
            UnreachableBlocks.Run(function);
            return true;
        }
        return false;
    }

    private static int SizeOf(Block block) => block.Instructions.Count + 1;

    private static bool TouchesLocals(Loop loop) => loop.Blocks.SelectMany(block => block.Instructions).Any(instruction =>
    {
        if (instruction.Op is not (Op.Load or Op.Store))
            return false;
        var address = instruction.Operands[0];
        while (address is Instruction { Op: Op.Element or Op.Offset } step)
            address = step.Operands[0];
        return address is Instruction { Op: Op.Alloca };
    });
}
