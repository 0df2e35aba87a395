using Engine.Benchmarking;
using Engine.Kernels;
using ILGPU;

namespace Engine.Checking;

/// <summary>Optimizers: alone, and fused with the products and sums that their gradients are.</summary>
internal static class UpdateChecks
{
    private const double Tolerance = 1e-4;
    private const float LearningRate = 0.1f;
    private const float Momentum = 0.9f;
    private const float Epsilon = 1e-7f;
    private const int Steps = 5;

    private static readonly int[] s_lengths = [1, 33, 1000];

    private static readonly int[] s_norms = [1, 1000, 10_000];

    private static readonly (int Rows, int Inputs, int Units)[] s_layers = [(1, 1, 1), (7, 33, 10), (33, 7, 100), (32, 50, 128)];

    public static IEnumerable<KernelCheck> All() =>
    [
        new("sgd", Tolerance, [.. s_lengths.Select(length => Case(length, Sgd))]),
        new("momentum", Tolerance, [.. s_lengths.Select(length => Case(length, WithMomentum))]),
        new("adam", Tolerance, [.. s_lengths.Select(length => Case(length, Adam))]),
        new("adagrad", Tolerance, [.. s_lengths.Select(length => Case(length, Adagrad))]),
        new("rmsprop", Tolerance, [.. s_lengths.Select(length => Case(length, RmsProp))]),
        new("clip-factor", Tolerance, [.. s_norms.Select(length => Case(length, ClipFactor))]),
        new("update-weights-sgd", Tolerance, [.. s_layers.Select(layer => Case(layer, UpdateWeights))]),
        new("update-bias-sgd", Tolerance, [.. s_layers.Select(layer => Case(layer, UpdateBias))]),
    ];

    private static KernelCheckCase Case(int length, Func<BenchmarkMemory, int, Comparison[]> compare) =>
        new($"{length}", memory => compare(memory, length));

    private static KernelCheckCase Case(
        (int Rows, int Inputs, int Units) layer, Func<BenchmarkMemory, (int Rows, int Inputs, int Units), Comparison[]> compare) =>
        new($"{layer.Rows}x{layer.Inputs}->{layer.Units}", memory => compare(memory, layer));

    private static Comparison[] Sgd(BenchmarkMemory memory, int length)
    {
        float[] start = CheckData.Random(1, length);
        ArrayView<float> weights = memory.Upload(start);
        double[] expected = [.. start];
        for (int step = 0; step < Steps; step++)
        {
            float[] gradients = CheckData.Random(10 + step, length);
            memory.Kernels.OptimizerStep(length, memory.Upload(gradients), new SgdUpdate(weights, LearningRate));
            for (int i = 0; i < length; i++)
            {
                expected[i] -= (double)LearningRate * gradients[i];
            }
        }

        return [new Comparison(weights, expected)];
    }

    private static Comparison[] WithMomentum(BenchmarkMemory memory, int length)
    {
        float[] start = CheckData.Random(1, length);
        ArrayView<float> weights = memory.Upload(start);
        ArrayView<float> velocity = memory.Zeros(length);
        double[] expected = [.. start];
        var speed = new double[length];
        for (int step = 0; step < Steps; step++)
        {
            float[] gradients = CheckData.Random(10 + step, length);
            memory.Kernels.OptimizerStep(length, memory.Upload(gradients), new MomentumUpdate(weights, velocity, LearningRate, Momentum));
            for (int i = 0; i < length; i++)
            {
                speed[i] = (Momentum * speed[i]) - ((double)LearningRate * gradients[i]);
                expected[i] += speed[i];
            }
        }

        return [new Comparison(weights, expected), new Comparison(velocity, speed)];
    }

    private static Comparison[] Adam(BenchmarkMemory memory, int length)
    {
        const float meanRate = 0.1f;
        const float squareRate = 0.001f;
        float[] start = CheckData.Random(1, length);
        ArrayView<float> weights = memory.Upload(start);
        ArrayView<float> mean = memory.Zeros(length);
        ArrayView<float> square = memory.Zeros(length);
        double[] expected = [.. start];
        var m = new double[length];
        var v = new double[length];
        for (int step = 1; step <= Steps; step++)
        {
            float size = AdamUpdate.StepSizeAt(0.01, 1 - meanRate, 1 - squareRate, step);
            float[] gradients = CheckData.Random(10 + step, length);
            memory.Kernels.OptimizerStep(
                length, memory.Upload(gradients), new AdamUpdate(weights, mean, square, size, meanRate, squareRate, Epsilon));
            for (int i = 0; i < length; i++)
            {
                double g = gradients[i];
                m[i] += (g - m[i]) * meanRate;
                v[i] += ((g * g) - v[i]) * squareRate;
                expected[i] -= size * m[i] / (Math.Sqrt(v[i]) + Epsilon);
            }
        }

        return [new Comparison(weights, expected), new Comparison(mean, m), new Comparison(square, v)];
    }

    private static Comparison[] Adagrad(BenchmarkMemory memory, int length)
    {
        float[] start = CheckData.Random(1, length);
        ArrayView<float> weights = memory.Upload(start);
        ArrayView<float> accumulator = memory.Zeros(length);
        double[] expected = [.. start];
        var sum = new double[length];
        for (int step = 0; step < Steps; step++)
        {
            float[] gradients = CheckData.Random(10 + step, length);
            memory.Kernels.OptimizerStep(length, memory.Upload(gradients), new AdagradUpdate(weights, accumulator, LearningRate, Epsilon));
            for (int i = 0; i < length; i++)
            {
                sum[i] += (double)gradients[i] * gradients[i];
                expected[i] -= LearningRate * gradients[i] / Math.Sqrt(sum[i] + Epsilon);
            }
        }

        return [new Comparison(weights, expected), new Comparison(accumulator, sum)];
    }

    private static Comparison[] RmsProp(BenchmarkMemory memory, int length)
    {
        const float squareRate = 0.1f;
        float[] start = CheckData.Random(1, length);
        ArrayView<float> weights = memory.Upload(start);
        ArrayView<float> square = memory.Zeros(length);
        ArrayView<float> speed = memory.Zeros(length);
        double[] expected = [.. start];
        var v = new double[length];
        var m = new double[length];
        for (int step = 0; step < Steps; step++)
        {
            float[] gradients = CheckData.Random(10 + step, length);
            var rule = new RmsPropUpdate(weights, square, LearningRate, squareRate, Epsilon);
            memory.Kernels.OptimizerStep(length, memory.Upload(gradients), new RmsPropMomentumUpdate(rule, speed, Momentum, ArrayView<float>.Empty));
            for (int i = 0; i < length; i++)
            {
                double g = gradients[i];
                v[i] += ((g * g) - v[i]) * squareRate;
                m[i] = (Momentum * m[i]) + (LearningRate * g / Math.Sqrt(v[i] + Epsilon));
                expected[i] -= m[i];
            }
        }

        return [new Comparison(weights, expected), new Comparison(square, v), new Comparison(speed, m)];
    }

    private static Comparison[] ClipFactor(BenchmarkMemory memory, int length)
    {
        const float limit = 0.01f;
        float[] gradients = CheckData.Random(1, length);
        ArrayView<float> factor = memory.Output(1);
        memory.Kernels.ClipFactor(length, memory.Upload(gradients), limit, memory.Output(KernelSet.PartsOfNorm(length)), factor);
        double norm = Math.Sqrt(gradients.Sum(value => (double)value * value));
        return [new Comparison(factor, [limit / Math.Max(norm, limit)])];
    }

    private static Comparison[] UpdateWeights(BenchmarkMemory memory, (int Rows, int Inputs, int Units) layer)
    {
        var (rows, inputs, units) = layer;
        float[] x = CheckData.Random(1, rows * inputs);
        float[] gradients = CheckData.Random(2, rows * units);
        float[] start = CheckData.Random(3, inputs * units);
        ArrayView<float> weights = memory.Upload(start);
        memory.Kernels.UpdateWeights(rows, inputs, units, memory.Upload(x), memory.Upload(gradients), new SgdUpdate(weights, LearningRate));
        double[] product = CheckData.Product(inputs, units, rows, (i, row) => x[(row * inputs) + i], (row, j) => gradients[(row * units) + j]);
        return [new Comparison(weights, [.. start.Select((value, i) => value - (LearningRate * product[i]))])];
    }

    private static Comparison[] UpdateBias(BenchmarkMemory memory, (int Rows, int Inputs, int Units) layer)
    {
        var (rows, _, units) = layer;
        float[] gradients = CheckData.Random(2, rows * units);
        float[] start = CheckData.Random(3, units);
        ArrayView<float> bias = memory.Upload(start);
        memory.Kernels.UpdateBias(rows, units, memory.Upload(gradients), new SgdUpdate(bias, LearningRate));
        double[] sums = CheckData.Product(1, units, rows, (_, _) => 1, (row, j) => gradients[(row * units) + j]);
        return [new Comparison(bias, [.. start.Select((value, i) => value - (LearningRate * sums[i]))])];
    }
}
