using Engine.Benchmarking;
using Engine.Kernels;
using ILGPU;

namespace Engine.Checking;

/// <summary>Kernels that treat every element alike.</summary>
internal static class ElementwiseChecks
{
    private const double Tolerance = 1e-5;

    private static readonly int[] s_lengths = [1, 7, 33, 1000, 4099];

    public static IEnumerable<KernelCheck> All() =>
    [
        Activate<Relu>("relu", x => Math.Max(x, 0)),
        Activate<Sigmoid>("sigmoid", x => 1 / (1 + Math.Exp(-x))),
        Activate<Tanh>("tanh", Math.Tanh),
        Activate<LeakyRelu>("leaky-relu", x => x < 0 ? 0.2 * x : x),
        Gradient<Relu>("relu-gradient", y => y > 0 ? 1 : 0),
        Gradient<Sigmoid>("sigmoid-gradient", y => y * (1 - y)),
        Gradient<Tanh>("tanh-gradient", y => 1 - (y * y)),
        Gradient<LeakyRelu>("leaky-relu-gradient", y => y > 0 ? 1 : 0.2),
        OverLengths("add-bias", AddBias),
        OverLengths("gather", Gather),
    ];

    private static KernelCheck Activate<TActivation>(string kernel, Func<double, double> activate)
        where TActivation : struct, IActivation => OverLengths(kernel, (memory, length) =>
    {
        float[] x = CheckData.Random(1, length, 10);
        ArrayView<float> y = memory.Output(length);
        memory.Kernels.Activate<TActivation>(length, memory.Upload(x), y);
        return [new Comparison(y, [.. x.Select(value => activate(value))])];
    });

    private static KernelCheck Gradient<TActivation>(string kernel, Func<double, double> slope)
        where TActivation : struct, IActivation => OverLengths(kernel, (memory, length) =>
    {
        float[] y = CheckData.Random(1, length);
        float[] dy = CheckData.Random(2, length);
        ArrayView<float> dx = memory.Output(length);
        memory.Kernels.ActivationGradient<TActivation>(length, memory.Upload(y), memory.Upload(dy), dx);
        return [new Comparison(dx, [.. y.Select((value, i) => dy[i] * slope(value))])];
    });

    private static Comparison[] AddBias(BenchmarkMemory memory, int columns)
    {
        const int rows = 5;
        float[] x = CheckData.Random(1, rows * columns);
        float[] bias = CheckData.Random(2, columns);
        ArrayView<float> y = memory.Output(x.Length);
        memory.Kernels.AddBias(rows, columns, memory.Upload(x), memory.Upload(bias), y);
        return [new Comparison(y, [.. x.Select((value, i) => (double)value + bias[i % columns])])];
    }

    private static Comparison[] Gather(BenchmarkMemory memory, int sampleSize)
    {
        int[] order = [4, 0, 6, 3, 3, 5, 1, 2];
        var images = new byte[7 * sampleSize];
        new Random(sampleSize).NextBytes(images);
        ArrayView<float> x = memory.Output(5 * sampleSize);
        ArrayView<byte> y = memory.Upload(new byte[5]);
        var source = new GatherSource(memory.Upload(images), memory.Upload<byte>([0, 1, 2, 3, 4, 5, 6]), memory.Upload(order), sampleSize);
        memory.Kernels.Gather(5, 2, source, x, y);
        return [new Comparison(x, [.. Enumerable.Range(0, 5 * sampleSize).Select(i => images[(order[2 + (i / sampleSize)] * sampleSize) + (i % sampleSize)] / 255.0)])];
    }

    private static KernelCheck OverLengths(string kernel, Func<BenchmarkMemory, int, Comparison[]> compare) => new(
        kernel,
        Tolerance,
        [.. s_lengths.Select(length => new KernelCheckCase($"{length}", memory => compare(memory, length)))]);
}
