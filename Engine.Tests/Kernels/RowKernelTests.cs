using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

[Collection(KernelTests.Name)]
public sealed class RowKernelTests(KernelFixture fixture)
{
    private static readonly (int Rows, int Columns)[] Shapes = [(1, 1), (1, 10), (7, 3), (33, 10), (64, 1), (5, 1000), (9, 33), (3, 64), (70, 16), (3, 65), (1000, 7)];

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void SoftmaxAgreesWithDoublePrecision(string spec)
    {
        // The last ones: many wide rows, which processors take in fours, the last of them short, and many narrow ones,
        // which they transpose in registers.
        foreach ((int rows, int columns) in Shapes.Concat([(37, 65), (75, 100), (203, 70), (1029, 5), (1003, 10), (1018, 16)]))
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] x = Bench.Random(rows, rows * columns, 20);
            ArrayView<float> y = bench.Upload(x);
            bench.Kernels.SoftmaxRows(rows, columns, y, y);
            Bench.AssertClose(Softmax(x, rows, columns), y, 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ASoftmaxDoesNotDependOnHowManyRowsThereAre(string spec)
    {
        const int rows = 1030;
        foreach (int columns in new[] { 5, 8, 9, 10, 16 })
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] x = Bench.Random(columns, rows * columns, 20);
            x[columns] = float.NegativeInfinity;
            x[(columns * 2) + 1] = float.PositiveInfinity;
            x.AsSpan(columns * 3, columns).Fill(float.NegativeInfinity);
            x[columns * 4] = float.MaxValue;
            ArrayView<float> all = bench.Upload(x);
            ArrayView<float> parts = bench.Upload(x);
            bench.Kernels.SoftmaxRows(rows, columns, all, all);
            for (int row = 0; row < rows; row += rows / 10)
            {
                ArrayView<float> part = parts.SubView(row * columns, rows / 10 * columns);
                bench.Kernels.SoftmaxRows(rows / 10, columns, part, part);
            }

            float[] shares = Bench.Download(all);
            Assert.Equal(Bench.Download(parts), shares);
            Assert.Equal(0, shares[columns]);
            Assert.All(shares.AsSpan(columns * 2, columns * 2).ToArray(), share => Assert.True(float.IsNaN(share)));
            Assert.Equal(1, shares[columns * 4]);
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ANaNSpoilsItsOwnRowOfASoftmaxAlone(string spec)
    {
        foreach ((int rows, int columns) in ((int, int)[])[(40, 10), (40, 70), (5, 70), (1010, 10)])
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] x = Bench.Random(rows, rows * columns, 2);
            x[(2 * columns) + 3] = float.NaN;
            ArrayView<float> y = bench.Output(x.Length);
            bench.Kernels.SoftmaxRows(rows, columns, bench.Upload(x), y);
            float[] shares = Bench.Download(y);
            Assert.All(shares.Index(), share => Assert.Equal(share.Index / columns == 2, float.IsNaN(share.Item)));
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void CrossEntropyAgreesWithDoublePrecision(string spec)
    {
        foreach ((int rows, int classes) in Shapes.Where(shape => shape.Columns <= 256))
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] z = Bench.Random(rows, rows * classes, 20);
            byte[] labels = [.. Enumerable.Range(0, rows).Select(row => (byte)(row * 7 % classes))];
            double[] p = Softmax(z, rows, classes);
            ArrayView<float> loss = bench.Output(rows);
            ArrayView<float> correct = bench.Output(rows);
            ArrayView<float> gradient = bench.Output(rows * classes);
            var batch = new CrossEntropyArguments(bench.Upload(z), bench.Upload(labels), classes, loss, correct);
            bench.Kernels.CrossEntropyGradient(rows, batch, 0.5f, gradient);

            Bench.AssertClose([.. labels.Select((label, row) => -Math.Log(p[(row * classes) + label]))], loss, 1e-5);
            Bench.AssertClose([.. p.Select((value, i) => 0.5 * (value - (i % classes == labels[i / classes] ? 1 : 0)))], gradient, 2e-6);
            double[] hits = [.. labels.Select((label, row) => ArgMax(z.AsSpan(row * classes, classes)) == label ? 1.0 : 0)];
            Bench.AssertClose(hits, correct, 0);

            ArrayView<float> lossAlone = bench.Output(rows);
            bench.Kernels.CrossEntropyLoss(rows, batch with { RowLoss = lossAlone });
            Assert.Equal(Bench.Download(loss), Bench.Download(lossAlone));
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void CrossEntropyGradientIsTheDerivativeOfTheLoss(string spec)
    {
        const int classes = 5;
        const float h = 0.01f;
        using var bench = new Bench(fixture.Open(spec));
        float[] z = Bench.Random(1, classes, 2);

        // One row a moved logit and direction, then the row itself.
        var rows = new List<float>();
        for (int i = 0; i < classes; i++)
        {
            rows.AddRange(z.Select((v, j) => j == i ? v + h : v));
            rows.AddRange(z.Select((v, j) => j == i ? v - h : v));
        }

        rows.AddRange(z);
        int count = rows.Count / classes;
        ArrayView<float> loss = bench.Output(count);
        ArrayView<float> gradient = bench.Output(count * classes);
        byte[] labels = [.. Enumerable.Repeat((byte)3, count)];
        bench.Kernels.CrossEntropyGradient(
            count, new CrossEntropyArguments(bench.Upload([.. rows]), bench.Upload(labels), classes, loss, bench.Output(count)), 1, gradient);
        float[] losses = Bench.Download(loss);
        double[] expected = [.. Enumerable.Range(0, classes).Select(i => (losses[2 * i] - (double)losses[(2 * i) + 1]) / (2 * h))];
        Bench.AssertClose(expected, Bench.Download(gradient)[^classes..], 2e-4);
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ExtremeLogitsStayFiniteAndNaNShows(string spec)
    {
        using var bench = new Bench(fixture.Open(spec));
        ArrayView<float> loss = bench.Output(4);
        ArrayView<float> correct = bench.Output(4);
        float[] z = [1e30f, -1e30f, -10_000, 10_000, 5, 5, float.NaN, 0];
        bench.Kernels.CrossEntropyLoss(4, new CrossEntropyArguments(bench.Upload(z), bench.Upload(new byte[] { 0, 0, 0, 0 }), 2, loss, correct));
        float[] losses = Bench.Download(loss);
        Assert.Equal(0, losses[0]);
        Assert.Equal(20_000, losses[1]);
        Assert.Equal(Math.Log(2), losses[2], 1e-6);
        Assert.True(float.IsNaN(losses[3]));

        // Of equal logits the first wins; NaN is never right.
        Assert.Equal([1f, 0, 1, 0], Bench.Download(correct));
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ColumnSumsAgreeWithDoublePrecision(string spec)
    {
        foreach ((int rows, int columns) in Shapes)
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] x = Bench.Random(rows, rows * columns);
            ArrayView<float> sums = bench.Output(columns);
            bench.Kernels.SumColumns(rows, columns, bench.Upload(x), sums);
            double[] expected = [.. Enumerable.Range(0, columns).Select(c => Enumerable.Range(0, rows).Sum(r => (double)x[(r * columns) + c]))];
            Bench.AssertClose(expected, sums, 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void MetricsGoToTheirSlot(string spec)
    {
        foreach (int rows in new[] { 1, 7, 128, 1000 })
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] loss = Bench.Random(rows, rows);
            float[] correct = [.. loss.Select(value => value > 0 ? 1f : 0)];
            ArrayView<float> losses = bench.Upload(new float[3]);
            ArrayView<float> corrects = bench.Upload(new float[3]);
            bench.Kernels.AccumulateMetrics(rows, bench.Upload(loss), bench.Upload(correct), 1, losses, corrects);
            Bench.AssertClose([0, loss.Sum(value => (double)value), 0], losses, 1e-5);
            Bench.AssertClose([0, correct.Sum(value => (double)value), 0], corrects, 0);
        }
    }

    private static double[] Softmax(float[] x, int rows, int columns)
    {
        var y = new double[x.Length];
        for (int row = 0; row < rows; row++)
        {
            double maximum = x.Skip(row * columns).Take(columns).Max();
            double sum = x.Skip(row * columns).Take(columns).Sum(value => Math.Exp(value - maximum));
            for (int column = 0; column < columns; column++)
            {
                y[(row * columns) + column] = Math.Exp(x[(row * columns) + column] - maximum) / sum;
            }
        }

        return y;
    }

    private static int ArgMax(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int i = 1; i < row.Length; i++)
        {
            best = row[i] > row[best] ? i : best;
        }

        return best;
    }
}
