using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Analyses;

/// <summary>
/// Who comes before whom, at the time of construction. Edges out of unreachable blocks count as predecessors too,
/// because they pass arguments; ask <see cref="IsReachable"/> where it matters. Time: O(blocks + edges).
/// </summary>
internal sealed class ControlFlowGraph
{
    private readonly Dictionary<Block, int> _positions = [];
    private readonly Dictionary<Block, List<Block>> _predecessors = [];
    private readonly Dictionary<Block, List<(Block From, Edge Edge)>> _edges = [];
    private readonly List<Block> _reversePostorder = [];

    public ControlFlowGraph(Function function)
    {
        Function = function;
        foreach (var block in function.Blocks)
        {
            _predecessors.Add(block, []);
            _edges.Add(block, []);
        }
        foreach (var block in function.Blocks)
        {
            foreach (var edge in block.Terminator?.Edges ?? [])
            {
                var from = _predecessors[edge.Target];
                if (from.Count == 0 || from[^1] != block)
                    from.Add(block);
                _edges[edge.Target].Add((block, edge));
            }
        }
        Visit(function.Entry);
        _reversePostorder.Reverse();
        for (int i = 0; i < _reversePostorder.Count; i++)
            _positions.Add(_reversePostorder[i], i);
    }

    public Function Function { get; }

    /// <summary>The reachable blocks, each before its successors except along retreating edges; the entry first.</summary>
    public IReadOnlyList<Block> ReversePostorder => _reversePostorder;

    /// <summary>The blocks with an edge to this one, each once, in the order of the function.</summary>
    public IReadOnlyList<Block> Predecessors(Block block) => _predecessors[block];

    /// <summary>The edges into a block; one predecessor may have several.</summary>
    public IReadOnlyList<(Block From, Edge Edge)> EdgesInto(Block block) => _edges[block];

    public bool IsReachable(Block block) => _positions.ContainsKey(block);

    /// <summary>The place in <see cref="ReversePostorder"/>; -1 for an unreachable block.</summary>
    public int PositionOf(Block block) => _positions.GetValueOrDefault(block, -1);

    private void Visit(Block entry)
    {
        var seen = new HashSet<Block> { entry };
        var path = new Stack<(Block Block, IReadOnlyList<Edge> Edges, int Next)>();
        Push(entry);
        while (path.TryPop(out var top))
        {
            // Last edge first, so that the first successor directly follows its block in the reversed order.
            if (top.Next < 0)
            {
                _reversePostorder.Add(top.Block);
                continue;
            }
            path.Push(top with { Next = top.Next - 1 });
            var target = top.Edges[top.Next].Target;
            if (seen.Add(target))
                Push(target);
        }

        void Push(Block block)
        {
            var edges = block.Terminator?.Edges ?? [];
            path.Push((block, edges, edges.Count - 1));
        }
    }
}
