using Engine.Kernels;
using ILGPU;

namespace Engine.Benchmarking;

/// <summary>Plain matrix products; shapes are rows x columns x terms.</summary>
internal static class ProductBenchmarks
{
    private delegate void Product(int m, int n, int k, float alpha, ArrayView<float> a, ArrayView<float> b, float beta, ArrayView<float> c);

    public static IEnumerable<KernelBenchmark> Squares(IEnumerable<int> sizes) => sizes.SelectMany(size => new[]
    {
        NN(KernelFamily.SquareProduct, size, size, size),
        NT(KernelFamily.SquareProduct, size, size, size),
        TN(KernelFamily.SquareProduct, size, size, size),
    });

    /// <summary>Forwards, backwards and the gradients of the weights, in 784-128-10 and 784-100-100-10.</summary>
    public static IEnumerable<KernelBenchmark> OfNetworks(int largeBatch) =>
    [
        NN(KernelFamily.NetworkProduct, 32, 128, 784),
        NN(KernelFamily.NetworkProduct, 32, 10, 128),
        NT(KernelFamily.NetworkProduct, 32, 128, 10),
        TN(KernelFamily.NetworkProduct, 784, 128, 32),
        TN(KernelFamily.NetworkProduct, 128, 10, 32),
        NN(KernelFamily.NetworkProduct, 128, 128, 784),
        TN(KernelFamily.NetworkProduct, 784, 128, 128),
        NN(KernelFamily.NetworkProduct, largeBatch, 100, 784),
        NN(KernelFamily.NetworkProduct, largeBatch, 100, 100),
        NT(KernelFamily.NetworkProduct, largeBatch, 100, 100),
        TN(KernelFamily.NetworkProduct, 784, 100, largeBatch),
        TN(KernelFamily.NetworkProduct, 100, 100, largeBatch),
    ];

    /// <summary>Bytes of the operands and the result of a product.</summary>
    public static long BytesOf(long m, long n, long k) => sizeof(float) * ((m * k) + (k * n) + (m * n));

    private static KernelBenchmark NN(KernelFamily family, int m, int n, int k) => Create(family, "gemm-nn", m, n, k, kernels => kernels.GemmNN);

    private static KernelBenchmark NT(KernelFamily family, int m, int n, int k) => Create(family, "gemm-nt", m, n, k, kernels => kernels.GemmNT);

    private static KernelBenchmark TN(KernelFamily family, int m, int n, int k) => Create(family, "gemm-tn", m, n, k, kernels => kernels.GemmTN);

    private static KernelBenchmark Create(KernelFamily family, string kernel, int m, int n, int k, Func<KernelSet, Product> productOf) =>
        new(family, kernel, $"{m}x{n}x{k}", 2L * m * n * k, BytesOf(m, n, k), memory =>
        {
            Product product = productOf(memory.Kernels);
            ArrayView<float> a = memory.Floats((long)m * k);
            ArrayView<float> b = memory.Floats((long)k * n);
            ArrayView<float> c = memory.Zeros((long)m * n);
            return () => product(m, n, k, 1, a, b, 0, c);
        });
}
