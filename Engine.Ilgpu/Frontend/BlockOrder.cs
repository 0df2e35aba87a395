using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>Drops unreachable blocks and brings the others to reverse post-order: definitions come before uses.</summary>
internal static class BlockOrder
{
    public static void Apply(Function function)
    {
        var order = new List<Block>();
        var seen = new HashSet<Block> { function.Entry };
        var path = new Stack<(Block Block, int Next)>([(function.Entry, 0)]);
        while (path.TryPop(out var top))
        {
            var edges = top.Block.Terminator!.Edges;
            int next = top.Next;
            // Last edge first, so that in the result the first one follows its block.
            while (next < edges.Count && !seen.Add(edges[edges.Count - 1 - next].Target))
                next++;
            if (next == edges.Count)
            {
                order.Add(top.Block);
                continue;
            }
            path.Push((top.Block, next + 1));
            path.Push((edges[edges.Count - 1 - next].Target, 0));
        }
        order.Reverse();
        function.Blocks.Clear();
        function.Blocks.AddRange(order);
    }
}
