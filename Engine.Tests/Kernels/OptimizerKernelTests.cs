using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

[Collection(KernelTests.Name)]
public sealed class OptimizerKernelTests(KernelFixture fixture)
{
    private const int Steps = 20;
    private static readonly int[] Lengths = [1, 7, 33, 1000];

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void SgdFollowsItsFormula(string spec)
    {
        foreach (int length in Lengths)
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] start = Bench.Random(1, length);
            double[] expected = [.. start.Select(v => (double)v)];
            ArrayView<float> w = bench.Upload(start);
            for (int t = 1; t <= Steps; t++)
            {
                float[] g = Bench.Random(t + 10, length);
                bench.Kernels.OptimizerStep(length, bench.Upload(g), new SgdUpdate(w, 0.1f));
                for (int i = 0; i < length; i++)
                {
                    expected[i] -= 0.1 * g[i];
                }
            }

            Bench.AssertClose(expected, w, 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void MomentumFollowsItsFormula(string spec)
    {
        foreach (int length in Lengths)
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] start = Bench.Random(1, length);
            double[] expected = [.. start.Select(v => (double)v)];
            var velocity = new double[length];
            ArrayView<float> w = bench.Upload(start);
            ArrayView<float> v = bench.Upload(new float[length]);
            for (int t = 1; t <= Steps; t++)
            {
                float[] g = Bench.Random(t + 10, length);
                bench.Kernels.OptimizerStep(length, bench.Upload(g), new MomentumUpdate(w, v, 0.1f, 0.9f));
                for (int i = 0; i < length; i++)
                {
                    velocity[i] = (0.9 * velocity[i]) - (0.1 * g[i]);
                    expected[i] += velocity[i];
                }
            }

            Bench.AssertClose(expected, w, 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void AdamFollowsItsFormula(string spec)
    {
        foreach (int length in Lengths)
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] start = Bench.Random(1, length);
            double[] expected = [.. start.Select(v => (double)v)];
            var mean = new double[length];
            var square = new double[length];
            ArrayView<float> w = bench.Upload(start);
            ArrayView<float> m = bench.Upload(new float[length]);
            ArrayView<float> v = bench.Upload(new float[length]);
            for (int t = 1; t <= Steps; t++)
            {
                float[] g = Bench.Random(t + 10, length);
                float stepSize = AdamUpdate.StepSizeAt(0.01, 0.9, 0.999, t);
                bench.Kernels.OptimizerStep(length, bench.Upload(g), new AdamUpdate(w, m, v, stepSize, 0.1f, 0.001f, 1e-7f));
                double alpha = 0.01 * Math.Sqrt(1 - Math.Pow(0.999, t)) / (1 - Math.Pow(0.9, t));
                for (int i = 0; i < length; i++)
                {
                    mean[i] = (0.9 * mean[i]) + (0.1 * g[i]);
                    square[i] = (0.999 * square[i]) + (0.001 * g[i] * g[i]);
                    expected[i] -= alpha * mean[i] / (Math.Sqrt(square[i]) + 1e-7);
                }
            }

            Bench.AssertClose(expected, w, 1e-5);
        }
    }
}
