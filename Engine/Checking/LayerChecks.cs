using Engine.Benchmarking;
using Engine.Kernels;
using ILGPU;

namespace Engine.Checking;

/// <summary>The kernels of layers with a life of their own: dropout and batch normalisation.</summary>
internal static class LayerChecks
{
    private const double Tolerance = 1e-4;
    private const float Epsilon = 1e-3f;
    private const float Rate = 0.25f;

    private static readonly (int Rows, int Columns)[] s_shapes = [(1, 1), (7, 33), (33, 10), (100, 130)];

    public static IEnumerable<KernelCheck> All() =>
    [
        OverShapes("dropout", Drop),
        OverShapes("batch-normalization", Normalize),
        OverShapes("batch-normalization-gradient", NormalizeBackward),
    ];

    private static Comparison[] Drop(BenchmarkMemory memory, int rows, int columns)
    {
        var mask = new DropoutMask(0x1234_5678, 0x9ABC_DEF0, (uint)(0.3 * (1L << 32)), 1 / 0.7f);
        float[] x = CheckData.Random(1, rows * columns);
        ArrayView<float> y = memory.Output(x.Length);
        ArrayView<float> dx = memory.Output(x.Length);
        memory.Kernels.DropoutForward(x.Length, memory.Upload(x), mask, new FixedStep(7), y);
        memory.Kernels.DropoutBackward<FixedStep, Tanh>(x.Length, memory.Upload(x), memory.Upload(x), mask, new FixedStep(7), dx);
        return
        [
            new Comparison(y, [.. x.Select((value, i) => (double)value * mask.FactorAt(7, i))]),
            new Comparison(dx, [.. x.Select((value, i) => (double)value * mask.FactorAt(7, i) * (1 - (value * value)))]),
        ];
    }

    private static Comparison[] Normalize(BenchmarkMemory memory, int rows, int columns)
    {
        var (batch, x, expected) = Batch(memory, rows, columns);
        var moving = new MovingStatistics(memory.Zeros(columns), memory.Zeros(columns), Rate, Epsilon);
        ArrayView<float> y = memory.Output(x.Length);
        memory.Kernels.FindStatistics(rows, columns, memory.Upload(x), batch, moving);
        memory.Kernels.Normalize(rows, columns, memory.Upload(x), batch, y);
        return
        [
            new Comparison(y, [.. x.Select((value, i) => (expected.Normalized(value, i % columns) * expected.Gamma[i % columns]) + expected.Beta[i % columns])]),
            new Comparison(moving.Mean, [.. expected.Mean.Select(mean => Rate * mean)]),
            new Comparison(moving.Variance, [.. expected.Variance.Select(variance => Rate * variance)]),
        ];
    }

    private static Comparison[] NormalizeBackward(BenchmarkMemory memory, int rows, int columns)
    {
        var (batch, x, expected) = Batch(memory, rows, columns);
        float[] dy = CheckData.Random(4, x.Length);
        var moving = new MovingStatistics(memory.Zeros(columns), memory.Zeros(columns), Rate, Epsilon);
        ArrayView<float> gamma = memory.Output(columns);
        ArrayView<float> beta = memory.Output(columns);
        ArrayView<float> dx = memory.Output(x.Length);
        memory.Kernels.FindStatistics(rows, columns, memory.Upload(x), batch, moving);
        memory.Kernels.SumNormalizationGradients(rows, columns, memory.Upload(x), memory.Upload(dy), batch, gamma, beta);
        memory.Kernels.NormalizeBackward<Identity>(rows, columns, memory.Upload(x), memory.Upload(dy), batch, gamma, beta, dx);

        double[] betas = CheckData.Product(1, columns, rows, (_, _) => 1, (row, column) => dy[(row * columns) + column]);
        double[] gammas = CheckData.Product(
            1, columns, rows, (_, _) => 1, (row, column) => dy[(row * columns) + column] * expected.Normalized(x[(row * columns) + column], column));
        return
        [
            new Comparison(beta, betas),
            new Comparison(gamma, gammas),
            new Comparison(dx, [.. x.Select((value, i) =>
            {
                int column = i % columns;
                double mean = (betas[column] + (expected.Normalized(value, column) * gammas[column])) / rows;
                return expected.Gamma[column] / Math.Sqrt(expected.Variance[column] + Epsilon) * (dy[i] - mean);
            })]),
        ];
    }

    private static (NormalizedColumns Batch, float[] X, Columns Expected) Batch(BenchmarkMemory memory, int rows, int columns)
    {
        float[] x = CheckData.Random(1, rows * columns, 3);
        float[] gamma = CheckData.Random(2, columns);
        float[] beta = CheckData.Random(3, columns);
        double[][] values = [.. Enumerable.Range(0, columns).Select(column => x.Where((_, i) => i % columns == column).Select(value => (double)value).ToArray())];
        double[] mean = [.. values.Select(column => column.Average())];
        double[] variance = [.. values.Select((column, i) => column.Average(value => Math.Pow(value - mean[i], 2)))];
        var batch = new NormalizedColumns(memory.Upload(gamma), memory.Upload(beta), memory.Output(columns), memory.Output(columns));
        return (batch, x, new Columns(gamma, beta, mean, variance));
    }

    private static KernelCheck OverShapes(string kernel, Func<BenchmarkMemory, int, int, Comparison[]> compare) => new(
        kernel,
        Tolerance,
        [.. s_shapes.Select(shape => new KernelCheckCase($"{shape.Rows}x{shape.Columns}", memory => compare(memory, shape.Rows, shape.Columns)))]);

    private sealed record Columns(float[] Gamma, float[] Beta, double[] Mean, double[] Variance)
    {
        public double Normalized(double value, int column) => (value - Mean[column]) / Math.Sqrt(Variance[column] + Epsilon);
    }
}
