using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes.Simplification;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Removes block parameters that every edge gives the same value, directly or round a loop.
/// <para>Notation: a parameter is unknown, one value, or many. All start unknown (optimism is what sees through
/// cycles of parameters that only feed each other); edges from unreachable blocks say nothing.</para>
/// <para>Cost: each parameter changes state at most twice; a round is linear in edge arguments, and there are about as
/// many rounds as loops nest.</para>
/// </summary>
internal static class RedundantParameters
{
    public static bool Run(Function function)
    {
        var graph = new ControlFlowGraph(function);
        var values = FindValues(graph);
        var replacements = new Dictionary<Value, Value>();
        foreach (var block in graph.ReversePostorder)
        {
            var doomed = new bool[block.Parameters.Count];
            for (int i = 0; i < doomed.Length; i++)
            {
                var parameter = block.Parameters[i];
                if (values.TryGetValue(parameter, out var value) && value != parameter)
                {
                    doomed[i] = true;
                    replacements.Add(parameter, value);
                }
            }
            Remove(block, graph, doomed);
        }
        function.ReplaceUses(replacements);
        return replacements.Count != 0;
    }

    /// <summary>Removes parameters of a block, by position, with the arguments that all edges give them.</summary>
    public static void Remove(Block block, ControlFlowGraph graph, bool[] doomed)
    {
        if (!doomed.Contains(true))
            return;
        RemoveAt(block.Parameters, doomed);
        foreach (var (_, edge) in graph.EdgesInto(block))
            RemoveAt(edge.Arguments, doomed);
    }

    /// <summary>What each parameter is: another value, or itself if it is many; unreachable ones are absent.</summary>
    private static Dictionary<Value, Value> FindValues(ControlFlowGraph graph)
    {
        var values = new Dictionary<Value, Value>();
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (var block in graph.ReversePostorder)
            {
                for (int i = 0; i < block.Parameters.Count; i++)
                    changed |= Update(block, i);
            }
        }
        return values;

        bool Update(Block block, int index)
        {
            var parameter = block.Parameters[index];
            var known = values.GetValueOrDefault(parameter);
            if (known == parameter)
                return false;
            Value? merged = null;
            foreach (var (from, edge) in graph.EdgesInto(block))
            {
                if (!graph.IsReachable(from))
                    continue;
                var argument = edge.Arguments[index];
                if (argument is BlockParameter)
                    argument = values.GetValueOrDefault(argument);
                if (argument is null || argument == parameter)
                    continue;
                if (merged is null)
                    merged = argument;
                else if (!Match.Same(merged, argument))
                    merged = parameter;
            }
            if (merged is null || (known is not null && Match.Same(known, merged)))
                return false;
            // Having been one value and now another, it is many.
            values[parameter] = known is null ? merged : parameter;
            return true;
        }
    }

    private static void RemoveAt<T>(List<T> list, bool[] doomed)
    {
        int kept = 0;
        for (int i = 0; i < list.Count; i++)
        {
            if (!doomed[i])
                list[kept++] = list[i];
        }
        list.RemoveRange(kept, list.Count - kept);
    }
}
