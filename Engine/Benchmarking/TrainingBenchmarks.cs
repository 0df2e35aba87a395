using Engine.Kernels;
using ILGPU;

namespace Engine.Benchmarking;

/// <summary>The kernels of a training step, as training launches them; shapes are rows x inputs->units.</summary>
internal static class TrainingBenchmarks
{
    private const int Pixels = 784;
    private const int Classes = 10;
    private const int Samples = 10_000;

    // Small, so that weights stay ordinary numbers however often they are updated.
    private const float LearningRate = 1e-6f;

    /// <summary>784-128-10 at batch 32 with Adam, and 784-100-100-10 at a large batch with momentum.</summary>
    public static IEnumerable<KernelBenchmark> All(int largeBatch) =>
    [
        .. Step(32, [Pixels, 128, Classes], Adam),
        .. Step(largeBatch, [Pixels, 100, 100, Classes], Momentum),
    ];

    private static IEnumerable<KernelBenchmark> Step(int rows, int[] sizes, Func<int, int, int, bool, KernelBenchmark> update)
    {
        yield return Gather(rows);
        for (int layer = 1; layer < sizes.Length; layer++)
        {
            yield return layer == sizes.Length - 1
                ? Forward<Identity>("dense-forward", rows, sizes[layer - 1], sizes[layer])
                : Forward<Relu>("dense-forward-relu", rows, sizes[layer - 1], sizes[layer]);
        }

        yield return Loss(rows);
        yield return LossGradient(rows);
        yield return Metrics(rows);
        for (int layer = sizes.Length - 1; layer > 0; layer--)
        {
            if (layer > 1)
            {
                yield return Backward(rows, sizes[layer - 1], sizes[layer]);
            }

            yield return update(rows, sizes[layer - 1], sizes[layer], false);
            yield return update(rows, sizes[layer - 1], sizes[layer], true);
        }
    }

    private static KernelBenchmark Gather(int rows) =>
        Create("gather", $"{rows}x{Pixels}", 0, (long)rows * Pixels * (sizeof(byte) + sizeof(float)), memory =>
        {
            var source = new GatherSource(
                memory.Bytes((long)Samples * Pixels, 256),
                memory.Bytes(Samples, Classes),
                memory.Upload(RandomStreams.EpochOrder(Samples, seed: 0, epoch: 1)),
                Pixels);
            ArrayView<float> x = memory.Zeros((long)rows * Pixels);
            ArrayView<byte> y = memory.Allocate<byte>(rows);
            int start = 0;
            return () =>
            {
                memory.Kernels.Gather(rows, start, source, x, y);
                start = start + (2 * rows) <= Samples ? start + rows : 0;
            };
        });

    private static KernelBenchmark Forward<TActivation>(string name, int rows, int inputs, int units)
        where TActivation : struct, IActivation =>
        Create(name, Layer(rows, inputs, units), Operations(rows, inputs, units), ProductBenchmarks.BytesOf(rows, units, inputs), memory =>
        {
            ArrayView<float> x = memory.Floats((long)rows * inputs);
            ArrayView<float> weights = memory.Floats((long)inputs * units);
            ArrayView<float> bias = memory.Floats(units);
            ArrayView<float> y = memory.Zeros((long)rows * units);
            return () => memory.Kernels.DenseForward<TActivation>(rows, inputs, units, x, weights, bias, y);
        });

    private static KernelBenchmark Backward(int rows, int units, int nextUnits) =>
        Create(
            "dense-backward-relu",
            $"{rows}x{units}<-{nextUnits}",
            Operations(rows, units, nextUnits),
            ProductBenchmarks.BytesOf(rows, units, nextUnits) + ((long)rows * units * sizeof(float)),
            memory =>
            {
                ArrayView<float> nextGradient = memory.Floats((long)rows * nextUnits);
                ArrayView<float> nextWeights = memory.Floats((long)units * nextUnits);
                ArrayView<float> output = memory.Floats((long)rows * units);
                ArrayView<float> gradient = memory.Zeros((long)rows * units);
                return () => memory.Kernels.DenseBackward<Relu>(rows, units, nextUnits, nextGradient, nextWeights, output, gradient);
            });

    private static KernelBenchmark Adam(int rows, int inputs, int units, bool bias) =>
        Update("adam", 3, rows, inputs, units, bias, (memory, length) =>
            new AdamUpdate(memory.Floats(length), memory.Zeros(length), memory.Zeros(length), LearningRate, 0.1f, 0.001f, 1e-7f));

    private static KernelBenchmark Momentum(int rows, int inputs, int units, bool bias) =>
        Update("momentum", 2, rows, inputs, units, bias, (memory, length) =>
            new MomentumUpdate(memory.Floats(length), memory.Zeros(length), LearningRate, 0.9f));

    private static KernelBenchmark Update<TUpdate>(
        string rule,
        int numbersPerWeight,
        int rows,
        int inputs,
        int units,
        bool bias,
        Func<BenchmarkMemory, long, TUpdate> create)
        where TUpdate : struct, IWeightUpdate
    {
        // Read and written.
        long state = 2L * numbersPerWeight * sizeof(float);
        long gradientBytes = (long)rows * units * sizeof(float);
        return bias
            ? Create($"update-bias-{rule}", $"{rows}->{units}", 0, gradientBytes + (units * state), memory =>
            {
                ArrayView<float> gradient = memory.Floats((long)rows * units);
                TUpdate update = create(memory, units);
                return () => memory.Kernels.UpdateBias(rows, units, gradient, update);
            })
            : Create(
                $"update-weights-{rule}",
                Layer(rows, inputs, units),
                Operations(rows, inputs, units),
                gradientBytes + ((long)rows * inputs * sizeof(float)) + ((long)inputs * units * state),
                memory =>
                {
                    ArrayView<float> x = memory.Floats((long)rows * inputs);
                    ArrayView<float> gradient = memory.Floats((long)rows * units);
                    TUpdate update = create(memory, (long)inputs * units);
                    return () => memory.Kernels.UpdateWeights(rows, inputs, units, x, gradient, update);
                });
    }

    private static KernelBenchmark Loss(int rows) =>
        Create("cross-entropy", $"{rows}x{Classes}", 0, LossBytes(rows), memory =>
        {
            CrossEntropyArguments batch = Batch(memory, rows);
            return () => memory.Kernels.CrossEntropyLoss(rows, batch);
        });

    private static KernelBenchmark LossGradient(int rows) =>
        Create("cross-entropy-gradient", $"{rows}x{Classes}", 0, LossBytes(rows) + ((long)rows * Classes * sizeof(float)), memory =>
        {
            CrossEntropyArguments batch = Batch(memory, rows);
            ArrayView<float> gradient = memory.Zeros((long)rows * Classes);
            return () => memory.Kernels.CrossEntropyGradient(rows, batch, 1f / rows, gradient);
        });

    private static KernelBenchmark Metrics(int rows) =>
        Create("metrics", $"{rows}", 0, 2L * rows * sizeof(float), memory =>
        {
            ArrayView<float> rowLoss = memory.Floats(rows);
            ArrayView<float> rowCorrect = memory.Floats(rows);
            ArrayView<float> losses = memory.Zeros(1);
            ArrayView<float> corrects = memory.Zeros(1);
            return () => memory.Kernels.AccumulateMetrics(rows, rowLoss, rowCorrect, 0, losses, corrects);
        });

    private static CrossEntropyArguments Batch(BenchmarkMemory memory, int rows) =>
        new(memory.Floats((long)rows * Classes), memory.Bytes(rows, Classes), Classes, memory.Zeros(rows), memory.Zeros(rows));

    private static long LossBytes(int rows) => rows * (((Classes + 2L) * sizeof(float)) + sizeof(byte));

    private static string Layer(int rows, int inputs, int units) => $"{rows}x{inputs}->{units}";

    private static long Operations(long rows, long inputs, long units) => 2 * rows * inputs * units;

    private static KernelBenchmark Create(string kernel, string shape, long operations, long bytes, Func<BenchmarkMemory, Action> prepare) =>
        new(KernelFamily.TrainingStep, kernel, shape, operations, bytes, prepare);
}
