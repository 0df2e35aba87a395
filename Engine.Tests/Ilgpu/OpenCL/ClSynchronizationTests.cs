using Engine.Tests.Ilgpu.Cpu;
using Xunit;

namespace Engine.Tests.Ilgpu.OpenCL;

/// <summary>What work items do together, and where memory is other than global.</summary>
public sealed class ClSynchronizationTests
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
          %slot = element ptr %out, %global64 #8
          %last = sub i32 %dim, 1:i32
        """;

    [Fact]
    public void BarriersInALoopWithValuesCarriedAcross() => Check("""
          %shared = dynshared ptr
          %size = dynsharedsize i64
          %fixed = shared ptr #256
          %mine = element ptr %shared, %tid64 #4
          %next = add i32 %tid, 1:i32
          %wrapped = urem i32 %next, %dim
          %wrapped64 = sext i64 %wrapped
          %theirs = element ptr %shared, %wrapped64 #4
          %corner = element ptr %fixed, %tid64 #4
          store %corner, %tid
          br ^loop(0:i32, %global, 1:i64, 0.5:f32)
        ^loop(%i: i32, %value: i32, %wide: i64, %real: f32):
          store %mine, %value
          barrier
          %got = load i32 %theirs
          barrier
          %mixed = mul i32 %got, 3:i32
          %sum = add i32 %mixed, %i
          %wider = add i64 %wide, %size
          %more = add i32 %i, 1:i32
          %again = cmp.lt i1 %more, 5:i32
          brif %again, ^loop(%more, %sum, %wider, %real), ^done
        ^done:
          %small = zext i64 %sum
          %whole = add i64 %small, %wide
          store %slot, %whole
          ret
        """);

    [Fact]
    public void VotesAndBroadcastsOneAfterAnother() => Check("""
          %odd = and i32 %tid, 1:i32
          %isodd = cmp.ne i1 %odd, 0:i32
          %count = barrierpopcnt i32 %isodd
          %all = barrierand i1 %isodd
          %any = barrieror i1 %isodd
          %a = broadcast i32 %global, %last
          %b = broadcast i32 %global, 0:i32
          %c = broadcast i1 %isodd, 1:i32
          %wide = sext i64 %global
          %d = broadcast i64 %wide, 2:i32
          %alln = zext i32 %all
          %anyn = zext i32 %any
          %cn = zext i32 %c
          %dn = narrow i32 %d
          %1 = add i32 %count, %alln
          %2 = shl i32 %1, %anyn
          %3 = add i32 %2, %a
          %4 = mul i32 %3, 31:i32
          %5 = add i32 %4, %b
          %6 = shl i32 %5, %cn
          %7 = sub i32 %6, %dn
          %8 = sext i64 %7
          store %slot, %8
          ret
        """);

    [Fact]
    public void PointersIntoPrivateAndSharedMemoryInPrivateMemory() => Check("""
          %numbers = alloca ptr #32
          %pointers = alloca ptr #16
          %shared = shared ptr #512
          %home = element ptr %shared, %tid64 #8
          store %home, %tid64
          %which = and i32 %tid, 3:i32
          %which64 = sext i64 %which
          %place = element ptr %numbers, %which64 #8
          store %place, %global64
          store %pointers, %place
          %second = offset ptr %pointers #8
          store %second, %place
          barrier
          %other = load ptr %second
          %value = load i64 %other
          %first = load i64 %numbers
          %theirs = load i64 %home
          %sum = add i64 %value, %first
          %total = add i64 %sum, %theirs
          store %slot, %total
          ret
        """);

    /// <summary>Values that change places on the way round a loop, and a switch.</summary>
    [Fact]
    public void BlockParametersAreHandedOverAtOnce() => Check("""
          br ^loop(0:i32, %tid, %global, 7:i32)
        ^loop(%i: i32, %a: i32, %b: i32, %c: i32):
          %rest = urem i32 %i, 4:i32
          %next = add i32 %i, 1:i32
          switch %rest, [^loop(%next, %b, %c, %a), ^loop(%next, %b, %a, %c)], ^out(%b, %a)
        ^out(%x: i32, %y: i32):
          %done = cmp.gt i1 %i, 40:i32
          %i2 = add i32 %next, %x
          brif %done, ^end, ^loop(%i2, %y, %x, %c)
        ^end:
          %small = mul i32 %x, 1000:i32
          %sum = add i32 %small, %y
          %wide = sext i64 %sum
          store %slot, %wide
          ret
        """);

    [Fact]
    public void FencesAndWarpBarriers() => Check("""
          store %slot, %global64
          fence.group
          fence.device
          fence.system
          warpbarrier
          %lane = laneindex i32
          %lanes = warpsize i32
          %got = shuffleup i32 %global, 1:i32, %lanes
          %v = load i64 %slot
          %got64 = sext i64 %got
          %w = add i64 %v, %got64
          store %slot, %w
          ret
        """);

    private static void Check(string body) =>
        ClRun.Check($"{Head}\n{body}\n}}", CpuRun.Line(3, 33, 4 * 33), new byte[3 * 33 * 8]);
}
