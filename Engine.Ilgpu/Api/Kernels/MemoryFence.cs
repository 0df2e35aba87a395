using Engine.Ilgpu.Diagnostics;

namespace ILGPU;

/// <summary>Orders memory accesses. In kernels only.</summary>
public static class MemoryFence
{
    public static void GroupLevel() => Throw.KernelOnly();
    public static void DeviceLevel() => Throw.KernelOnly();
    public static void SystemLevel() => Throw.KernelOnly();
}
