using Engine.Ilgpu.Backends;
using Engine.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

public sealed class PhiCopiesTests
{
    [Fact]
    public void AChain_NeedsNoTemporary() =>
        // a = b, b = c: a first.
        Assert.Equal([(PhiCopies.StepKind.Copy, 0), (PhiCopies.StepKind.Copy, 1)], Order([1], []));

    [Fact]
    public void AReversedChain_IsReordered() =>
        Assert.Equal([(PhiCopies.StepKind.Copy, 1), (PhiCopies.StepKind.Copy, 0)], Order([], [0]));

    [Fact]
    public void AMoveThatReadsItself_NeedsNoTemporary() =>
        Assert.Equal([(PhiCopies.StepKind.Copy, 0)], Order([0]));

    [Fact]
    public void ASwap_NeedsOneTemporary() =>
        Assert.Equal(1, Order([1], [0]).Count(step => step.Item1 == PhiCopies.StepKind.Save));

    [Fact]
    public void AParameterOntoItself_IsNoMove()
    {
        var block = new Block("b");
        var a = block.AddParameter(IRType.Int32);
        var b = block.AddParameter(IRType.Int32);
        Assert.Equal([new PhiCopies.Step(PhiCopies.StepKind.Copy, 1)], PhiCopies.Order([a, b], [a, a]));
    }

    /// <summary>Random graphs: executing the steps gives what simultaneous assignment gives.</summary>
    [Fact]
    public void AnyGraph_GivesTheParallelAssignment()
    {
        var random = new Random(5);
        for (int round = 0; round < 3000; round++)
        {
            int count = random.Next(1, 9);
            var reads = new List<int>?[count];
            for (int i = 0; i < count; i++)
            {
                reads[i] = random.Next(8) == 0
                    ? null
                    : [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(count)).Distinct()];
            }
            // Reads of what is not moved are reads of ordinary values; the ordering never hears of them.
            for (int i = 0; i < count; i++)
                reads[i]?.RemoveAll(read => reads[read] is null);
            var before = Enumerable.Range(0, count).Select(i => (long)i + 1).ToArray();
            var after = (long[])before.Clone();
            var saved = new Dictionary<int, long>();
            foreach (var (kind, move) in PhiCopies.Order(reads))
            {
                if (kind == PhiCopies.StepKind.Save)
                    saved.Add(move, Evaluate(move, reads[move]!, after));
                else
                    after[move] = kind == PhiCopies.StepKind.Restore ? saved[move] : Evaluate(move, reads[move]!, after);
            }
            for (int i = 0; i < count; i++)
                Assert.Equal(reads[i] is { } list ? Evaluate(i, list, before) : before[i], after[i]);
        }
    }

    private static long Evaluate(int move, List<int> reads, long[] values) =>
        reads.Aggregate(1000L + move, (sum, read) => unchecked((sum * 31) + values[read]));

    private static List<(PhiCopies.StepKind, int)> Order(params List<int>?[] reads) =>
        PhiCopies.Order(reads).ConvertAll(step => (step.Kind, step.Move));
}
