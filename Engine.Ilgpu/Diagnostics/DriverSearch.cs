using Engine.Ilgpu.Devices.Cuda;
using Engine.Ilgpu.Devices.OpenCL;
using ILGPU.Runtime;

namespace Engine.Ilgpu.Diagnostics;

/// <summary>What became of the search for devices on this machine.</summary>
public static class DriverSearch
{
    /// <summary>Why there is no device of a type, and what to install; null if there is one.</summary>
    public static string? WhyMissing(AcceleratorType type) => type switch
    {
        AcceleratorType.OpenCL => ClPlatforms.Missing,
        AcceleratorType.Cuda => CudaPlatform.Current.Problem,
        _ => null,
    };
}
