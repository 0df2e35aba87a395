using Engine.Ilgpu.IR;
using Xunit;
using static Engine.Tests.Ilgpu.Interpreter.InterpreterLaunch;

namespace Engine.Tests.Ilgpu.Interpreter;

public sealed class SynchronizationTests
{
    /// <summary>Each item writes its index to shared memory and reads its mirror image's.</summary>
    private const string Mirror = """
          %shared = shared ptr #256
          %tid64 = sext i64 %tid
          %mine = element ptr %shared, %tid64 #4
          store %mine, %tid
          barrier
          %last = sub i32 %dim, 1:i32
          %other = sub i32 %last, %tid
          %other64 = sext i64 %other
          %theirs = element ptr %shared, %other64 #4
          %value = load i32 %theirs
          store %slot, %value
          ret
        """;

    [Fact]
    public void Barrier_MakesSharedMemoryVisibleToTheGroup() =>
        Assert.Equal([4, 3, 2, 1, 0, 4, 3, 2, 1, 0], Output(Mirror, groupSize: 5, groups: 2));

    [Fact]
    public void BarriersInUniformLoop_RunEachIteration()
    {
        // Prefix sum by repeated doubling.
        const string Body = """
              %shared = shared ptr #256
              %tid64 = sext i64 %tid
              %mine = element ptr %shared, %tid64 #4
              store %mine, 1:i32
              br ^head(1:i32)
            ^head(%step: i32):
              barrier
              %more = cmp.lt i1 %step, %dim
              brif %more, ^body, ^done
            ^body:
              %has = cmp.ge i1 %tid, %step
              brif %has, ^take, ^sync(0:i32)
            ^take:
              %from = sub i32 %tid, %step
              %from64 = sext i64 %from
              %source = element ptr %shared, %from64 #4
              %taken = load i32 %source
              br ^sync(%taken)
            ^sync(%add: i32):
              barrier
              %old = load i32 %mine
              %new = add i32 %old, %add
              store %mine, %new
              %next = add i32 %step, %step
              br ^head(%next)
            ^done:
              %result = load i32 %mine
              store %slot, %result
              ret
            """;
        Assert.Equal(Enumerable.Range(1, 33), Output(Body, groupSize: 33));
    }

    [Fact]
    public void BarrierReductions_CountTheItemsThatPassTrue()
    {
        const string Body = """
              %odd32 = and i32 %tid, 1:i32
              %odd = cmp.ne i1 %odd32, 0:i32
              %count = barrierpopcnt i32 %odd
              %all = barrierand i1 %odd
              %any = barrieror i1 %odd
              %all32 = zext i32 %all
              %any32 = zext i32 %any
              %allTen = mul i32 %all32, 10:i32
              %anyTen = mul i32 %any32, 100:i32
              %x = add i32 %count, %allTen
              %y = add i32 %x, %anyTen
              store %slot, %y
              ret
            """;
        Assert.Equal([103, 103, 103, 103, 103, 103, 103], Output(Body, groupSize: 7));
        Assert.Equal([0], Output(Body, groupSize: 1));
    }

    [Fact]
    public void Broadcast_GivesTheNamedItemsValue()
    {
        const string Body = """
              %square = mul i32 %tid, %tid
              %value = broadcast i32 %square, 3:i32
              store %slot, %value
              ret
            """;
        Assert.Equal([9, 9, 9, 9, 9], Output(Body, groupSize: 5));
    }

    [Theory]
    [InlineData("shuffle", 1, 4, new[] { 1, 1, 1, 1, 5, 5, 5, 5 })]
    [InlineData("shuffle", 6, 4, new[] { 2, 2, 2, 2, 6, 6, 6, 6 })]
    [InlineData("shuffle", 7, 8, new[] { 7, 7, 7, 7, 7, 7, 7, 7 })]
    [InlineData("shuffleup", 1, 8, new[] { 0, 0, 1, 2, 3, 4, 5, 6 })]
    [InlineData("shuffleup", 3, 4, new[] { 0, 1, 2, 0, 4, 5, 6, 4 })]
    [InlineData("shuffledown", 1, 8, new[] { 1, 2, 3, 4, 5, 6, 7, 7 })]
    [InlineData("shuffledown", 2, 4, new[] { 2, 3, 2, 3, 6, 7, 6, 7 })]
    [InlineData("shufflexor", 1, 8, new[] { 1, 0, 3, 2, 5, 4, 7, 6 })]
    [InlineData("shufflexor", 3, 4, new[] { 3, 2, 1, 0, 7, 6, 5, 4 })]
    public void Shuffles_TakeFromTheLaneOfTheSegment(string shuffle, int operand, int width, int[] expected)
    {
        string body = $"""
              %value = {shuffle} i32 %tid, {operand}:i32, {width}:i32
              store %slot, %value
              ret
            """;
        Assert.Equal(expected, Output(body, groupSize: 8, options: new InterpreterOptions { WarpSize = 8 }));
    }

    [Fact]
    public void Shuffle_FromALaneThatDoesNotExist_GivesTheOwnValue()
    {
        const string Body = """
              %value = shuffledown i32 %tid, 2:i32, 32:i32
              store %slot, %value
              ret
            """;
        Assert.Equal([2, 3, 4, 3, 4], Output(Body, groupSize: 5));
    }

    /// <summary>Only the first warp shuffles; then all meet at a group barrier.</summary>
    [Fact]
    public void WarpsOfAGroup_SynchronizeApart()
    {
        const string Body = """
              %first = cmp.lt i1 %tid, 4:i32
              brif %first, ^shuffle, ^meet(%tid)
            ^shuffle:
              %once = shufflexor i32 %tid, 1:i32, 4:i32
              warpbarrier
              %twice = shufflexor i32 %once, 2:i32, 4:i32
              br ^meet(%twice)
            ^meet(%value: i32):
              barrier
              store %slot, %value
              ret
            """;
        Assert.Equal([3, 2, 1, 0, 4, 5, 6, 7, 8, 9], Output(Body, groupSize: 10, options: new InterpreterOptions { WarpSize = 4 }));
    }

    [Fact]
    public void BarrierThatSomeItemsSkip_IsReported()
    {
        const string Body = """
              %first = cmp.eq i1 %tid, 0:i32
              brif %first, ^wait, ^done
            ^wait:
              barrier
              br ^done
            ^done:
              ret
            """;
        var problem = Problem(Body);
        Assert.Equal(InterpreterProblemKind.BarrierDivergence, problem.Kind);
        Assert.Contains("has exited", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItemsAtDifferentBarriers_AreReported()
    {
        const string Body = """
              %first = cmp.eq i1 %tid, 0:i32
              brif %first, ^one, ^two
            ^one:
              barrier
              ret
            ^two:
              barrier
              ret
            """;
        var problem = Problem(Body);
        Assert.Equal(InterpreterProblemKind.BarrierDivergence, problem.Kind);
        Assert.Contains("waits at barrier", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WarpSyncThatPartOfAWarpReaches_IsReported()
    {
        const string Body = """
              %first = cmp.eq i1 %tid, 0:i32
              brif %first, ^one, ^two
            ^one:
              %value = shuffle i32 %tid, 0:i32, 32:i32
              br ^two
            ^two:
              barrier
              ret
            """;
        var problem = Problem(Body);
        Assert.Equal(InterpreterProblemKind.BarrierDivergence, problem.Kind);
        Assert.Contains("of the warp", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%v = shuffle i32 %tid, 0:i32, 3:i32")]
    [InlineData("%v = shuffle i32 %tid, 0:i32, 64:i32")]
    [InlineData("%v = broadcast i32 %tid, 4:i32")]
    [InlineData("%v = broadcast i32 %tid, %tid")]
    public void OperandsThatNoDeviceDefines_AreReported(string instruction) =>
        Assert.Equal(InterpreterProblemKind.InvalidOperand, Problem($"  {instruction}\n  ret").Kind);
}
