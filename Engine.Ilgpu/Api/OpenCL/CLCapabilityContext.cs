using Engine.Ilgpu.Devices.OpenCL;

namespace ILGPU.Runtime.OpenCL;

/// <summary>What an OpenCL device can do beyond the common set.</summary>
public sealed class CLCapabilityContext : CapabilityContext
{
    internal CLCapabilityContext(ClDeviceInfo device)
    {
        Float64 = device.Has("cl_khr_fp64");
        SubGroups = device.WarpSize > 1;
    }

    /// <summary>Kernels may use double.</summary>
    public bool Float64 { get; }

    /// <summary>Warps have more than one lane.</summary>
    public bool SubGroups { get; }
}
