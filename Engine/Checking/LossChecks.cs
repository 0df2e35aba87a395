using Engine.Benchmarking;
using Engine.Kernels;
using ILGPU;

namespace Engine.Checking;

/// <summary>Losses with a target for each output, with their gradients.</summary>
internal static class LossChecks
{
    private const double Tolerance = 1e-5;
    private const float Scale = 0.5f;

    private static readonly (int Rows, int Width)[] s_shapes = [(1, 1), (7, 33), (33, 10), (128, 2), (3, 300)];

    public static IEnumerable<KernelCheck> All() =>
    [
        OverShapes(
            "categorical-cross-entropy",
            (kernels, batch, targets) => kernels.CategoricalCrossEntropy(batch, targets),
            (z, t) => z.Select((value, i) => t[i] * (LogSum(z) - value)).Sum(),
            (z, t) => [.. z.Select((value, i) => (Math.Exp(value - LogSum(z)) * t.Sum()) - t[i])]),
        OverShapes(
            "binary-cross-entropy",
            (kernels, batch, targets) => kernels.BinaryCrossEntropy(batch, targets),
            (z, t) => z.Select((value, i) => Math.Log(1 + Math.Exp(-value)) + ((1 - t[i]) * value)).Average(),
            (z, t) => [.. z.Select((value, i) => ((1 / (1 + Math.Exp(-value))) - t[i]) / z.Length)]),
        OverShapes(
            "mean-squared-error",
            (kernels, batch, targets) => kernels.MeanSquaredError<Identity, DenseTargets>(batch, targets),
            (z, t) => z.Select((value, i) => Math.Pow(value - t[i], 2)).Average(),
            (z, t) => [.. z.Select((value, i) => 2 * (value - t[i]) / z.Length)]),
    ];

    private static double LogSum(double[] z) => Math.Log(z.Sum(Math.Exp));

    private static KernelCheck OverShapes(
        string kernel,
        Action<KernelSet, LossArguments, DenseTargets> launch,
        Func<double[], double[], double> loss,
        Func<double[], double[], double[]> gradient) => new(
        kernel,
        Tolerance,
        [.. s_shapes.Select(shape => new KernelCheckCase($"{shape.Rows}x{shape.Width}", memory => Compare(memory, shape.Rows, shape.Width, launch, loss, gradient)))]);

    private static Comparison[] Compare(
        BenchmarkMemory memory,
        int rows,
        int width,
        Action<KernelSet, LossArguments, DenseTargets> launch,
        Func<double[], double[], double> loss,
        Func<double[], double[], double[]> gradient)
    {
        float[] logits = CheckData.Random(1, rows * width, 4);
        float[] targets = [.. CheckData.Random(2, rows * width).Select(Math.Abs)];
        ArrayView<float> losses = memory.Output(rows);
        ArrayView<float> gradients = memory.Output(rows * width);
        var batch = new LossArguments(memory.Upload(logits), rows, width, losses, memory.Output(rows), gradients, Scale);
        launch(memory.Kernels, batch, new DenseTargets(memory.Upload(targets), width));
        (double[] Z, double[] T)[] pairs = [.. Rows(logits, width).Zip(Rows(targets, width))];
        return
        [
            new Comparison(losses, [.. pairs.Select(pair => loss(pair.Z, pair.T))]),
            new Comparison(gradients, [.. pairs.SelectMany(pair => gradient(pair.Z, pair.T).Select(slope => Scale * slope))]),
        ];
    }

    private static IEnumerable<double[]> Rows(float[] values, int width) =>
        values.Chunk(width).Select(row => Array.ConvertAll(row, value => (double)value));
}
