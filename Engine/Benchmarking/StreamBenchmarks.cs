using System.Globalization;
using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine.Benchmarking;

/// <summary>
/// Kernels on long vectors, each after copies of as many bytes (half of them read, half written): the accelerator's own,
/// which may use one core, and a kernel that only copies.
/// </summary>
internal static class StreamBenchmarks
{
    private const int Pixels = 784;
    private const int Classes = 10;
    private const int WideRow = 1000;
    private const float LearningRate = 1e-6f;

    public static IEnumerable<KernelBenchmark> All(int elements)
    {
        string shape = elements.ToString("N0", CultureInfo.InvariantCulture);
        int samples = Math.Max(1, elements / Pixels);
        int rows = Math.Max(1, elements / Classes);
        int columns = Math.Min(Classes, elements);
        long gatherBytes = (long)samples * Pixels * (sizeof(byte) + sizeof(float));
        return
        [
            .. Copies(gatherBytes),
            Gather(samples, gatherBytes),
            .. Copies(8L * rows * columns),
            Softmax(rows, columns),
            Softmax(Math.Max(1, elements / WideRow), Math.Min(WideRow, elements)),
            Create("add-bias", $"{rows:N0}x{columns}", 8L * rows * columns, memory =>
            {
                ArrayView<float> x = memory.Floats((long)rows * columns);
                ArrayView<float> y = memory.Zeros((long)rows * columns);
                ArrayView<float> bias = memory.Floats(columns);
                return () => memory.Kernels.AddBias(rows, columns, x, bias, y);
            }),
            Activate<Relu>("relu", shape, elements),
            Activate<Sigmoid>("sigmoid", shape, elements),
            Create("sum-columns", $"{samples:N0}x{Pixels}", 4L * samples * Pixels, memory =>
            {
                ArrayView<float> x = memory.Floats((long)samples * Pixels);
                ArrayView<float> sums = memory.Zeros(Pixels);
                return () => memory.Kernels.SumColumns(samples, Pixels, x, sums);
            }),
            .. Copies(12L * elements),
            Create("relu-gradient", shape, 12L * elements, memory =>
            {
                ArrayView<float> y = memory.Floats(elements);
                ArrayView<float> dy = memory.Floats(elements);
                ArrayView<float> dx = memory.Zeros(elements);
                return () => memory.Kernels.ActivationGradient<Relu>(elements, y, dy, dx);
            }),
            Optimize("sgd", shape, elements, 12, memory => new SgdUpdate(memory.Floats(elements), LearningRate)),
            .. Copies(20L * elements),
            Optimize("momentum", shape, elements, 20, memory =>
                new MomentumUpdate(memory.Floats(elements), memory.Zeros(elements), LearningRate, 0.9f)),
            .. Copies(28L * elements),
            Optimize("adam", shape, elements, 28, memory =>
                new AdamUpdate(memory.Floats(elements), memory.Zeros(elements), memory.Zeros(elements), LearningRate, 0.1f, 0.001f, 1e-7f)),
        ];
    }

    /// <summary>Copies of half as many bytes, which are read and written.</summary>
    public static KernelBenchmark[] Copies(long bytes)
    {
        int length = (int)(bytes / 2 / sizeof(float));
        string shape = $"{length * (long)sizeof(float):N0} bytes";
        return
        [
            Create(KernelBenchmark.CopyKernel, shape, 2L * length * sizeof(float), memory =>
            {
                ArrayView<float> source = memory.Floats(length);
                ArrayView<float> target = memory.Zeros(length);
                return () => target.CopyFrom(source);
            }),
            Activate<Identity>(KernelBenchmark.CopyKernel + "-kernel", shape, length),
        ];
    }

    private static KernelBenchmark Gather(int samples, long bytes) =>
        Create("gather", $"{samples:N0}x{Pixels}", bytes, memory =>
        {
            var source = new GatherSource(
                memory.Bytes((long)samples * Pixels, 256),
                memory.Bytes(samples, Classes),
                memory.Upload(RandomStreams.EpochOrder(samples, seed: 0, epoch: 1)),
                Pixels);
            ArrayView<float> x = memory.Zeros((long)samples * Pixels);
            ArrayView<byte> y = memory.Allocate<byte>(samples);
            return () => memory.Kernels.Gather(samples, 0, source, x, y);
        });

    private static KernelBenchmark Softmax(int rows, int columns) =>
        Create("softmax-rows", $"{rows:N0}x{columns}", 8L * rows * columns, memory =>
        {
            ArrayView<float> x = memory.Floats((long)rows * columns);
            ArrayView<float> y = memory.Zeros((long)rows * columns);
            return () => memory.Kernels.SoftmaxRows(rows, columns, x, y);
        });

    private static KernelBenchmark Activate<TActivation>(string kernel, string shape, int elements)
        where TActivation : struct, IActivation =>
        Create(kernel, shape, 8L * elements, memory =>
        {
            ArrayView<float> x = memory.Floats(elements);
            ArrayView<float> y = memory.Zeros(elements);
            return () => memory.Kernels.Activate<TActivation>(elements, x, y);
        });

    private static KernelBenchmark Optimize<TUpdate>(string kernel, string shape, int elements, int bytesPerWeight, Func<BenchmarkMemory, TUpdate> create)
        where TUpdate : struct, IWeightUpdate =>
        Create(kernel, shape, (long)bytesPerWeight * elements, memory =>
        {
            ArrayView<float> gradients = memory.Floats(elements);
            TUpdate update = create(memory);
            return () => memory.Kernels.OptimizerStep(elements, gradients, update);
        });

    private static KernelBenchmark Create(string kernel, string shape, long bytes, Func<BenchmarkMemory, Action> prepare) =>
        new(KernelFamily.Stream, kernel, shape, 0, bytes, prepare);
}
