using System.Runtime.Intrinsics;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>What code is emitted for.</summary>
/// <param name="WarpSize">Lanes of a warp: 4, 8, 16 or another power of two.</param>
internal sealed record CpuTarget(int WarpSize)
{
    /// <summary>This machine: a warp is as many floats as its widest vector holds.</summary>
    public static CpuTarget Native { get; } = new(
        Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4);
}
