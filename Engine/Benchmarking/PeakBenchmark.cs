using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine.Benchmarking;

/// <summary>What a device can do at best: multiply-adds on registers.</summary>
internal static class PeakBenchmark
{
    private const int LanesPerMultiprocessor = 4096;
    private const int Turns = 1024;

    // Takes the chains to 2, where they stay.
    private const float Factor = 0.5f;

    public static KernelBenchmark Create(ComputeDevice device)
    {
        int lanes = device.Accelerator.NumMultiprocessors * LanesPerMultiprocessor;
        long operations = 2L * lanes * Turns * MultiplyAdds.Chains;
        return new KernelBenchmark(KernelFamily.Launch, "multiply-add", "in registers", operations, 0, memory =>
        {
            var kernel = memory.Device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, int, float, ArrayView<float>>(MultiplyAdds.Run);
            ArrayView<float> result = memory.Zeros(lanes);
            return () => kernel(lanes, Turns, Factor, result);
        });
    }
}
