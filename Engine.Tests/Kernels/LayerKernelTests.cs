using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

[Collection(KernelTests.Name)]
public sealed class LayerKernelTests(KernelFixture fixture)
{
    private const float Epsilon = 1e-3f;
    private static readonly int[] FourAndThree = [4, 3];
    private static readonly DropoutMask Mask = new(0x1234_5678, 0x9ABC_DEF0, (uint)(0.3 * (1L << 32)), 1 / 0.7f);

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void DropoutDropsItsShareAndScalesTheRest(string spec)
    {
        const int count = 20_000;
        using var bench = new Bench(fixture.Open(spec));
        ArrayView<float> ones = bench.Upload(Enumerable.Repeat(1f, count).ToArray());
        ArrayView<float> y = bench.Output(count);
        bench.Kernels.DropoutForward(count, ones, Mask, new FixedStep(7), y);
        float[] kept = Bench.Download(y);
        Assert.All(kept, value => Assert.True(value == 0 || value == Mask.Scale));
        Assert.InRange(kept.Count(value => value == 0) / (double)count, 0.29, 0.31);

        // Neighbours have nothing to do with each other, nor one step with the next.
        Assert.InRange(kept.Zip(kept.Skip(1)).Count(pair => pair.First == 0 && pair.Second == 0) / (double)count, 0.08, 0.10);
        bench.Kernels.DropoutForward(count, ones, Mask, new FixedStep(8), y);
        Assert.InRange(kept.Zip(Bench.Download(y)).Count(pair => pair.First == 0 && pair.Second == 0) / (double)count, 0.08, 0.10);

        // The device's own count of steps gives the same mask.
        bench.Kernels.DropoutForward(count, ones, Mask, new StepOfSchedule(bench.Upload(FourAndThree)), y);
        Assert.Equal(kept, Bench.Download(y));
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void DropoutPassesGradientsWhereItPassedValues(string spec)
    {
        foreach (int count in new[] { 1, 7, 1000 })
        {
            using var bench = new Bench(fixture.Open(spec));
            ArrayView<float> x = bench.Upload(Bench.Random(1, count));
            float[] dy = Bench.Random(2, count);
            ArrayView<float> dx = bench.Output(count);
            ArrayView<float> y = bench.Output(count);
            bench.Kernels.DropoutForward(count, x, Mask, new FixedStep(5), y);
            bench.Kernels.DropoutBackward<FixedStep, Sigmoid>(count, bench.Upload(dy), x, Mask, new FixedStep(5), dx);
            float[] before = Bench.Download(x);
            Bench.AssertClose(
                [.. Bench.Download(y).Select((value, i) => value == 0 ? 0 : dy[i] / 0.7 * before[i] * (1 - before[i]))], dx, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ColumnsAreNormalized(string spec)
    {
        foreach ((int rows, int columns) in new[] { (1, 1), (7, 33), (33, 10), (100, 130) })
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] x = [.. Bench.Random(1, rows * columns, 3).Select((value, i) => value + (i % columns))];
            float[] gamma = Bench.Random(2, columns);
            float[] beta = Bench.Random(3, columns);
            NormalizedColumns batch = Columns(bench, gamma, beta);
            var moving = new MovingStatistics(bench.Upload(new float[columns]), bench.Upload(Enumerable.Repeat(1f, columns).ToArray()), 0.25f, Epsilon);
            ArrayView<float> y = bench.Output(rows * columns);
            bench.Kernels.FindStatistics(rows, columns, bench.Upload(x), batch, moving);
            bench.Kernels.Normalize(rows, columns, bench.Upload(x), batch, y);
            double[][] statistics = [.. Enumerable.Range(0, columns).Select(column => Statistics(Wide(Column(x, columns, column))))];
            Bench.AssertClose(Normalize(x, gamma, beta), y, 1e-4);
            Bench.AssertClose([.. statistics.Select(column => 0.25 * column[0])], moving.Mean, 1e-5);
            Bench.AssertClose([.. statistics.Select(column => 0.75 + (0.25 * column[1]))], moving.Variance, 1e-5);

            bench.Kernels.TakeMovingStatistics(columns, batch, moving);
            bench.Kernels.Normalize(rows, columns, bench.Upload(x), batch, y);
            Bench.AssertClose(
                [.. x.Select((value, i) =>
                {
                    double[] column = statistics[i % columns];
                    return ((value - (0.25 * column[0])) / Math.Sqrt(0.75 + (0.25 * column[1]) + Epsilon) * gamma[i % columns]) + beta[i % columns];
                })],
                y,
                1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void GradientsOfNormalizedColumnsAreItsDerivatives(string spec)
    {
        const int rows = 9;
        const int columns = 5;
        const double h = 1e-4;
        using var bench = new Bench(fixture.Open(spec));

        // Behind a sigmoid: L = Σ dy ∘ BN(sigmoid(z)).
        float[] z = Bench.Random(1, rows * columns, 2);
        float[] x = [.. z.Select(value => (float)Sigmoid(value))];
        float[] gamma = Bench.Random(2, columns);
        float[] beta = Bench.Random(3, columns);
        float[] dy = Bench.Random(4, rows * columns);
        NormalizedColumns batch = Columns(bench, gamma, beta);
        var moving = new MovingStatistics(bench.Upload(new float[columns]), bench.Upload(new float[columns]), 0.01f, Epsilon);
        ArrayView<float> input = bench.Upload(x);
        ArrayView<float> gradient = bench.Upload(dy);
        ArrayView<float> gammaGradient = bench.Output(columns);
        ArrayView<float> betaGradient = bench.Output(columns);
        bench.Kernels.FindStatistics(rows, columns, input, batch, moving);
        bench.Kernels.SumNormalizationGradients(rows, columns, input, gradient, batch, gammaGradient, betaGradient);
        bench.Kernels.NormalizeBackward<Sigmoid>(rows, columns, input, gradient, batch, gammaGradient, betaGradient, gradient);

        Bench.AssertClose(Slopes(gamma, at => Loss(Wide(z), at, Wide(beta))), gammaGradient, 1e-3);
        Bench.AssertClose(Slopes(beta, at => Loss(Wide(z), Wide(gamma), at)), betaGradient, 1e-3);
        Bench.AssertClose(Slopes(z, at => Loss(at, Wide(gamma), Wide(beta))), gradient, 1e-3);

        double Loss(double[] from, double[] scale, double[] shift) =>
            Normalize([.. from.Select(Sigmoid)], scale, shift, columns).Zip(dy, (value, weight) => value * weight).Sum();

        static double[] Slopes(float[] values, Func<double[], double> loss) =>
            [.. values.Select((_, i) => (loss(Moved(values, i, h)) - loss(Moved(values, i, -h))) / (2 * h))];

        static double[] Moved(float[] values, int index, double by) => [.. values.Select((value, i) => i == index ? value + by : value)];
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void LeakyReluHasItsSlope(string spec)
    {
        foreach (int count in new[] { 1, 7, 1000 })
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] x = Bench.Random(1, count);
            float[] dy = Bench.Random(2, count);
            ArrayView<float> y = bench.Output(count);
            ArrayView<float> dx = bench.Output(count);
            bench.Kernels.LeakyRelu(count, bench.Upload(x), 0.3f, y);
            bench.Kernels.LeakyReluGradient(count, bench.Upload(x), bench.Upload(dy), 0.3f, dx);
            Bench.AssertClose([.. x.Select(value => value < 0 ? 0.3 * value : value)], y, 1e-6);
            Bench.AssertClose([.. x.Select((value, i) => value < 0 ? 0.3 * dy[i] : dy[i])], dx, 1e-6);
        }
    }

    private static NormalizedColumns Columns(Bench bench, float[] gamma, float[] beta) =>
        new(bench.Upload(gamma), bench.Upload(beta), bench.Output(gamma.Length), bench.Output(gamma.Length));

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

    private static double[] Normalize(float[] x, float[] gamma, float[] beta) =>
        Normalize(Wide(x), Wide(gamma), Wide(beta), gamma.Length);

    private static double[] Normalize(double[] x, double[] gamma, double[] beta, int columns)
    {
        double[][] statistics = [.. Enumerable.Range(0, columns).Select(column => Statistics(Column(x, columns, column)))];
        return [.. x.Select((value, i) =>
        {
            int column = i % columns;
            return ((value - statistics[column][0]) / Math.Sqrt(statistics[column][1] + Epsilon) * gamma[column]) + beta[column];
        })];
    }

    private static T[] Column<T>(T[] x, int columns, int column) => [.. x.Where((_, i) => i % columns == column)];

    private static double[] Wide(float[] values) => [.. values.Select(value => (double)value)];

    // Mean and biased variance.
    private static double[] Statistics(double[] column)
    {
        double mean = column.Average();
        return [mean, column.Average(value => (value - mean) * (value - mean))];
    }
}
