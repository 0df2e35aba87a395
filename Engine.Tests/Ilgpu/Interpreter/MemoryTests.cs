using Engine.Ilgpu.Devices;
using Engine.Ilgpu.IR;
using Xunit;
using static Engine.Tests.Ilgpu.Interpreter.InterpreterLaunch;

namespace Engine.Tests.Ilgpu.Interpreter;

public sealed class MemoryTests
{
    [Theory]
    [InlineData("%p = offset ptr %out #256\n  store %p, 1:i32", nameof(InterpreterProblemKind.OutOfBounds))]
    [InlineData("%p = offset ptr %out #253\n  store %p, 1:i32", nameof(InterpreterProblemKind.OutOfBounds))]
    [InlineData("%p = offset ptr %out #-4\n  %v = load i32 %p", nameof(InterpreterProblemKind.OutOfBounds))]
    [InlineData("%p = offset ptr %out #2\n  %v = load i32 %p", nameof(InterpreterProblemKind.Misaligned))]
    [InlineData("%p = offset ptr %out #4\n  %v = atomic.add i64 %p, 1:i64", nameof(InterpreterProblemKind.Misaligned))]
    [InlineData("%v = load i32 0:ptr", nameof(InterpreterProblemKind.NullPointer))]
    [InlineData("%p = bitcast ptr 123456:i64\n  %v = load i32 %p", nameof(InterpreterProblemKind.InvalidPointer))]
    [InlineData("%s = shared ptr #4\n  %v = load i32 %s", nameof(InterpreterProblemKind.UninitializedShared))]
    [InlineData("%a = alloca ptr #6\n  %p = offset ptr %a #4\n  %v = load i32 %p", nameof(InterpreterProblemKind.OutOfBounds))]
    public void WildAccess_IsReported(string instructions, string kind) =>
        Assert.Equal(kind, Problem($"  {instructions}\n  ret", groupSize: 1).Kind.ToString());

    [Fact]
    public void WildAddressThatIsNotUsed_IsNoProblem() =>
        Assert.Equal([0], Output("""
              %wild = element ptr %out, -123456789012345:i64 #8
              %back = element ptr %wild, 123456789012345:i64 #8
              %value = load i32 %back
              store %slot, %value
              ret
            """, groupSize: 1));

    [Fact]
    public void UninitializedSharedMemory_MayBeAllowed() =>
        Assert.Equal([0], Output(
            "  %s = shared ptr #4\n  %v = load i32 %s\n  store %slot, %v\n  ret",
            groupSize: 1,
            options: new InterpreterOptions { DetectUninitializedShared = false }));

    [Fact]
    public void LocalMemory_IsZeroedAndEachItemsOwn() =>
        Assert.Equal([0, 2, 4, 0, 2, 4], Output("""
              %local = alloca ptr #4
              %zero = load i32 %local
              %sum = add i32 %zero, %tid
              store %local, %sum
              barrier
              %again = load i32 %local
              %twice = add i32 %again, %again
              store %slot, %twice
              ret
            """, groupSize: 3, groups: 2));

    [Fact]
    public void PointersStoredInMemory_WorkWhenReadBack() =>
        Assert.Equal([10, 11, 12, 13], Output("""
              %local = alloca ptr #8
              store %local, %slot
              %target = load ptr %local
              %value = add i32 %tid, 10:i32
              store %target, %value
              ret
            """));

    [Fact]
    public void AnotherItemsLocalMemory_IsReported() =>
        Assert.Equal(InterpreterProblemKind.InvalidPointer, Problem("""
              %local = alloca ptr #4
              %theirs = broadcast ptr %local, 0:i32
              store %theirs, 1:i32
              ret
            """).Kind);

    [Fact]
    public void DynamicSharedMemory_HasTheSizeOfTheLaunch() =>
        Assert.Equal([24, 24], Output("""
              %size = dynsharedsize i64
              %narrow = narrow i32 %size
              %shared = dynshared ptr
              %tid64 = sext i64 %tid
              %mine = element ptr %shared, %tid64 #4
              store %mine, %narrow
              barrier
              %other = xor i64 %tid64, 1:i64
              %theirs = element ptr %shared, %other #4
              %value = load i32 %theirs
              store %slot, %value
              ret
            """, groupSize: 2, dynamicShared: 24));

    [Theory]
    [InlineData("add", 3, 5, 8)]
    [InlineData("min", -3, 5, -3)]
    [InlineData("umin", -3, 5, 5)]
    [InlineData("max", -3, 5, 5)]
    [InlineData("umax", -3, 5, -3)]
    [InlineData("and", 6, 3, 2)]
    [InlineData("or", 6, 3, 7)]
    [InlineData("xor", 6, 3, 5)]
    [InlineData("xchg", 6, 3, 3)]
    public void Atomics_ChangeMemoryAndGiveTheOldValue(string kind, int before, int value, int after)
    {
        int[] output = Output($"""
              store %slot, {before}:i32
              %old = atomic.{kind} i32 %slot, {value}:i32
              %difference = sub i32 %old, {before}:i32
              %extra = load i32 %slot
              %sum = add i32 %extra, %difference
              store %slot, %sum
              ret
            """, groupSize: 1);
        Assert.Equal([after], output);
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(1, 0)]
    public void CompareExchange_StoresWhereTheOldValueIsTheExpectedOne(int expected, int after) =>
        Assert.Equal([after], Output($"  %old = cas i32 %slot, {expected}:i32, 9:i32\n  ret", groupSize: 1));

    [Fact]
    public void FailedAssertion_IsAFaultWithItsTwoValues()
    {
        var (output, result) = Run("""
              store %slot, 1:i32
              %ok = cmp.lt i1 %tid, 2:i32
              %index = sext i64 %tid
              assert.index %ok, %index, 2:i64
              store %slot, 2:i32
              ret
            """);
        Assert.Empty(result.Problems);
        Assert.Equal(new InterpreterFault(FaultCode.IndexOutOfRange, 2, 2, null), result.Fault);
        Assert.Equal([2, 2, 1, 0], output[..4]);
    }

    [Fact]
    public void EndlessLoop_EndsAtTheStepLimit() =>
        Assert.Equal(
            InterpreterProblemKind.StepLimit,
            Problem("  br ^loop\n^loop:\n  br ^loop", options: new InterpreterOptions { StepLimit = 1000 }).Kind);

    [Fact]
    public void UnreachableEnd_IsReported() =>
        Assert.Equal(InterpreterProblemKind.UnreachableReached, Problem("  unreachable").Kind);

    [Fact]
    public void EdgeArguments_AreCopiedAtOnce() =>
        Assert.Equal([13], Output("""
              br ^loop(1:i32, 3:i32, 0:i32)
            ^loop(%a: i32, %b: i32, %n: i32):
              %next = add i32 %n, 1:i32
              %more = cmp.lt i1 %n, 4:i32
              brif %more, ^loop(%b, %a, %next), ^done
            ^done:
              %ten = mul i32 %a, 10:i32
              %sum = add i32 %ten, %b
              store %slot, %sum
              ret
            """, groupSize: 1));

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 101)]
    [InlineData(2, 7)]
    [InlineData(-1, 7)]
    public void Switch_TakesTheNumberedEdgeOrTheDefault(int index, int expected) =>
        Assert.Equal([expected], Output($"""
              switch {index}:i32, [^case(100:i32), ^case(101:i32)], ^case(7:i32)
            ^case(%value: i32):
              store %slot, %value
              ret
            """, groupSize: 1));

    [Fact]
    public void Queries_NameTheItemsPlace()
    {
        const string Text = """
            kernel @place(%out: ptr) {
            ^entry:
              %x = threadindex i32 #0
              %y = threadindex i32 #1
              %z = threadindex i32 #2
              %gx = groupindex i32 #0
              %gy = groupindex i32 #1
              %gz = groupindex i32 #2
              %dx = groupdim i32 #0
              %dy = groupdim i32 #1
              %dz = groupdim i32 #2
              %nx = griddim i32 #0
              %ny = griddim i32 #1
              %lane = laneindex i32
              %warp = warpsize i32
              %g1 = mul i32 %gz, %ny
              %g2 = add i32 %g1, %gy
              %g3 = mul i32 %g2, %nx
              %g4 = add i32 %g3, %gx
              %s1 = mul i32 %g4, %dz
              %s2 = add i32 %s1, %z
              %s3 = mul i32 %s2, %dy
              %s4 = add i32 %s3, %y
              %s5 = mul i32 %s4, %dx
              %s6 = add i32 %s5, %x
              %index = sext i64 %s6
              %p = element ptr %out, %index #4
              %w = mul i32 %warp, 100:i32
              %value = add i32 %w, %lane
              store %p, %value
              ret
            }
            """;
        var buffer = InterpreterBuffer.From<int>(new int[2 * 3 * 2 * 3 * 2 * 2]);
        var result = IRInterpreter.Run(
            Parse(Text), new LaunchGeometry(2, 3, 2, 3, 2, 2, 0), [InterpreterArgument.Pointer(buffer)],
            new InterpreterOptions { WarpSize = 8 });
        Assert.Empty(result.Problems);
        Assert.Equal(Enumerable.Range(0, 144).Select(i => 800 + (i % 12 % 8)), buffer.As<int>().ToArray());
    }
}
