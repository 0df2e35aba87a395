using ILGPU;
using ILGPU.Runtime;

namespace Engine.Benchmarking;

/// <summary>What a launch costs without any work: queued one after another, and each waited for.</summary>
internal static class LaunchBenchmarks
{
    public static IEnumerable<KernelBenchmark> All()
    {
        yield return Create("1 group", oneGroup: true, wait: false);
        yield return Create("1 group, waited for", oneGroup: true, wait: true);
        yield return Create("all cores", oneGroup: false, wait: false);
        yield return Create("all cores, waited for", oneGroup: false, wait: true);
    }

    private static KernelBenchmark Create(string shape, bool oneGroup, bool wait) =>
        new(KernelFamily.Launch, "empty-launch", shape, 0, 0, memory =>
        {
            Accelerator accelerator = memory.Device.Accelerator;
            Action<KernelConfig, int> kernel = accelerator.LoadStreamKernel<int>(Nothing);
            int groups = oneGroup ? 1 : accelerator.NumMultiprocessors;
            var shape = new KernelConfig(groups, Math.Min(accelerator.WarpSize, accelerator.MaxNumThreadsPerGroup));
            return wait
                ? () =>
                {
                    kernel(shape, 0);
                    accelerator.Synchronize();
                }
                : () => kernel(shape, 0);
        });

    // Without parameters there would be nothing to hand over, which no real kernel is like.
    private static void Nothing(int value)
    {
    }
}
