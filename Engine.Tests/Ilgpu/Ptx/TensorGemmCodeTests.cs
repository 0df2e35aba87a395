using System.Text.RegularExpressions;
using Engine.Ilgpu.IR;
using Engine.Kernels;
using Xunit;

namespace Engine.Tests.Ilgpu.Ptx;

/// <summary>What the speed of tensor cores hangs on: no access to memory but by 16 bytes, no rounding between the products.</summary>
public sealed class TensorGemmCodeTests
{
    [Fact]
    public void BothAsTheyAre() => Check<GemmNN>();

    [Fact]
    public void BTransposed() => Check<GemmNT>();

    [Fact]
    public void ATransposed() => Check<GemmTN>();

    private static void Check<TOrientation>()
        where TOrientation : struct, IGemmOrientation
    {
        string text = KernelCode.Of(
            (Action<GemmArguments, AffineEpilogue>)TensorGemm.Multiply<TOrientation, QuadAccess, AffineEpilogue>,
            new LaunchBounds(128, 2));
        Assert.DoesNotContain(".local", text, StringComparison.Ordinal);
        string loop = Regex.Match(text, @"bar\.sync 0;(.*)bar\.sync 0;", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(64, Regex.Count(loop, @"mma\.sync\.aligned\.m16n8k8\.row\.col\.f32\.tf32\.tf32\.f32"));
        Assert.Equal(16, Regex.Count(loop, @"ld\.shared\.v4\.f32"));
        Assert.Equal(8, Regex.Count(loop, @"st\.shared\.v4\.f32"));
        Assert.Equal(8, Regex.Count(loop, @"ld\.global\.v4\.f32"));
        Assert.Equal(32, Regex.Count(loop, @"cvt\.rna\.tf32\.f32"));
        Assert.Equal(0, Regex.Count(loop, @"(ld|st)\.(shared|global)\.f32"));
    }
}
