using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Analyses;

/// <summary>
/// What follows when items part at a branch: where they run apart, where they meet, and which loops they leave in
/// different rounds. Items count as together if they are in the same block and in the same round of every loop around
/// it. They are together again at the region's end: the branch's nearest post-dominator that every way reaches before
/// it starts another round of a loop that holds both.
/// </summary>
internal sealed class DivergentRegion
{
    private readonly Block _branch;
    private readonly ControlFlowGraph _graph;
    private readonly HashSet<Block> _blocks;
    private readonly HashSet<Block> _joins = [];

    public DivergentRegion(Block branch, ControlFlowGraph graph, LoopForest loops, Dominators postDominators)
    {
        _branch = branch;
        _graph = graph;
        End = postDominators.ImmediateDominator(branch);
        _blocks = BlocksBefore(End);
        var around = new List<Loop>();
        for (var loop = loops.LoopOf(branch); loop is not null; loop = loop.Parent)
            around.Add(loop);
        foreach (var loop in around)
        {
            // A way that passes the header has begun another round before it came to the end.
            if (End is null || !loop.Contains(End) || !_blocks.Contains(loop.Header))
                continue;
            while (End is not null && loop.Contains(End))
                End = postDominators.ImmediateDominator(End);
            _blocks = BlocksBefore(End);
        }
        Loops = [.. around.Where(loop => End is null || !loop.Contains(End))];
        FindJoins();
    }

    /// <summary>Where all items are together again; null if only after the kernel's end.</summary>
    public Block? End { get; private set; }

    /// <summary>The blocks that some items may run without the others: those between the branch and the end.</summary>
    public IReadOnlySet<Block> Blocks => _blocks;

    /// <summary>The blocks, the end among them, that items enter by different ways at a time.</summary>
    public IReadOnlySet<Block> Joins => _joins;

    /// <summary>The loops that items may leave in different rounds.</summary>
    public IReadOnlyList<Loop> Loops { get; }

    private HashSet<Block> BlocksBefore(Block? end)
    {
        var found = new HashSet<Block>();
        var work = new Stack<Block>(_branch.Successors);
        while (work.TryPop(out var block))
        {
            if (block == end || !found.Add(block))
                continue;
            foreach (var next in block.Successors)
                work.Push(next);
        }
        return found;
    }

    /// <summary>
    /// Labels each block with the start of the way that leads to it: an edge of the branch, or a join. A block that
    /// several labels reach is a join and starts a way of its own (as a phi would be a new definition).
    /// </summary>
    private void FindJoins()
    {
        var order = _graph.ReversePostorder.Where(block => block == End || _blocks.Contains(block)).ToList();
        var labels = new Dictionary<Block, object>();
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (var block in order)
            {
                object? label = _joins.Contains(block) ? block : LabelOf(block, labels);
                if (label is null || (labels.TryGetValue(block, out object? old) && old == label))
                    continue;
                if (label == block)
                    _joins.Add(block);
                labels[block] = label;
                changed = true;
            }
        }
    }

    private object? LabelOf(Block block, Dictionary<Block, object> labels)
    {
        object? result = null;
        foreach (var (from, edge) in _graph.EdgesInto(block))
        {
            object? label = from == _branch ? edge : from == End ? null : labels.GetValueOrDefault(from);
            if (label is null || label == result)
                continue;
            if (result is not null)
                return block;
            result = label;
        }
        return result;
    }
}
