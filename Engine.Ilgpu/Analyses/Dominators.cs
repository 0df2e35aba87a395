using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Analyses;

/// <summary>
/// The dominator tree (a dominates b: every way from the entry to b passes a), or the post-dominator tree (every way
/// from b to the end passes a). The algorithm is Cooper, Harvey and Kennedy's, "A Simple, Fast Dominance Algorithm".
/// Of a loop without an exit, one block (the last in reverse postorder) counts as leading to the end, so that every
/// reachable block is in the post-dominator tree. Everything dominates an unreachable block.
/// </summary>
internal sealed class Dominators
{
    private const int None = -1;

    private readonly Block?[] _blocks;
    private readonly Dictionary<Block, int> _numbers = [];
    private readonly int[] _parents;
    private readonly List<Block>[] _children;
    private readonly int[] _enter;
    private readonly int[] _leave;

    /// <param name="blocks">In reverse postorder of the direction looked at; number 0 is the root.</param>
    /// <param name="into">For each, the numbers of the blocks that lead to it in that direction.</param>
    private Dominators(Block?[] blocks, int[][] into)
    {
        _blocks = blocks;
        for (int i = 0; i < blocks.Length; i++)
        {
            if (blocks[i] is { } block)
                _numbers.Add(block, i);
        }
        _parents = FindParents(into);
        _children = new List<Block>[blocks.Length];
        for (int i = 0; i < blocks.Length; i++)
            _children[i] = [];
        for (int i = 1; i < blocks.Length; i++)
            _children[_parents[i]].Add(blocks[i]!);
        _enter = new int[blocks.Length];
        _leave = new int[blocks.Length];
        NumberTree();
    }

    public static Dominators Of(ControlFlowGraph graph)
    {
        var blocks = graph.ReversePostorder;
        var into = new int[blocks.Count][];
        for (int i = 0; i < into.Length; i++)
            into[i] = [.. graph.Predecessors(blocks[i]).Where(graph.IsReachable).Select(graph.PositionOf)];
        return new Dominators([.. blocks], into);
    }

    /// <summary>Post-dominators; the root is a virtual block after every return.</summary>
    public static Dominators PostOf(ControlFlowGraph graph)
    {
        var (order, ends) = ReverseOrder(graph);
        var numbers = new Dictionary<Block, int>();
        for (int i = 0; i < order.Count; i++)
            numbers.Add(order[i], i + 1);
        var into = new int[order.Count + 1][];
        into[0] = [];
        for (int i = 0; i < order.Count; i++)
        {
            var after = order[i].Successors.Distinct().Select(block => numbers[block]);
            into[i + 1] = ends.Contains(order[i]) ? [0, .. after] : [.. after];
        }
        return new Dominators([null, .. order], into);
    }

    /// <summary>
    /// The nearest other block that dominates this one; null for the entry and for unreachable blocks
    /// (post-dominators: if only the virtual end does).
    /// </summary>
    public Block? ImmediateDominator(Block block) =>
        _numbers.TryGetValue(block, out int number) && number > 0 ? _blocks[_parents[number]] : null;

    /// <summary>The blocks whose immediate dominator is this one.</summary>
    public IReadOnlyList<Block> Children(Block block) =>
        _numbers.TryGetValue(block, out int number) ? _children[number] : [];

    /// <summary>A block dominates itself.</summary>
    public bool Dominates(Block a, Block b)
    {
        if (!_numbers.TryGetValue(b, out int inner))
            return true;
        return _numbers.TryGetValue(a, out int outer) && _enter[outer] <= _enter[inner] && _leave[inner] <= _leave[outer];
    }

    private static int[] FindParents(int[][] into)
    {
        var parents = new int[into.Length];
        Array.Fill(parents, None);
        parents[0] = 0;
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = 1; i < into.Length; i++)
            {
                int parent = None;
                foreach (int before in into[i])
                {
                    if (parents[before] != None)
                        parent = parent == None ? before : Intersect(parents, before, parent);
                }
                changed |= parents[i] != parent;
                parents[i] = parent;
            }
        }
        return parents;
    }

    private static int Intersect(int[] parents, int a, int b)
    {
        while (a != b)
        {
            while (a > b)
                a = parents[a];
            while (b > a)
                b = parents[b];
        }
        return a;
    }

    private void NumberTree()
    {
        int clock = 0;
        var path = new Stack<(int Number, int Next)>();
        path.Push((0, 0));
        while (path.TryPop(out var top))
        {
            if (top.Next == 0)
                _enter[top.Number] = clock++;
            if (top.Next == _children[top.Number].Count)
            {
                _leave[top.Number] = clock++;
                continue;
            }
            path.Push(top with { Next = top.Next + 1 });
            path.Push((_numbers[_children[top.Number][top.Next]], 0));
        }
    }

    /// <summary>The reverse postorder of the reversed graph, and the blocks that lead to its virtual root.</summary>
    private static (List<Block> Order, HashSet<Block> Ends) ReverseOrder(ControlFlowGraph graph)
    {
        var ends = new HashSet<Block>();
        var seen = new HashSet<Block>();
        var postorder = new List<Block>();
        var path = new Stack<(Block Block, int Next)>();
        foreach (var block in graph.ReversePostorder.Where(block => !block.Successors.Any()))
            VisitFrom(block);
        for (int i = graph.ReversePostorder.Count - 1; i >= 0; i--)
            VisitFrom(graph.ReversePostorder[i]);
        postorder.Reverse();
        return (postorder, ends);

        void VisitFrom(Block end)
        {
            if (!seen.Add(end))
                return;
            ends.Add(end);
            path.Push((end, 0));
            while (path.TryPop(out var top))
            {
                var before = graph.Predecessors(top.Block);
                if (top.Next == before.Count)
                {
                    postorder.Add(top.Block);
                    continue;
                }
                path.Push(top with { Next = top.Next + 1 });
                if (graph.IsReachable(before[top.Next]) && seen.Add(before[top.Next]))
                    path.Push((before[top.Next], 0));
            }
        }
    }
}
