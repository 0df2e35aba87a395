using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.Devices;
using Engine.Tests.Ilgpu.Interpreter;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

/// <summary>Groups that warps do not fill row by row.</summary>
public sealed class FlatGroupTests
{
    /// <summary>Each item of a group leaves what it knows of its place in the record of its number.</summary>
    private const string Places = """
        kernel @places(%0: ptr "a") {
        ^entry:
          %1 = alloca ptr #16
          %2 = threadindex i32 #0
          %3 = threadindex i32 #1
          %4 = threadindex i32 #2
          %5 = groupdim i32 #0
          %6 = groupdim i32 #1
          %7 = groupdim i32 #2
          %8 = mul i32 %4, %6
          %9 = add i32 %8, %3
          %10 = mul i32 %9, %5
          %11 = add i32 %10, %2
          %12 = mul i32 %5, %6
          %13 = mul i32 %12, %7
          %14 = groupindex i32 #0
          %15 = mul i32 %14, %13
          %16 = add i32 %15, %11
          %17 = sext i64 %16
          %18 = element ptr %0, %17 #16
          store %18, %2
          %19 = offset ptr %18 #4
          store %19, %3
          store %1, %4
          %20 = load i32 %1
          %21 = offset ptr %18 #8
          store %21, %20
          SYNC
          %22 = laneindex i32
          %23 = offset ptr %18 #12
          store %23, %22
          ret
        }
        """;

    public static TheoryData<int, int, int> Groups => new()
    {
        { 8, 8, 1 }, { 10, 10, 1 }, { 3, 5, 7 }, { 2, 1, 9 }, { 7, 1, 1 }, { 100, 1, 1 }, { 1, 1, 33 }, { 4, 4, 1 }, { 5, 2, 1 },
    };

    [Theory]
    [MemberData(nameof(Groups))]
    public void ItemsKnowTheirPlaces(int x, int y, int z)
    {
        foreach (string sync in (string[])["", "barrier"])
            CpuRun.Check(Places.Replace("SYNC", sync, StringComparison.Ordinal), Two(x, y, z), new byte[2 * x * y * z * 16]);
    }

    [Theory]
    [InlineData(8, 8, "", true)]
    [InlineData(8, 8, "barrier", true)]
    [InlineData(100, 1, "", true)]
    [InlineData(100, 1, "barrier", false)]
    [InlineData(16, 3, "barrier", false)]
    [InlineData(64, 1, "", false)]
    [InlineData(5, 1, "", true)]
    [InlineData(5, 1, "barrier", false)]
    public void OneRowIsMadeOfThemWhereThatHelps(int x, int y, string sync, bool expected)
    {
        var target = new CpuTarget(16, FewestFlatItems: 1);
        Assert.SkipUnless(target.UsesVectors, "no vectors of 16 lanes");
        using var driver = new CpuDriver(1, target);
        var function = InterpreterLaunch.Parse(Places.Replace("SYNC", sync, StringComparison.Ordinal));
        var kernel = (CpuKernel)driver.Compile(function);
        var geometry = Two(x, y, 1);
        Assert.Equal(expected, kernel.For(ref geometry) != kernel);
        Assert.Equal(expected, geometry.GroupX != x);
    }

    [Fact]
    public void OneRowIsMadeOnceManyItemsHaveRun()
    {
        var target = new CpuTarget(4, FewestFlatItems: 300);
        Assert.SkipUnless(target.UsesVectors, "no vectors of 4 lanes");
        using var driver = new CpuDriver(1, target);
        var kernel = (CpuKernel)driver.Compile(InterpreterLaunch.Parse(Places.Replace("SYNC", "", StringComparison.Ordinal)));
        bool[] changed = [.. Enumerable.Range(0, 4).Select(_ => Changes(2, 32))];
        Assert.Equal([false, false, true, true], changed);

        // The many sizes of a program that always takes another one are not kept.
        Assert.True(Enumerable.Range(1, 100).Count(x => Changes((4 * x) + 2, 50)) is > 50 and < 70);

        bool Changes(int x, int y)
        {
            var geometry = Two(x, y, 1);
            return kernel.For(ref geometry) != kernel;
        }
    }

    private static LaunchGeometry Two(int x, int y, int z) => new(2, 1, 1, x, y, z, 0);
}
