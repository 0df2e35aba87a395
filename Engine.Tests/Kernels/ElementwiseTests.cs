using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

[Collection(KernelTests.Name)]
public sealed class ElementwiseTests(KernelFixture fixture)
{
    private static readonly int[] Lengths = [1, 7, 33, 1000];

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ActivationsAgreeWithDoublePrecision(string spec)
    {
        foreach (int length in Lengths)
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] values = Bench.Random(length, length, 5);
            ArrayView<float> x = bench.Upload(values);
            ArrayView<float> y = bench.Output(length);
            bench.Kernels.Activate<Relu>(length, x, y);
            Bench.AssertClose([.. values.Select(v => Math.Max(v, 0.0))], y, 0);
            bench.Kernels.Activate<Sigmoid>(length, x, y);
            Bench.AssertClose([.. values.Select(v => 1 / (1 + Math.Exp(-v)))], y, 1e-6);
            bench.Kernels.Activate<Identity>(length, x, y);
            Assert.Equal(values, Bench.Download(y));
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void GradientsFollowTheChainRule(string spec)
    {
        foreach (int length in Lengths)
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] output = [.. Bench.Random(1, length).Select(v => Math.Max(v, 0))];
            float[] upstream = Bench.Random(2, length);
            ArrayView<float> y = bench.Upload(output);
            ArrayView<float> dy = bench.Upload(upstream);
            ArrayView<float> dx = bench.Output(length);
            bench.Kernels.ActivationGradient<Relu>(length, y, dy, dx);
            Bench.AssertClose([.. upstream.Select((v, i) => output[i] > 0 ? v : 0.0)], dx, 0);
            bench.Kernels.ActivationGradient<Sigmoid>(length, y, dy, dx);
            Bench.AssertClose([.. upstream.Select((v, i) => v * (double)output[i] * (1 - (double)output[i]))], dx, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ActivationsAtTheEdges(string spec)
    {
        using var bench = new Bench(fixture.Open(spec));
        ArrayView<float> x = bench.Upload([float.NaN, float.NegativeInfinity, float.PositiveInfinity, 0, -200]);
        ArrayView<float> y = bench.Output(5);
        bench.Kernels.Activate<Relu>(5, x, y);
        Assert.Equal([float.NaN, 0, float.PositiveInfinity, 0, 0], Bench.Download(y));
        bench.Kernels.Activate<Sigmoid>(5, x, y);
        Assert.Equal([float.NaN, 0, 1, 0.5f, 0], Bench.Download(y));
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void BiasIsAddedToEveryRow(string spec)
    {
        foreach ((int rows, int columns) in new[] { (1, 1), (7, 33), (33, 10), (1, 1000) })
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] x = Bench.Random(1, rows * columns);
            float[] bias = Bench.Random(2, columns);
            ArrayView<float> y = bench.Upload(x);
            bench.Kernels.AddBias(rows, columns, y, bench.Upload(bias), y);
            Bench.AssertClose([.. x.Select((v, i) => (double)(v + bias[i % columns]))], y, 0);
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void BatchesAreGatheredInOrder(string spec)
    {
        const int count = 11;
        foreach (int sampleSize in new[] { 1, 7, 784 })
        {
            using var bench = new Bench(fixture.Open(spec));
            var images = new byte[count * sampleSize];
            new Random(sampleSize).NextBytes(images);
            byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i * 3))];
            int[] order = [4, 0, 10, 3, 3, 9, 1, 2, 5, 6, 7];
            ArrayView<float> x = bench.Output(5 * sampleSize);
            ArrayView<byte> y = bench.Upload(new byte[5]);
            bench.Kernels.Gather(5, 2, new GatherSource(bench.Upload(images), bench.Upload(labels), bench.Upload(order), sampleSize), x, y);

            Bench.AssertClose(
                [.. Enumerable.Range(0, 5 * sampleSize).Select(i => images[(order[2 + (i / sampleSize)] * sampleSize) + (i % sampleSize)] / 255.0)],
                x,
                1e-7);
            var gathered = new byte[5];
            ILGPU.Runtime.ArrayViewExtensions.CopyToCPU(y, gathered);
            Assert.Equal(order[2..7].Select(i => labels[i]), gathered);
        }
    }
}
