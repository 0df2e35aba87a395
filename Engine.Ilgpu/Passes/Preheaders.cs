using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes.Simplification;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Gives every loop a preheader: a block outside whose plain branch is the only way in, where what is moved out of the
/// loop can go. <see cref="EmptyBlocks"/> takes unused ones away again. Cost: linear in the edges into headers.
/// </summary>
internal static class Preheaders
{
    public static bool Run(Function function)
    {
        var graph = new ControlFlowGraph(function);
        bool changed = false;
        foreach (var loop in new LoopForest(graph, Dominators.Of(graph)).Loops)
        {
            if (loop.Preheader is not null)
                continue;
            Insert(function, loop, EdgesInto(loop, graph));
            changed = true;
        }
        return changed;
    }

    /// <summary>The edges that lead into a loop from outside.</summary>
    public static IReadOnlyList<Edge> EdgesInto(Loop loop, ControlFlowGraph graph) =>
        [.. graph.EdgesInto(loop.Header).Where(into => graph.IsReachable(into.From) && !loop.Contains(into.From)).Select(into => into.Edge)];

    /// <summary>What all edges hand to a parameter; null if they differ.</summary>
    public static Value? Agreed(IReadOnlyList<Edge> edges, int parameter)
    {
        var first = edges[0].Arguments[parameter];
        return edges.All(edge => Match.Same(edge.Arguments[parameter], first)) ? first : null;
    }

    /// <summary>Gives a loop a preheader for the edges into it, of which there is at least one. Gives the edge from there to the header.</summary>
    public static Edge Insert(Function function, Loop loop, IReadOnlyList<Edge> entering)
    {
        var preheader = new Block(loop.Header.Name + ".pre");
        function.Blocks.Insert(function.Blocks.IndexOf(loop.Header), preheader);
        Value?[] agreed = [.. loop.Header.Parameters.Select((_, i) => Agreed(entering, i))];
        var into = new Edge(loop.Header, [.. agreed.Select((value, i) => value ?? preheader.AddParameter(loop.Header.Parameters[i].Type))]);
        preheader.Terminator = new Branch(into);
        foreach (var edge in entering)
        {
            Value[] handed = [.. edge.Arguments.Where((_, i) => agreed[i] is null)];
            edge.Arguments.Clear();
            edge.Arguments.AddRange(handed);
            edge.Target = preheader;
        }
        return into;
    }
}
