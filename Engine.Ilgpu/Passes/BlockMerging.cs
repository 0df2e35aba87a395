using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>Joins a block that ends in a plain branch with its target, if nothing else leads there. Cost: linear.</summary>
internal static class BlockMerging
{
    public static bool Run(Function function)
    {
        var graph = new ControlFlowGraph(function);
        var replacements = new Dictionary<Value, Value>();
        var merged = new HashSet<Block>();
        foreach (var block in graph.ReversePostorder)
        {
            if (merged.Contains(block))
                continue;
            while (block.Terminator is Branch { Target: var edge } && edge.Target != block && graph.EdgesInto(edge.Target).Count == 1)
            {
                var target = edge.Target;
                for (int i = 0; i < target.Parameters.Count; i++)
                    replacements.Add(target.Parameters[i], edge.Arguments[i]);
                block.Instructions.AddRange(target.Instructions);
                block.Terminator = target.Terminator;
                merged.Add(target);
            }
        }
        if (merged.Count == 0)
            return false;
        function.Blocks.RemoveAll(merged.Contains);
        function.ReplaceUses(replacements);
        return true;
    }
}
