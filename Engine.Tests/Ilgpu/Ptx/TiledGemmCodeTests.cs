using System.Text.RegularExpressions;
using Engine.Ilgpu.IR;
using Engine.Kernels;
using Xunit;

namespace Engine.Tests.Ilgpu.Ptx;

/// <summary>What a GPU's speed hangs on: products in registers, operands by 16 bytes, one barrier a turn.</summary>
public sealed class TiledGemmCodeTests
{
    private const int Depths = 8;
    private const int ProductsOfDepth = 64;

    [Fact]
    public void BothAsTheyAre() => Check(Code<GemmNN, Tile128x128>(256, 2));

    [Fact]
    public void BTransposed() => Check(Code<GemmNT, Tile128x128>(256, 2));

    [Fact]
    public void ATransposed() => Check(Code<GemmTN, Tile64x64>(64, 8));

    private static void Check(string text)
    {
        Assert.DoesNotContain(".local", text, StringComparison.Ordinal);
        Assert.Matches(@"\.maxntid (256|64), 1, 1\s+\.minnctapersm [28]", text);
        Assert.Equal(2, Count(text, @"bar\.sync 0;"));

        // From the barrier before the turns to the one that ends them.
        string loop = Regex.Match(text, @"bar\.sync 0;(.*)bar\.sync 0;", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(Depths * ProductsOfDepth, Count(loop, @"fma\.rn\.f32"));
        Assert.Equal(Depths * 4, Count(loop, @"ld\.shared\.v4\.f32"));
        Assert.Equal(0, Count(loop, @"ld\.shared\.f32"));
        Assert.InRange(Count(loop, @"ld\.global\.v4\.f32"), 2, 4);
    }

    private static string Code<TOrientation, TTile>(int lanes, int groups)
        where TOrientation : struct, IGemmOrientation
        where TTile : struct, IGroupTile =>
        KernelCode.Of(
            (Action<GemmArguments, AffineEpilogue>)TiledGemm.Multiply<TOrientation, TTile, QuadAccess, AffineEpilogue>,
            new LaunchBounds(lanes, groups));

    private static int Count(string text, string pattern) => Regex.Count(text, pattern);
}
