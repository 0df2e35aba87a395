using ILGPU.Runtime;
#if STOCK_ILGPU
using System.Numerics;
using ILGPU.Runtime.OpenCL;
#endif

namespace Engine;

/// <summary>Where the providers of the ILGPU API differ: the bundled one and the packages.</summary>
internal static class Provider
{
#if STOCK_ILGPU
    /// <summary>Why there may be no GPU.</summary>
    public const string Reach = "no driver or no device was found";

    /// <summary>Whether an OpenCL device is other than the host's processor, which the CPU device proper serves better.</summary>
    public static bool IsGpu(Device device) => device is CLDevice { DeviceType: CLDeviceType.CL_DEVICE_TYPE_GPU };

    /// <summary>
    /// The multiprocessors to ask of a CPU device for so many threads. Here it emulates a GPU, whose numbers are powers of
    /// two; this is the next below.
    /// </summary>
    public static int Multiprocessors(int threads) => 1 << BitOperations.Log2((uint)threads);
#else
    /// <summary>Why there may be no GPU.</summary>
    public const string Reach = "its kernel compiler targets the CPU; a build with -p:IlgpuProvider=Stock uses CUDA and OpenCL drivers";

    /// <summary>Whether an OpenCL device is other than the host's processor.</summary>
    public static bool IsGpu(Device device) => device.AcceleratorType == AcceleratorType.OpenCL;

    /// <summary>The multiprocessors to ask of a CPU device for so many threads.</summary>
    public static int Multiprocessors(int threads) => threads;
#endif
}
