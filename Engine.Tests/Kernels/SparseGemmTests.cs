using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

/// <summary>Products that leave out terms with zeros, against the same with all terms.</summary>
[Collection(KernelTests.Name)]
public sealed class SparseGemmTests(KernelFixture fixture)
{
    // Rows, columns, terms: at the edges of tiles of 6 and 12, of vectors of 8 and 16, of pieces of 64.
    private static readonly (int M, int N, int K)[] Shapes =
        [(96, 64, 96), (97, 100, 784), (130, 70, 129), (784, 100, 100), (108, 129, 127), (200, 65, 161), (120, 80, 96)];

    private static readonly bool[] s_choices = [false, true];

    [Fact]
    public void WhatIsLeftOutChangesNoBit()
    {
        foreach ((int m, int n, int k) in Shapes)
        {
            CheckBits<GemmNN>(m, n, k);
            CheckBits<GemmTN>(m, n, k);
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void LayersGiveWhatTheyGiveWithAllTerms(string spec)
    {
        const int rows = 130, inputs = 300, units = 70;
        using var bench = new Bench(fixture.Open(spec));
        ArrayView<float> x = bench.Upload(MostlyZeros(rows * inputs));
        ArrayView<float> bias = bench.Upload(Bench.Random(3, units));
        float[] initial = Bench.Random(2, inputs * units);
        float[][] results = [.. s_choices.Select(hasZeros =>
        {
            ArrayView<float> weights = bench.Upload(initial);
            ArrayView<float> y = bench.Output(rows * units);
            bench.Kernels.DenseForward<Relu>(rows, inputs, units, x, weights, bias, y, hasZeros);
            bench.Kernels.UpdateWeights(rows, inputs, units, x, y, new SgdUpdate(weights, 0.01f), hasZeros);
            return Bench.Download(y).Concat(Bench.Download(weights)).ToArray();
        })];
        Bench.AssertClose([.. results[0].Select(value => (double)value)], results[1], 1e-5);
    }

    [Fact]
    public void PlansAreForLargeProductsOnProcessorsWithWideVectors()
    {
        DeviceTraits cpu = GemmPlanTests.Devices[0];
        Assert.NotNull(SparsePlan.Create<GemmNN>(cpu, 800, 100, 784));
        Assert.NotNull(SparsePlan.Create<GemmTN>(cpu, 784, 100, 800));
        Assert.NotNull(SparsePlan.Create<GemmNN>(cpu with { WarpSize = 8 }, 800, 100, 784));
        Assert.Null(SparsePlan.Create<GemmNT>(cpu, 800, 100, 784));
        Assert.Null(SparsePlan.Create<GemmNN>(cpu, 32, 128, 784));
        Assert.Null(SparsePlan.Create<GemmNN>(cpu, 800, 10, 784));
        Assert.All(GemmPlanTests.Devices.Skip(1), device => Assert.Null(SparsePlan.Create<GemmNN>(device, 800, 100, 784)));
    }

    private void CheckBits<TOrientation>(int m, int n, int k)
        where TOrientation : struct, IGemmOrientation
    {
        using var bench = new Bench(fixture.Open("cpu"));
        float[] left = MostlyZeros(m * k);
        left[^1] = float.NaN;
        ArrayView<float> a = bench.Upload(left);
        ArrayView<float> b = bench.Upload(Bench.Random(n, n * k));
        int[][] bits = [.. s_choices.Select(hasZeros =>
        {
            ArrayView<float> c = bench.Output(m * n);
            bench.Kernels.Launcher<TOrientation, AffineEpilogue>()
                .Launch(new GemmArguments(a, b, m, n, k), new AffineEpilogue(c, 2, 0), hasZeros);
            return Bench.Download(c).Select(BitConverter.SingleToInt32Bits).ToArray();
        })];
        Assert.Equal(bits[0], bits[1]);
        Assert.Contains(bits[0], value => float.IsNaN(BitConverter.Int32BitsToSingle(value)));
        Assert.Contains(bits[0], value => BitConverter.Int32BitsToSingle(value) is not 0 and not float.NaN);
    }

    /// <summary>One in ten elements is none, some are −0, and a stretch of a few rows is all zeros.</summary>
    private static float[] MostlyZeros(int length)
    {
        var random = new Random(length);
        float[] values = Bench.Random(length, length);
        for (int i = 0; i < length; i++)
        {
            if (random.Next(10) != 0 || (i > length / 3 && i < length / 2))
            {
                values[i] = random.Next(20) == 0 ? -0f : 0;
            }
        }

        return values;
    }
}
