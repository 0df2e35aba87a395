using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

[Collection(KernelTests.Name)]
public sealed class NewtonTests(KernelFixture fixture)
{
    private readonly struct Root : IActivation
    {
        public static float Apply(float x) => Newton.SquareRoot(x);

        public static float Derivative(float y) => 0;
    }

    private readonly struct Inverse : IActivation
    {
        public static float Apply(float x) => Newton.Reciprocal(x);

        public static float Derivative(float y) => 0;
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void RootsAreWithinThreeUnitsInTheLastPlace(string spec) => Check<Root>(spec, Numbers(-126, 127), Math.Sqrt, 3);

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ReciprocalsAreWithinTwoUnitsInTheLastPlace(string spec) => Check<Inverse>(spec, Numbers(-125, 124), x => 1 / x, 2);

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void TheRootOfZeroIsZero(string spec) => Assert.Equal(0, Apply<Root>(spec, [0])[0]);

    // A number from every part of the binade, at every exponent of the range, and its ends.
    private static float[] Numbers(int lowest, int highest)
    {
        const int perExponent = 401;
        var numbers = new List<float>();
        for (int exponent = lowest; exponent <= highest; exponent++)
        {
            for (int i = 0; i < perExponent; i++)
            {
                numbers.Add(MathF.ScaleB(1 + ((i * 0.999f) / perExponent), exponent));
            }
        }

        numbers.Add(MathF.BitDecrement(MathF.ScaleB(1, highest + 1)));
        return [.. numbers];
    }

    private void Check<TFunction>(string spec, float[] x, Func<double, double> exact, double units)
        where TFunction : struct, IActivation
    {
        float[] y = Apply<TFunction>(spec, x);
        double worst = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double expected = exact(x[i]);
            double unit = Math.ScaleB(1, Math.ILogB(expected) - 23);
            worst = Math.Max(worst, Math.Abs(y[i] - expected) / unit);
        }

        Assert.InRange(worst, 0, units);
    }

    private float[] Apply<TFunction>(string spec, float[] x)
        where TFunction : struct, IActivation
    {
        using var bench = new Bench(fixture.Open(spec));
        ArrayView<float> y = bench.Output(x.Length);
        bench.Kernels.Activate<TFunction>(x.Length, bench.Upload(x), y);
        return Bench.Download(y);
    }
}
