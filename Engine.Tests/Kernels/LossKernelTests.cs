using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

/// <summary>Losses and their gradients against double precision and its central differences.</summary>
[Collection(KernelTests.Name)]
public sealed class LossKernelTests(KernelFixture fixture)
{
    private static readonly (int Rows, int Width)[] Shapes = [(1, 1), (7, 33), (33, 10), (100, 2), (3, 300)];

    // The loss of a row from its logits and targets, both of the row alone.
    private delegate double RowLoss(double[] z, double[] t);

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void CategoricalCrossEntropy(string spec)
    {
        foreach ((int rows, int width) in Shapes)
        {
            // Soft labels, some of which do not add up to 1.
            float[] targets = [.. Bench.Random(9, rows * width).Select(value => Math.Abs(value) * 2 / width)];
            Check(spec, rows, width, targets, CrossEntropy, (z, t) => ArgMax(z) == ArgMax(t) ? 1 : 0, (kernels, batch, dense, _) => kernels.CategoricalCrossEntropy(batch, dense));
            Check(spec, rows, width, null, CrossEntropy, (z, t) => ArgMax(z) == ArgMax(t) ? 1 : 0, (kernels, batch, _, classes) => kernels.CategoricalCrossEntropy(batch, classes));
        }

        static double CrossEntropy(double[] z, double[] t)
        {
            double sum = Math.Log(z.Sum(Math.Exp));
            return z.Select((value, i) => t[i] * (sum - value)).Sum();
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void BinaryCrossEntropy(string spec)
    {
        foreach ((int rows, int width) in Shapes)
        {
            float[] targets = [.. Bench.Random(9, rows * width).Select((value, i) => i % 5 == 0 ? Math.Abs(value) : value > 0 ? 1 : 0)];
            Check(spec, rows, width, targets, CrossEntropy, Right, (kernels, batch, dense, _) => kernels.BinaryCrossEntropy(batch, dense));
            Check(spec, rows, width, null, CrossEntropy, Right, (kernels, batch, _, classes) => kernels.BinaryCrossEntropy(batch, classes));
        }

        static double CrossEntropy(double[] z, double[] t) => z.Select((value, i) =>
        {
            double p = 1 / (1 + Math.Exp(-value));
            return -(t[i] * Math.Log(p)) - ((1 - t[i]) * Math.Log(1 - p));
        }).Average();

        static double Right(double[] z, double[] t) => z.Select((value, i) => t[i] == (value > 0 ? 1 : 0) ? 1.0 : 0).Average();
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void MeanSquaredError(string spec)
    {
        foreach ((int rows, int width) in Shapes)
        {
            float[] targets = Bench.Random(9, rows * width, 2);
            Check(spec, rows, width, targets, (z, t) => Mean(z, t, x => x), (z, t) => Right(z, t, x => x), (kernels, batch, dense, _) => kernels.MeanSquaredError<Identity, DenseTargets>(batch, dense));
            Check(spec, rows, width, targets, (z, t) => Mean(z, t, Math.Tanh), (z, t) => Right(z, t, Math.Tanh), (kernels, batch, dense, _) => kernels.MeanSquaredError<Tanh, DenseTargets>(batch, dense));
            Check(spec, rows, width, null, (z, t) => Mean(z, t, x => x), (z, t) => Right(z, t, x => x), (kernels, batch, _, classes) => kernels.MeanSquaredError<Identity, OneHotTargets>(batch, classes));
        }

        static double Mean(double[] z, double[] t, Func<double, double> f) => z.Select((value, i) => Math.Pow(f(value) - t[i], 2)).Average();

        static double Right(double[] z, double[] t, Func<double, double> f) =>
            (z.Length == 1 ? t[0] == (f(z[0]) > 0.5 ? 1 : 0) : ArgMax(z) == ArgMax(t)) ? 1 : 0;
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ExtremeLogitsStayFinite(string spec)
    {
        using var bench = new Bench(fixture.Open(spec));
        float[] z = [1e30f, -1e30f, 200, -200, 0, float.NaN];
        float[] t = [1, 1, 0, 0, 1, 1];
        ArrayView<float> loss = bench.Output(6);
        ArrayView<float> gradient = bench.Output(6);
        ArrayView<float> right = bench.Output(6);
        bench.Kernels.BinaryCrossEntropy(
            new LossArguments(bench.Upload(z), 6, 1, loss, right, gradient, 1), new DenseTargets(bench.Upload(t), 1));
        float[] losses = Bench.Download(loss);
        Assert.Equal([0, 1e30f, 200, 0], losses[..4]);
        Assert.Equal(Math.Log(2), losses[4], 1e-6);
        Assert.True(float.IsNaN(losses[5]));
        Assert.Equal([0, -1, 1, 0, -0.5f], Bench.Download(gradient)[..5]);
        Assert.Equal([1, 0, 0, 1, 0, 0], Bench.Download(right));
    }

    private static int ArgMax(double[] values) => Array.IndexOf(values, values.Max());

    // With no targets given, classes stand for them.
    private void Check(
        string spec,
        int rows,
        int width,
        float[]? targets,
        RowLoss reference,
        RowLoss right,
        Action<KernelSet, LossArguments, DenseTargets, OneHotTargets> launch)
    {
        const float scale = 0.25f;
        const double h = 1e-5;
        using var bench = new Bench(fixture.Open(spec));
        float[] z = Bench.Random(1, rows * width, 4);
        byte[] labels = [.. Enumerable.Range(0, rows).Select(row => (byte)(width == 1 ? row % 2 : row * 7 % Math.Min(width, 256)))];
        double[][] wanted = [.. Enumerable.Range(0, rows).Select(row => targets is null
            ? width == 1 ? [labels[row]] : [.. Enumerable.Range(0, width).Select(column => column == labels[row] ? 1.0 : 0)]
            : targets.Skip(row * width).Take(width).Select(value => (double)value).ToArray())];
        double[][] given = [.. Enumerable.Range(0, rows).Select(row => z.Skip(row * width).Take(width).Select(value => (double)value).ToArray())];
        var slopes = new double[rows * width];
        for (int i = 0; i < slopes.Length; i++)
        {
            double[] row = [.. given[i / width]];
            row[i % width] += h;
            double up = reference(row, wanted[i / width]);
            row[i % width] -= 2 * h;
            slopes[i] = scale * (up - reference(row, wanted[i / width])) / (2 * h);
        }

        ArrayView<float> logits = bench.Upload(z);
        var dense = new DenseTargets(bench.Upload(targets ?? [0]), width);
        var classes = new OneHotTargets(bench.Upload(labels), width);
        foreach (bool withGradient in new[] { false, true })
        {
            ArrayView<float> loss = bench.Output(rows);
            ArrayView<float> correct = bench.Output(rows);
            ArrayView<float> gradient = withGradient ? bench.Output(rows * width) : ArrayView<float>.Empty;
            launch(bench.Kernels, new LossArguments(logits, rows, width, loss, correct, gradient, scale), dense, classes);
            Bench.AssertClose([.. given.Zip(wanted, (row, t) => reference(row, t))], loss, 1e-5);
            Bench.AssertClose([.. given.Zip(wanted, (row, t) => right(row, t))], correct, 1e-6);
            if (withGradient)
            {
                Bench.AssertClose(slopes, gradient, 1e-5);
            }
        }
    }
}
