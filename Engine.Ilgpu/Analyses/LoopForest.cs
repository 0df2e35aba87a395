using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Analyses;

/// <summary>
/// The natural loops of a function and how they nest. Loops that share a header are one. A cycle with several
/// entries is not a loop here; <see cref="IsReducible"/> says whether there is one.
/// </summary>
internal sealed class LoopForest
{
    private readonly Dictionary<Block, Loop> _innermost = [];
    private readonly List<Loop> _loops = [];

    public LoopForest(ControlFlowGraph graph, Dominators dominators)
    {
        IsReducible = true;
        var byHeader = new Dictionary<Block, Loop>();
        foreach (var block in graph.ReversePostorder)
        {
            foreach (var target in block.Successors.Distinct())
            {
                if (graph.PositionOf(target) > graph.PositionOf(block))
                    continue;
                if (!dominators.Dominates(target, block))
                {
                    IsReducible = false;
                    continue;
                }
                if (!byHeader.TryGetValue(target, out var loop))
                {
                    loop = new Loop(target);
                    byHeader.Add(target, loop);
                }
                loop.AddLatch(block);
            }
        }
        _loops.AddRange(byHeader.Values.OrderBy(loop => graph.PositionOf(loop.Header)));
        foreach (var loop in _loops)
            Fill(loop, graph);
        // An outer loop's header precedes its inner loops' headers, so inner ones overwrite.
        foreach (var loop in _loops)
        {
            if (_innermost.TryGetValue(loop.Header, out var parent))
                parent.AddChild(loop);
            foreach (var block in loop.Blocks)
                _innermost[block] = loop;
        }
    }

    /// <summary>True if every cycle has one entry, which dominates it.</summary>
    public bool IsReducible { get; }

    /// <summary>All loops, each before those inside it.</summary>
    public IReadOnlyList<Loop> Loops => _loops;

    /// <summary>All loops, each after those inside it.</summary>
    public IEnumerable<Loop> InnermostFirst => Enumerable.Reverse(_loops);

    /// <summary>The innermost loop that holds a block; null if there is none.</summary>
    public Loop? LoopOf(Block block) => _innermost.GetValueOrDefault(block);

    private static void Fill(Loop loop, ControlFlowGraph graph)
    {
        loop.AddMember(loop.Header);
        var work = new Stack<Block>(loop.Latches);
        while (work.TryPop(out var block))
        {
            if (!loop.AddMember(block))
                continue;
            foreach (var before in graph.Predecessors(block))
            {
                if (graph.IsReachable(before))
                    work.Push(before);
            }
        }
        foreach (var block in graph.ReversePostorder)
        {
            if (loop.Contains(block))
                loop.AddInOrder(block);
        }
        loop.ExitEdges = [.. loop.Blocks.SelectMany(block => block.Terminator!.Edges
            .Where(edge => !loop.Contains(edge.Target)).Select(edge => (block, edge)))];
        loop.Entering = [.. graph.Predecessors(loop.Header).Where(block => graph.IsReachable(block) && !loop.Contains(block))];
    }
}
