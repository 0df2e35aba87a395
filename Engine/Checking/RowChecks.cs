using Engine.Benchmarking;
using Engine.Kernels;
using ILGPU;

namespace Engine.Checking;

/// <summary>Kernels whose results come from whole rows or columns.</summary>
internal static class RowChecks
{
    private static readonly (int Rows, int Columns)[] s_shapes = [(1, 1), (1, 7), (7, 33), (33, 10), (128, 10), (3, 1000), (1000, 3)];

    public static IEnumerable<KernelCheck> All() =>
    [
        OverShapes("softmax-rows", 1e-5, SoftmaxRows),
        OverShapes("cross-entropy", 1e-5, Loss),
        OverShapes("cross-entropy-gradient", 1e-5, LossAndGradient),
        OverShapes("sum-columns", 1e-4, SumColumns),
        OverShapes("metrics", 1e-5, Metrics),
    ];

    private static Comparison[] SoftmaxRows(BenchmarkMemory memory, int rows, int columns)
    {
        float[] x = CheckData.Random(1, rows * columns, 10);
        ArrayView<float> y = memory.Output(x.Length);
        memory.Kernels.SoftmaxRows(rows, columns, memory.Upload(x), y);
        return [new Comparison(y, Softmax(x, columns))];
    }

    private static Comparison[] Loss(BenchmarkMemory memory, int rows, int columns)
    {
        var (batch, x, labels) = Batch(memory, rows, columns);
        memory.Kernels.CrossEntropyLoss(rows, batch);
        return Expected(batch, x, labels);
    }

    private static Comparison[] LossAndGradient(BenchmarkMemory memory, int rows, int columns)
    {
        var (batch, x, labels) = Batch(memory, rows, columns);
        ArrayView<float> gradient = memory.Output(x.Length);
        memory.Kernels.CrossEntropyGradient(rows, batch, 0.5f, gradient);
        double[] slopes = [.. Softmax(x, columns).Select((share, i) => 0.5 * (share - (i % columns == labels[i / columns] ? 1 : 0)))];
        return [.. Expected(batch, x, labels), new Comparison(gradient, slopes)];
    }

    private static Comparison[] SumColumns(BenchmarkMemory memory, int rows, int columns)
    {
        float[] x = CheckData.Random(1, rows * columns);
        ArrayView<float> sums = memory.Output(columns);
        memory.Kernels.SumColumns(rows, columns, memory.Upload(x), sums);
        return [new Comparison(sums, CheckData.Product(1, columns, rows, (_, _) => 1, (row, column) => x[(row * columns) + column]))];
    }

    private static Comparison[] Metrics(BenchmarkMemory memory, int rows, int columns)
    {
        float[] losses = CheckData.Random(1, rows * columns);
        float[] corrects = [.. losses.Select(loss => loss > 0 ? 1f : 0)];
        ArrayView<float> loss = memory.Zeros(3);
        ArrayView<float> correct = memory.Zeros(3);
        memory.Kernels.AccumulateMetrics(losses.Length, memory.Upload(losses), memory.Upload(corrects), 1, loss, correct);
        return
        [
            new Comparison(loss, [0, losses.Sum(value => (double)value), 0]),
            new Comparison(correct, [0, corrects.Sum(value => (double)value), 0]),
        ];
    }

    private static (CrossEntropyArguments Batch, float[] Logits, byte[] Labels) Batch(BenchmarkMemory memory, int rows, int columns)
    {
        float[] x = CheckData.Random(1, rows * columns, 10);
        byte[] labels = [.. Enumerable.Range(0, rows).Select(row => (byte)(row * 7 % Math.Min(columns, 256)))];
        return (new CrossEntropyArguments(memory.Upload(x), memory.Upload(labels), columns, memory.Output(rows), memory.Output(rows)), x, labels);
    }

    private static Comparison[] Expected(in CrossEntropyArguments batch, float[] x, byte[] labels)
    {
        int columns = batch.Classes;
        double[] shares = Softmax(x, columns);
        double[] losses = [.. labels.Select((label, row) => -Math.Log(shares[(row * columns) + label]))];
        double[] corrects = [.. labels.Select((label, row) => Array.IndexOf(x, x.AsSpan(row * columns, columns).ToArray().Max(), row * columns) - (row * columns) == label ? 1.0 : 0)];
        return [new Comparison(batch.RowLoss, losses), new Comparison(batch.RowCorrect, corrects)];
    }

    private static double[] Softmax(float[] x, int columns)
    {
        var shares = new double[x.Length];
        for (int start = 0; start < x.Length; start += columns)
        {
            double maximum = x.AsSpan(start, columns).ToArray().Max();
            double sum = 0;
            for (int i = start; i < start + columns; i++)
            {
                sum += shares[i] = Math.Exp(x[i] - maximum);
            }

            for (int i = start; i < start + columns; i++)
            {
                shares[i] /= sum;
            }
        }

        return shares;
    }

    private static KernelCheck OverShapes(string kernel, double tolerance, Func<BenchmarkMemory, int, int, Comparison[]> compare) => new(
        kernel,
        tolerance,
        [.. s_shapes.Select(shape => new KernelCheckCase($"{shape.Rows}x{shape.Columns}", memory => compare(memory, shape.Rows, shape.Columns)))]);
}
