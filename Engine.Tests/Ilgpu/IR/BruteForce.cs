using Engine.Ilgpu.IR;

namespace Engine.Tests.Ilgpu.IR;

/// <summary>Graph questions answered straight from their definitions, to hold the analyses against.</summary>
internal static class BruteForce
{
    /// <summary>The blocks on some way from a start, itself included, that does not enter another block.</summary>
    public static HashSet<Block> Reachable(Function function, Block start, Block? without)
    {
        var found = new HashSet<Block>();
        var work = new Stack<Block>();
        if (start != without)
            work.Push(start);
        while (work.TryPop(out var block))
        {
            if (!found.Add(block))
                continue;
            foreach (var next in block.Successors)
            {
                if (next != without)
                    work.Push(next);
            }
        }
        Assert(found.All(function.Blocks.Contains));
        return found;
    }

    /// <summary>a dominates b if b cannot be reached once a is taken away.</summary>
    public static bool Dominates(Function function, Block a, Block b) =>
        a == b || !Reachable(function, function.Entry, without: a).Contains(b);

    public static IEnumerable<Block> DominatorsOf(Function function, Block block) =>
        Reachable(function, function.Entry, without: null).Contains(block)
            ? function.Blocks.Where(other => Reachable(function, function.Entry, null).Contains(other) && Dominates(function, other, block))
            : [block];

    /// <summary>a post-dominates b if no end can be reached from b once a is taken away.</summary>
    public static bool PostDominates(Function function, Block a, Block b) =>
        a == b || !Reachable(function, b, without: a).Any(block => !block.Successors.Any());

    /// <summary>Whether removing self-loops and merging single-predecessor blocks shrinks the graph to one node.</summary>
    public static bool IsReducible(Function function)
    {
        var nodes = Reachable(function, function.Entry, without: null);
        var successors = nodes.ToDictionary(block => block, block => block.Successors.ToHashSet());
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (var node in nodes.ToList())
            {
                successors[node].Remove(node);
                var before = nodes.Where(other => other != node && successors[other].Contains(node)).ToList();
                if (node == function.Entry || before.Count != 1)
                    continue;
                successors[before[0]].Remove(node);
                successors[before[0]].UnionWith(successors[node]);
                nodes.Remove(node);
                changed = true;
            }
        }
        return nodes.Count == 1;
    }

    private static void Assert(bool condition)
    {
        if (!condition)
            throw new InvalidOperationException("An edge leaves the function.");
    }
}
