using Engine.Benchmarking;
using Engine.Kernels;
using ILGPU;

namespace Engine.Checking;

/// <summary>Matrix products and the passes of dense layers.</summary>
internal static class ProductChecks
{
    private const double Tolerance = 1e-4;

    private static readonly (int M, int N, int K)[] s_shapes =
        [(1, 1, 1), (1, 7, 33), (7, 1, 5), (33, 7, 1), (33, 33, 33), (8, 32, 16), (5, 100, 64), (65, 10, 129), (32, 128, 784), (1, 1000, 7), (130, 140, 150)];

    private delegate void Gemm(KernelSet kernels, int m, int n, int k, ArrayView<float> a, ArrayView<float> b, ArrayView<float> c);

    public static IEnumerable<KernelCheck> All() =>
    [
        Product("gemm-nn", (kernels, m, n, k, a, b, c) => kernels.GemmNN(m, n, k, -0.5f, a, b, 1.5f, c), false, false),
        Product("gemm-nt", (kernels, m, n, k, a, b, c) => kernels.GemmNT(m, n, k, -0.5f, a, b, 1.5f, c), false, true),
        Product("gemm-tn", (kernels, m, n, k, a, b, c) => kernels.GemmTN(m, n, k, -0.5f, a, b, 1.5f, c), true, false),
        Forward<Identity>("dense-forward", x => x),
        Forward<Relu>("dense-forward-relu", x => Math.Max(x, 0)),
        Forward<Sigmoid>("dense-forward-sigmoid", x => 1 / (1 + Math.Exp(-x))),
        Backward<Relu>("dense-backward-relu", y => y > 0 ? 1 : 0),
        Backward<Sigmoid>("dense-backward-sigmoid", y => y * (1 - y)),
    ];

    private static KernelCheck Product(string kernel, Gemm gemm, bool transposeA, bool transposeB) => OverShapes(kernel, (memory, m, n, k) =>
    {
        float[] a = CheckData.Random(1, m * k);
        float[] b = CheckData.Random(2, k * n);
        float[] before = CheckData.Random(3, m * n);
        ArrayView<float> c = memory.Upload(before);
        gemm(memory.Kernels, m, n, k, memory.Upload(a), memory.Upload(b), c);
        double[] expected = CheckData.Product(
            m, n, k, (i, j) => a[transposeA ? (j * m) + i : (i * k) + j], (i, j) => b[transposeB ? (j * k) + i : (i * n) + j]);
        return [new Comparison(c, [.. expected.Select((value, i) => (-0.5 * value) + (1.5 * before[i]))])];
    });

    private static KernelCheck Forward<TActivation>(string kernel, Func<double, double> activate)
        where TActivation : struct, IActivation => OverShapes(kernel, (memory, rows, units, inputs) =>
    {
        float[] x = CheckData.Random(1, rows * inputs);
        float[] weights = CheckData.Random(2, inputs * units);
        float[] bias = CheckData.Random(3, units);
        ArrayView<float> y = memory.Output(rows * units);
        memory.Kernels.DenseForward<TActivation>(rows, inputs, units, memory.Upload(x), memory.Upload(weights), memory.Upload(bias), y);
        double[] sums = CheckData.Product(rows, units, inputs, (i, j) => x[(i * inputs) + j], (i, j) => weights[(i * units) + j]);
        return [new Comparison(y, [.. sums.Select((sum, i) => activate(sum + bias[i % units]))])];
    });

    private static KernelCheck Backward<TActivation>(string kernel, Func<double, double> slope)
        where TActivation : struct, IActivation => OverShapes(kernel, (memory, rows, units, nextUnits) =>
    {
        float[] next = CheckData.Random(1, rows * nextUnits);
        float[] weights = CheckData.Random(2, units * nextUnits);
        float[] output = CheckData.Random(3, rows * units);
        ArrayView<float> gradient = memory.Output(rows * units);
        memory.Kernels.DenseBackward<TActivation>(
            rows, units, nextUnits, memory.Upload(next), memory.Upload(weights), memory.Upload(output), gradient);
        double[] sums = CheckData.Product(rows, units, nextUnits, (i, j) => next[(i * nextUnits) + j], (i, j) => weights[(j * nextUnits) + i]);
        return [new Comparison(gradient, [.. sums.Select((sum, i) => sum * slope(output[i]))])];
    });

    private static KernelCheck OverShapes(string kernel, Func<BenchmarkMemory, int, int, int, Comparison[]> compare) => new(
        kernel,
        Tolerance,
        [.. s_shapes.Select(shape => new KernelCheckCase($"{shape.M}x{shape.N}x{shape.K}", memory => compare(memory, shape.M, shape.N, shape.K)))]);
}
