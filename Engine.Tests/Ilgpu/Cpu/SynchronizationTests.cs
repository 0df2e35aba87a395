using System.Globalization;
using System.Text;
using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Diagnostics;
using Engine.Tests.Ilgpu.Interpreter;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

public sealed class SynchronizationTests
{
    private const string Head = """
        kernel @test(%out: ptr "out") {
        ^entry:
          %tid = threadindex i32 #0
          %group = groupindex i32 #0
          %dim = groupdim i32 #0
          %base = mul i32 %group, %dim
          %global = add i32 %base, %tid
          %global64 = sext i64 %global
          %tid64 = sext i64 %tid
          %slot = element ptr %out, %global64 #4
          %last = sub i32 %dim, 1:i32
        """;

    public static TheoryData<int> Sizes => [1, 4, 7, 16, 32, 33, 64, 256, 1024];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void ReversalThroughSharedMemory(int size) => Check(size, """
          %shared = shared ptr #4096
          %mine = element ptr %shared, %tid64 #4
          store %mine, %global
          barrier
          %other = sub i32 %last, %tid
          %other64 = sext i64 %other
          %theirs = element ptr %shared, %other64 #4
          %value = load i32 %theirs
          store %slot, %value
          ret
        """);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void BarriersInALoopWithValuesCarriedAcross(int size) => Check(size, """
          %shared = dynshared ptr
          %mine = element ptr %shared, %tid64 #4
          %next = add i32 %tid, 1:i32
          %wrapped = urem i32 %next, %dim
          %wrapped64 = sext i64 %wrapped
          %theirs = element ptr %shared, %wrapped64 #4
          br ^loop(0:i32, %global, 1:i64, 0.5:f32)
        ^loop(%i: i32, %value: i32, %wide: i64, %real: f32):
          store %mine, %value
          barrier
          %got = load i32 %theirs
          barrier
          %mixed = mul i32 %got, 3:i32
          %sum = add i32 %mixed, %i
          %got64 = sext i64 %got
          %wide2 = add i64 %wide, %got64
          %gotf = sitof f32 %got
          %real2 = add f32 %real, %gotf
          %n = add i32 %i, 1:i32
          %more = cmp.lt i1 %n, 5:i32
          brif %more, ^loop(%n, %sum, %wide2, %real2), ^done
        ^done:
          %a = narrow i32 %wide2
          %b = bitcast i32 %real2
          %c = xor i32 %a, %b
          %d = add i32 %c, %sum
          store %slot, %d
          ret
        """);

    /// <summary>The loop counter is one for the warp; what is read by its index in the group is each item's own.</summary>
    [Fact]
    public void ValuesThatAllLanesShare_AreKeptOnceForTheWarp()
    {
        var function = InterpreterLaunch.Parse($$"""
            {{Head}}
              br ^loop(0:i32, %tid)
            ^loop(%i: i32, %v: i32):
              %w = mul i32 %v, 3:i32
              barrier
              %n = add i32 %i, 1:i32
              %more = cmp.lt i1 %n, 5:i32
              brif %more, ^loop(%n, %w), ^done
            ^done:
              store %slot, %w
              ret
            }
            """);
        var slots = new KernelCode(function, CpuTarget.Native).Slots;
        // Per item: the value. Its address is computed again.
        Assert.Equal(8, slots.BytesPerWarp);
        Assert.Equal(8, slots.BytesPerItem);
        CpuRun.Check(function, CpuRun.Line(2, 37), new byte[2 * 37 * 4]);
    }

    /// <summary>A tree reduction: half of the items idle in each step, and all meet at the barrier.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void TreeReduction(int size) => Check(size, """
          %shared = shared ptr #4096
          %mine = element ptr %shared, %tid64 #4
          %start = mul i32 %global, %global
          store %mine, %start
          barrier
          br ^step(512:i32)
        ^step(%distance: i32):
          %active = cmp.lt i1 %tid, %distance
          brif %active, ^check, ^meet
        ^check:
          %partner = add i32 %tid, %distance
          %inside = cmp.lt i1 %partner, %dim
          brif %inside, ^add, ^meet
        ^add:
          %partner64 = sext i64 %partner
          %theirs = element ptr %shared, %partner64 #4
          %a = load i32 %mine
          %b = load i32 %theirs
          %sum = add i32 %a, %b
          store %mine, %sum
          br ^meet
        ^meet:
          barrier
          %half = shr i32 %distance, 1:i32
          %more = cmp.gt i1 %half, 0:i32
          brif %more, ^step(%half), ^done
        ^done:
          %total = load i32 %shared
          store %slot, %total
          ret
        """);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void BarriersWithPredicatesAndBroadcast(int size) => Check(size, """
          %odd = and i32 %tid, 1:i32
          %p = cmp.eq i1 %odd, 1:i32
          %count = barrierpopcnt i32 %p
          %all = barrierand i1 %p
          %any = barrieror i1 %p
          %low = cmp.lt i1 %tid, %dim
          %allLow = barrierand i1 %low
          %from = sub i32 %count, %odd
          %x = mul i32 %tid, 1000:i32
          %which = shr i32 %last, 1:i32
          %sent = broadcast i32 %x, %which
          %wide = sext i64 %x
          %sent64 = broadcast i64 %wide, %last
          %narrowed = narrow i32 %sent64
          %a = zext i32 %all
          %b = zext i32 %any
          %c = zext i32 %allLow
          %s1 = shl i32 %a, 1:i32
          %s2 = or i32 %s1, %b
          %s3 = shl i32 %s2, 1:i32
          %s4 = or i32 %s3, %c
          %t1 = add i32 %s4, %sent
          %t2 = xor i32 %t1, %narrowed
          %t3 = mul i32 %t2, 7:i32
          %t4 = add i32 %t3, %from
          store %slot, %t4
          ret
        """);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void ShufflesOfAllKindsAndWidths(int size)
    {
        foreach (int width in (int[])[1, 2, 4])
        {
            Check(size, $"""
                  %x = mul i32 %global, 17:i32
                  %lane = laneindex i32
                  %pick = sub i32 9:i32, %lane
                  %a = shuffle i32 %x, %pick, {width}:i32
                  %b = shuffleup i32 %x, 1:i32, {width}:i32
                  %c = shuffledown i32 %a, %lane, {width}:i32
                  %d = shufflexor i32 %b, 3:i32, {width}:i32
                  %f = sitof f32 %d
                  %g = shufflexor f32 %f, 1:i32, 4:i32
                  %h = bitcast i32 %g
                  %wide = sext i64 %c
                  %wider = mul i64 %wide, 1000000007:i64
                  %e = shuffledown i64 %wider, 2:i32, 4:i32
                  %e32 = narrow i32 %e
                  %r1 = mul i32 %a, 31:i32
                  %r2 = add i32 %r1, %h
                  %r3 = mul i32 %r2, 31:i32
                  %r4 = add i32 %r3, %e32
                  store %slot, %r4
                  ret
                """);
        }
    }

    /// <summary>Shuffles in a loop: an item must not see what its neighbour hands over in the next turn.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void PrefixSumsByShuffles(int size) => Check(size, """
          %lane = laneindex i32
          br ^loop(1:i32, %global)
        ^loop(%distance: i32, %sum: i32):
          %size = warpsize i32
          %below = shuffleup i32 %sum, %distance, %size
          %has = cmp.ge i1 %lane, %distance
          %more = add i32 %sum, %below
          %new = select i32 %has, %more, %sum
          %twice = shl i32 %distance, 1:i32
          %again = cmp.lt i1 %twice, %size
          brif %again, ^loop(%twice, %new), ^done
        ^done:
          store %slot, %new
          ret
        """);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void OnlyTheFirstWarpShuffles(int size) => Check(size, """
          %size = warpsize i32
          %first = cmp.lt i1 %tid, %size
          brif %first, ^shuffle, ^join(%tid)
        ^shuffle:
          %x = mul i32 %tid, 5:i32
          %y = shufflexor i32 %x, 1:i32, %size
          warpbarrier
          %z = shuffledown i32 %y, 1:i32, %size
          br ^join(%z)
        ^join(%v: i32):
          %count = barrierpopcnt i32 %first
          %r = add i32 %v, %count
          store %slot, %r
          ret
        """);

    [Fact]
    public void LocalMemoryLivesAcrossBarriers() => Check(33, """
          %local = alloca ptr #40
          %k = and i64 %tid64, 7:i64
          %p = element ptr %local, %k #4
          %zero = load i32 %p
          %v = add i32 %zero, %global
          store %p, %v
          barrier
          %again = load i32 %p
          %w = mul i32 %again, 3:i32
          store %slot, %w
          ret
        """);

    [Fact]
    public void BarriersInThreeDimensions() => CpuRun.Check("""
        kernel @test(%out: ptr "out") {
        ^entry:
          %x = threadindex i32 #0
          %y = threadindex i32 #1
          %z = threadindex i32 #2
          %dx = groupdim i32 #0
          %dy = groupdim i32 #1
          %gx = groupindex i32 #0
          %gy = groupindex i32 #1
          %gz = groupindex i32 #2
          %a = mul i32 %z, %dy
          %b = add i32 %a, %y
          %c = mul i32 %b, %dx
          %item = add i32 %c, %x
          %shared = dynshared ptr
          %item64 = sext i64 %item
          %mine = element ptr %shared, %item64 #4
          store %mine, %item
          barrier
          %e = mul i32 %gz, 3:i32
          %f = add i32 %e, %gy
          %g = mul i32 %f, 2:i32
          %h = add i32 %g, %gx
          %i = mul i32 %h, 30:i32
          %flipped = sub i32 29:i32, %item
          %flipped64 = sext i64 %flipped
          %theirs = element ptr %shared, %flipped64 #4
          %value = load i32 %theirs
          %j = add i32 %i, %item
          %j64 = sext i64 %j
          %slot = element ptr %out, %j64 #4
          %k = shl i32 %value, 8:i32
          %l = or i32 %k, %y
          store %slot, %l
          ret
        }
        """, new(2, 3, 2, 5, 3, 2, 120), new byte[2 * 3 * 2 * 30 * 4]);

    /// <summary>So many barriers before one long tail that the tail is shared, not copied.</summary>
    [Fact]
    public void ALongTailReachedFromManyBarriers()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 12; i++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"""
                  barrier
                  %v{i} = mul i32 %dim, {i + 2}:i32
                  %c{i} = cmp.eq i1 %v{i}, 33:i32
                  brif %c{i}, ^tail(%v{i}), ^more{i}
                ^more{i}:
                """);
        }
        text.AppendLine("  br ^tail(%global)\n^tail(%t: i32):");
        string sum = "%t";
        for (int i = 0; i < 600; i++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  %s{i} = xor i32 {sum}, {i}:i32\n  %q{i} = mul i32 %s{i}, 3:i32");
            sum = $"%q{i}";
        }
        text.AppendLine(CultureInfo.InvariantCulture, $"  %r = add i32 {sum}, %v0\n  store %slot, %r\n  ret");
        var function = InterpreterLaunch.Parse($"{Head}\n{text}\n}}");
        Assert.Single(new KernelCode(function, CpuTarget.Native).ScalarPlan.Regions);
        CpuRun.Check(function, CpuRun.Line(2, 11), new byte[88]);
        CpuRun.Check(function, CpuRun.Line(2, 8), new byte[64]);
    }

    /// <summary>The merged form again, on the loop whose values change from turn to turn.</summary>
    [Fact]
    public void MergedRegionsCarryValuesAroundALoop()
    {
        var text = new StringBuilder("  br ^loop(0:i32, %global)\n^loop(%i: i32, %v: i32):\n");
        string sum = "%v";
        for (int i = 0; i < 30; i++)
        {
            text.AppendLine("  barrier");
            for (int j = 0; j < 20; j++)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  %s{i}x{j} = add i32 {sum}, {j}:i32\n  %q{i}x{j} = mul i32 %s{i}x{j}, 5:i32");
                sum = $"%q{i}x{j}";
            }
            text.AppendLine(CultureInfo.InvariantCulture, $"""
                  %c{i} = cmp.eq i1 %dim, {1000 + i}:i32
                  brif %c{i}, ^out({sum}), ^more{i}
                ^more{i}:
                """);
        }
        text.AppendLine(CultureInfo.InvariantCulture, $"""
              %n = add i32 %i, 1:i32
              %again = cmp.lt i1 %n, 3:i32
              brif %again, ^loop(%n, {sum}), ^out(%n)
            ^out(%r: i32):
            """);
        for (int j = 0; j < 400; j++)
            text.AppendLine(CultureInfo.InvariantCulture, $"  %t{j} = xor i32 {(j == 0 ? "%r" : $"%t{j - 1}")}, %global");
        text.AppendLine("  %e = add i32 %t399, %q29x19\n  store %slot, %e\n  ret");
        // The last sum is defined on the normal way out only.
        string body = text.ToString().Replace("%e = add i32 %t399, %q29x19", "%e = add i32 %t399, %i", StringComparison.Ordinal);
        var function = InterpreterLaunch.Parse($"{Head}\n{body}\n}}");
        Assert.Single(new KernelCode(function, CpuTarget.Native).ScalarPlan.Regions);
        CpuRun.Check(function, CpuRun.Line(2, 9), new byte[72]);
    }

    [Theory]
    [InlineData("barrier", 2)]
    [InlineData("barrier", 40)]
    [InlineData("warpbarrier", 2)]
    public void ABarrierThatNotAllReach_Faults(string barrier, int size)
    {
        var fault = Assert.Throws<KernelFaultException>(() => Launch(size, $"""
              %c = cmp.eq i1 %tid, {size - 1}:i32
              brif %c, ^out, ^wait
            ^wait:
              {barrier}
              br ^out
            ^out:
              ret
            """));
        Assert.Equal("test", fault.KernelName);
        Assert.Contains("not reached by all items", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoBarriersAtOnce_Fault() => Assert.Throws<KernelFaultException>(() => Launch(32, """
          %c = cmp.lt i1 %tid, 16:i32
          brif %c, ^a, ^b
        ^a:
          barrier
          br ^out
        ^b:
          barrier
          br ^out
        ^out:
          ret
        """));

    private static void Launch(int size, string body)
    {
        var function = InterpreterLaunch.Parse($"{Head}\n{body}\n}}");
        using var driver = new CpuDriver(1, new CpuTarget(16));
        CpuRun.Run(driver, driver.Compile(function), function, CpuRun.Line(1, size), [new byte[4]]);
    }

    private static void Check(int size, string body) =>
        CpuRun.Check($"{Head}\n{body}\n}}", CpuRun.Line(3, size, 4 * size), new byte[3 * size * 4]);
}
