using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

[Collection(KernelTests.Name)]
public sealed class DenseKernelTests(KernelFixture fixture)
{
    private static readonly (int Rows, int Inputs, int Units)[] Shapes = [(1, 1, 1), (7, 33, 10), (33, 7, 100), (32, 50, 128)];

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ForwardIsActivationOfProductPlusBias(string spec)
    {
        CheckForward<Identity>(spec, x => x);
        CheckForward<Relu>(spec, x => Math.Max(x, 0));
        CheckForward<Sigmoid>(spec, x => 1 / (1 + Math.Exp(-x)));
        CheckForward<Tanh>(spec, Math.Tanh);
        CheckForward<LeakyRelu>(spec, x => Math.Max(x, 0.2 * x));
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void SumsInPartsAreActivatedWhole(string spec)
    {
        foreach ((int rows, int inputs, int units) in new[] { (1, 784, 128), (32, 784, 128), (100, 785, 33), (5, 2001, 9) })
        {
            Assert.NotEqual(1, GemmPlan.PartsOfSums(rows, units, inputs));
            CheckForward<Relu>(spec, x => Math.Max(x, 0), rows, inputs, units, 1e-4);
        }
    }

    [Fact]
    public void ThreadsMakeNoDifferenceToSumsInParts()
    {
        float[] alone = Forward(threads: 1);
        Assert.Equal(alone, Forward(threads: 2));
        Assert.Equal(alone, Forward(threads: 5));

        static float[] Forward(int threads)
        {
            using ComputeDevice device = ComputeDevice.Open("cpu", new ComputeDeviceOptions { Threads = threads });
            using var bench = new Bench(device);
            ArrayView<float> x = bench.Upload(Bench.Random(1, 32 * 784));
            ArrayView<float> weights = bench.Upload(Bench.Random(2, 784 * 128));
            ArrayView<float> y = bench.Output(32 * 128);
            bench.Kernels.DenseForward<Identity>(32, 784, 128, x, weights, bench.Upload(Bench.Random(3, 128)), y);
            return Bench.Download(y);
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void BackwardIsTheDerivativeOfForward(string spec)
    {
        CheckBackward<Relu>(spec, x => Math.Max(x, 0));
        CheckBackward<Sigmoid>(spec, x => 1 / (1 + Math.Exp(-x)));
        CheckBackward<Tanh>(spec, Math.Tanh);
        CheckBackward<LeakyRelu>(spec, x => Math.Max(x, 0.2 * x));
        CheckBackward<Identity>(spec, x => x);
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void FusedUpdatesUseTheGradientOfTheProduct(string spec)
    {
        foreach ((int rows, int inputs, int units) in Shapes)
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] x = Bench.Random(1, rows * inputs);
            float[] d = Bench.Random(2, rows * units);
            float[] w = Bench.Random(3, inputs * units);
            float[] bias = Bench.Random(4, units);
            var expectedW = new double[w.Length];
            var expectedBias = new double[units];
            for (int j = 0; j < units; j++)
            {
                expectedBias[j] = bias[j] - (0.25 * Enumerable.Range(0, rows).Sum(r => (double)d[(r * units) + j]));
                for (int i = 0; i < inputs; i++)
                {
                    double gradient = Enumerable.Range(0, rows).Sum(r => (double)x[(r * inputs) + i] * d[(r * units) + j]);
                    expectedW[(i * units) + j] = w[(i * units) + j] - (0.25 * gradient);
                }
            }

            ArrayView<float> weights = bench.Upload(w);
            ArrayView<float> biases = bench.Upload(bias);
            ArrayView<float> gradients = bench.Upload(d);
            bench.Kernels.UpdateWeights(rows, inputs, units, bench.Upload(x), gradients, new SgdUpdate(weights, 0.25f));
            bench.Kernels.UpdateBias(rows, units, gradients, new SgdUpdate(biases, 0.25f));
            Bench.AssertClose(expectedW, weights, 1e-5);
            Bench.AssertClose(expectedBias, biases, 1e-5);
        }
    }

    private static double[] Forward(int rows, int inputs, int units, double[] x, float[] w, float[] bias, Func<double, double> f)
    {
        var y = new double[rows * units];
        for (int r = 0; r < rows; r++)
        {
            for (int j = 0; j < units; j++)
            {
                double sum = bias[j];
                for (int i = 0; i < inputs; i++)
                {
                    sum += x[(r * inputs) + i] * w[(i * units) + j];
                }

                y[(r * units) + j] = f(sum);
            }
        }

        return y;
    }

    private void CheckForward<TActivation>(string spec, Func<double, double> f)
        where TActivation : struct, IActivation
    {
        foreach ((int rows, int inputs, int units) in Shapes)
        {
            CheckForward<TActivation>(spec, f, rows, inputs, units, 1e-5);
        }
    }

    private void CheckForward<TActivation>(string spec, Func<double, double> f, int rows, int inputs, int units, double tolerance)
        where TActivation : struct, IActivation
    {
        using var bench = new Bench(fixture.Open(spec));
        float[] x = Bench.Random(1, rows * inputs);
        float[] w = Bench.Random(2, inputs * units);
        float[] bias = Bench.Random(3, units);
        ArrayView<float> y = bench.Output(rows * units);
        bench.Kernels.DenseForward<TActivation>(rows, inputs, units, bench.Upload(x), bench.Upload(w), bench.Upload(bias), y);
        Bench.AssertClose(Forward(rows, inputs, units, [.. x.Select(v => (double)v)], w, bias, f), y, tolerance);
    }

    // L = Σ e ∘ (f(z)·W + b) over a hidden layer's sums z, differentiated by central differences in double precision.
    private void CheckBackward<TActivation>(string spec, Func<double, double> f)
        where TActivation : struct, IActivation
    {
        const int rows = 9;
        const int units = 35;
        const int next = 6;
        using var bench = new Bench(fixture.Open(spec));
        float[] z = Bench.Random(1, rows * units, 2);
        float[] w = Bench.Random(2, units * next);
        float[] e = Bench.Random(3, rows * next);
        var none = new float[next];
        var expected = new double[rows * units];
        for (int i = 0; i < expected.Length; i++)
        {
            const double h = 1e-4;
            expected[i] = (Loss(i, h) - Loss(i, -h)) / (2 * h);
        }

        double Loss(int moved, double by)
        {
            double[] y = [.. z.Select((v, i) => f(i == moved ? v + by : v))];
            double[] output = Forward(rows, units, next, y, w, none, v => v);
            return output.Select((v, i) => v * e[i]).Sum();
        }

        ArrayView<float> hidden = bench.Output(rows * units);
        ArrayView<float> gradient = bench.Output(rows * units);
        bench.Kernels.Activate<TActivation>(rows * units, bench.Upload(z), hidden);
        bench.Kernels.DenseBackward<TActivation>(rows, units, next, bench.Upload(e), bench.Upload(w), hidden, gradient);
        Bench.AssertClose(expected, gradient, 1e-4);
    }
}
