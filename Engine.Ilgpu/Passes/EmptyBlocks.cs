using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Lets edges skip blocks that hold nothing but a branch; the blocks themselves then are unreachable.
/// <para>Refuses: blocks whose parameters are used beyond their own branch; an empty block that is the one way back of a
/// loop with several ways to it (loops with a single latch are easier on later passes); cycles of empty blocks.</para>
/// <para>Cost: linear in edges.</para>
/// </summary>
internal static class EmptyBlocks
{
    private const int MaxHops = 32;

    public static bool Run(Function function)
    {
        var graph = new ControlFlowGraph(function);
        var skippable = FindSkippable(graph);
        if (skippable.Count == 0)
            return false;
        bool changed = false;
        foreach (var block in graph.ReversePostorder)
        {
            foreach (var edge in block.Terminator!.Edges)
            {
                for (int hops = 0; hops < MaxHops && skippable.Contains(edge.Target) && edge.Target != block; hops++)
                {
                    Skip(edge);
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static HashSet<Block> FindSkippable(ControlFlowGraph graph)
    {
        var skippable = graph.ReversePostorder.Where(block => IsEmpty(block, graph)).ToHashSet();
        if (skippable.All(block => block.Parameters.Count == 0))
            return skippable;
        foreach (var block in graph.ReversePostorder)
        {
            foreach (var operand in block.Instructions.SelectMany(instruction => instruction.Operands))
                Use(operand, block);
            if (block.Terminator!.Selector is { } selector)
                Use(selector, block);
            foreach (var argument in block.Terminator.Edges.SelectMany(edge => edge.Arguments))
                Use(argument, block);
        }
        return skippable;

        void Use(Value value, Block user)
        {
            if (value is BlockParameter parameter && parameter.Block != user)
                skippable.Remove(parameter.Block);
        }
    }

    private static bool IsEmpty(Block block, ControlFlowGraph graph)
    {
        if (block.Instructions.Count != 0 || block.Terminator is not Branch branch || block == graph.Function.Entry)
            return false;
        bool leadsBack = graph.PositionOf(branch.Target.Target) <= graph.PositionOf(block);
        return branch.Target.Target != block && !(leadsBack && graph.EdgesInto(block).Count > 1);
    }

    private static void Skip(Edge edge)
    {
        var skipped = edge.Target;
        var onward = ((Branch)skipped.Terminator!).Target;
        var arguments = onward.Arguments.Select(argument =>
        {
            int index = argument is BlockParameter parameter && parameter.Block == skipped ? skipped.Parameters.IndexOf(parameter) : -1;
            return index < 0 ? argument : edge.Arguments[index];
        }).ToArray();
        edge.Target = onward.Target;
        edge.Arguments.Clear();
        edge.Arguments.AddRange(arguments);
    }
}
