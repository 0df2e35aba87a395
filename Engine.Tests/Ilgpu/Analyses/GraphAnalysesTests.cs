using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Engine.Tests.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Analyses;

public class GraphAnalysesTests
{
    private static IEnumerable<Function> RandomGraphs(int count, int maximum = 12)
    {
        var random = new Random(7);
        for (int i = 0; i < count; i++)
            yield return RandomFunctions.Graph(random, random.Next(1, maximum));
    }

    [Fact]
    public void ReversePostorderHoldsTheReachableBlocksAndPutsDominatorsFirst()
    {
        foreach (var function in RandomGraphs(300))
        {
            var graph = new ControlFlowGraph(function);
            var reachable = BruteForce.Reachable(function, function.Entry, without: null);
            Assert.Equal(reachable.Count, graph.ReversePostorder.Count);
            Assert.All(function.Blocks, block => Assert.Equal(reachable.Contains(block), graph.IsReachable(block)));
            foreach (var a in reachable)
            {
                Assert.Same(a, graph.ReversePostorder[graph.PositionOf(a)]);
                foreach (var b in reachable.Where(b => BruteForce.Dominates(function, a, b)))
                    Assert.True(graph.PositionOf(a) <= graph.PositionOf(b));
            }
        }
    }

    [Fact]
    public void PredecessorsAreTheBlocksWithAnEdge()
    {
        foreach (var function in RandomGraphs(100))
        {
            var graph = new ControlFlowGraph(function);
            foreach (var block in function.Blocks)
            {
                Assert.Equal(function.Blocks.Where(from => from.Successors.Contains(block)), graph.Predecessors(block));
                Assert.Equal(
                    function.Blocks.SelectMany(from => from.Terminator!.Edges).Where(edge => edge.Target == block),
                    graph.EdgesInto(block).Select(entry => entry.Edge));
            }
        }
    }

    [Fact]
    public void DominatorsAreThoseOfTheDefinition()
    {
        foreach (var function in RandomGraphs(300))
        {
            var graph = new ControlFlowGraph(function);
            var dominators = Dominators.Of(graph);
            foreach (var b in function.Blocks.Where(graph.IsReachable))
            {
                var above = function.Blocks.Where(a => a != b && graph.IsReachable(a) && BruteForce.Dominates(function, a, b)).ToList();
                foreach (var a in function.Blocks.Where(graph.IsReachable))
                    Assert.Equal(a == b || above.Contains(a), dominators.Dominates(a, b));
                // The nearest one is dominated by all the others.
                var nearest = above.SingleOrDefault(a => above.All(other => BruteForce.Dominates(function, other, a)));
                Assert.Same(nearest, dominators.ImmediateDominator(b));
                if (nearest is not null)
                    Assert.Contains(b, dominators.Children(nearest));
            }
        }
    }

    [Fact]
    public void PostDominatorsAreThoseOfTheDefinitionWhereEveryBlockCanEnd()
    {
        int compared = 0;
        foreach (var function in RandomGraphs(600))
        {
            var graph = new ControlFlowGraph(function);
            var dominators = Dominators.PostOf(graph);
            var reachable = function.Blocks.Where(graph.IsReachable).ToList();
            if (!reachable.TrueForAll(block => BruteForce.Reachable(function, block, null).Any(end => !end.Successors.Any())))
                continue;
            compared++;
            foreach (var a in reachable)
            {
                foreach (var b in reachable)
                    Assert.Equal(BruteForce.PostDominates(function, a, b), dominators.Dominates(a, b));
            }
        }
        Assert.True(compared > 100);
    }

    [Fact]
    public void LoopsAreThoseOfTheDefinition()
    {
        int reducible = 0;
        foreach (var function in RandomGraphs(600, maximum: 9))
        {
            var graph = new ControlFlowGraph(function);
            var forest = new LoopForest(graph, Dominators.Of(graph));
            Assert.Equal(BruteForce.IsReducible(function), forest.IsReducible);
            reducible += forest.IsReducible ? 1 : 0;

            var reachable = function.Blocks.Where(graph.IsReachable).ToList();
            var latches = reachable.SelectMany(latch => latch.Successors.Distinct()
                .Where(header => BruteForce.Dominates(function, header, latch)).Select(header => (Header: header, Latch: latch)))
                .ToLookup(pair => pair.Header, pair => pair.Latch);
            Assert.Equal(latches.Select(group => group.Key).ToHashSet(), forest.Loops.Select(loop => loop.Header).ToHashSet());
            foreach (var loop in forest.Loops)
            {
                Assert.Equal(latches[loop.Header].ToHashSet(), loop.Latches.ToHashSet());
                var members = reachable.Where(block => block == loop.Header
                    || BruteForce.Reachable(function, block, without: loop.Header).Overlaps(loop.Latches)).ToHashSet();
                Assert.Equal(members, loop.Blocks.ToHashSet());
                Assert.Same(loop.Header, loop.Blocks[0]);
                Assert.All(reachable, block => Assert.Equal(members.Contains(block), loop.Contains(block)));
                Assert.Equal(
                    members.SelectMany(block => block.Successors).Where(block => !members.Contains(block)).ToHashSet(),
                    loop.Exits.ToHashSet());
                var around = forest.Loops.Where(other => other != loop && other.Contains(loop.Header)).ToList();
                Assert.Equal(around.Count + 1, loop.Depth);
                Assert.Same(around.MinBy(other => other.Blocks.Count), loop.Parent);
            }
            foreach (var block in reachable)
                Assert.Equal(forest.Loops.Count(loop => loop.Contains(block)), forest.LoopOf(block)?.Depth ?? 0);
        }
        Assert.InRange(reducible, 50, 590);
    }

    [Fact]
    public void NestedLoopsHavePreheadersLatchesAndExits()
    {
        var function = IRParser.Parse("""
            kernel @k(%0: i1 "c") {
            ^entry:
              br ^outer
            ^outer:
              br ^inner
            ^inner:
              brif %0, ^inner, ^latch
            ^latch:
              brif %0, ^outer, ^exit
            ^exit:
              ret
            }
            """);
        var graph = new ControlFlowGraph(function);
        var forest = new LoopForest(graph, Dominators.Of(graph));
        var blocks = function.Blocks;
        Assert.Equal([blocks[1], blocks[2]], forest.Loops.Select(loop => loop.Header));
        var (outer, inner) = (forest.Loops[0], forest.Loops[1]);
        Assert.Same(outer, inner.Parent);
        Assert.Null(outer.Parent);
        Assert.True(outer.Contains(inner) && !inner.Contains(outer));
        Assert.Same(blocks[0], outer.Preheader);
        Assert.Same(blocks[1], inner.Preheader);
        Assert.Equal([blocks[3]], outer.Latches);
        Assert.Equal([blocks[4]], outer.Exits);
        Assert.Equal([blocks[3]], inner.Exits);
        Assert.Same(inner, forest.LoopOf(blocks[2]));
        Assert.Equal(2, inner.Depth);
    }

    [Fact]
    public void ADeepGraphDoesNotExhaustTheStack()
    {
        var function = new Function("deep");
        for (int i = 0; i < 50_000; i++)
            function.AddBlock("b");
        for (int i = 0; i + 1 < function.Blocks.Count; i++)
            function.Blocks[i].Terminator = new Branch(new Edge(function.Blocks[i + 1]));
        function.Blocks[^1].Terminator = new Return();
        var graph = new ControlFlowGraph(function);
        Assert.Equal(function.Blocks, graph.ReversePostorder);
        Assert.True(Dominators.Of(graph).Dominates(function.Blocks[1], function.Blocks[^1]));
        Assert.True(Dominators.PostOf(graph).Dominates(function.Blocks[^1], function.Blocks[1]));
    }
}
