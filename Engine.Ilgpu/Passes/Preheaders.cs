using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

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
            Insert(function, loop, [.. graph.EdgesInto(loop.Header)
                .Where(into => graph.IsReachable(into.From) && !loop.Contains(into.From)).Select(into => into.Edge)]);
            changed = true;
        }
        return changed;
    }

    private static void Insert(Function function, Loop loop, List<Edge> entering)
    {
        var preheader = new Block(loop.Header.Name + ".pre");
        function.Blocks.Insert(function.Blocks.IndexOf(loop.Header), preheader);
        if (entering is [var only])
        {
            preheader.Terminator = new Branch(new Edge(loop.Header, [.. only.Arguments]));
            only.Arguments.Clear();
        }
        else
        {
            Value[] parameters = [.. loop.Header.Parameters.Select(parameter => preheader.AddParameter(parameter.Type))];
            preheader.Terminator = new Branch(new Edge(loop.Header, parameters));
        }
        foreach (var edge in entering)
            edge.Target = preheader;
    }
}
