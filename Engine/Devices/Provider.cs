#if STOCK_ILGPU
using System.Numerics;
#else
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.Graphs;
#endif
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Engine;

/// <summary>Where the providers of the ILGPU API differ: the bundled one and the packages.</summary>
internal static class Provider
{
    /// <summary>The bytes that an opened CUDA device has free.</summary>
    public static long FreeMemory(Accelerator accelerator) => accelerator is CudaAccelerator cuda ? cuda.GetFreeMemory() : 0;

#if STOCK_ILGPU
    /// <summary>Why there is no device of a type, and what to install.</summary>
    public static string WhyMissing(AcceleratorType type) => type == AcceleratorType.Cuda
        ? "no driver or no device was found; install the NVIDIA driver"
        : "no driver or no device was found; install the GPU's driver and the OpenCL loader (libOpenCL.so, OpenCL.dll)";

    /// <summary>
    /// The multiprocessors to ask of a CPU device for so many threads. Here it emulates a GPU, whose numbers are powers of
    /// two; this is the next below.
    /// </summary>
    public static int Multiprocessors(int threads) => 1 << BitOperations.Log2((uint)threads);

    /// <summary>Whether kernels may be loaded on another thread meanwhile: the packages do not say so.</summary>
    public static bool LoadsOnAnyThread(Accelerator accelerator) => false;

    /// <summary>Whether an accelerator can record launches: the packages have no way to.</summary>
    public static bool CanRecord(Accelerator accelerator) => false;

    /// <summary>Not to be called; see <see cref="CanRecord"/>.</summary>
    public static RecordedLaunches Record(Accelerator accelerator, Action queue) => throw new NotSupportedException();
#else
    /// <summary>Why there is no device of a type, and what to install.</summary>
    public static string WhyMissing(AcceleratorType type) => DriverSearch.WhyMissing(type) ?? "it was not asked for";

    /// <summary>Whether kernels may be loaded on another thread meanwhile.</summary>
    public static bool LoadsOnAnyThread(Accelerator accelerator) => accelerator.AcceleratorType == AcceleratorType.CPU;

    /// <summary>The multiprocessors to ask of a CPU device for so many threads.</summary>
    public static int Multiprocessors(int threads) => threads;

    /// <summary>Whether an accelerator can record launches and queue them again as one.</summary>
    public static bool CanRecord(Accelerator accelerator) => LaunchGraph.IsSupported(accelerator);

    /// <summary>Records what an action queues on the default stream, without running it.</summary>
    public static RecordedLaunches Record(Accelerator accelerator, Action queue)
    {
        LaunchGraph graph = LaunchGraph.Capture(accelerator.DefaultStream, queue);
        return new RecordedLaunches(() => graph.Launch(accelerator.DefaultStream), graph);
    }
#endif
}
