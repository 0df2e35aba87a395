using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>What code is emitted for.</summary>
/// <param name="WarpSize">Lanes of a warp: 4, 8, 16 or another power of two.</param>
/// <param name="Vectors">Whether warps run as vectors, if this machine has them as wide; else their lanes take turns.</param>
/// <param name="FewestFlatItems">Items that launches with groups of a size have had once it gets <see cref="FlatGroups"/>.</param>
internal sealed record CpuTarget(int WarpSize, bool Vectors = true, int FewestFlatItems = 1_000_000)
{
    public bool UsesVectors => Vectors && WarpSize switch
    {
        16 => Vector512.IsHardwareAccelerated,
        8 => Vector256.IsHardwareAccelerated,
        4 => Vector128.IsHardwareAccelerated,
        _ => false,
    };

    /// <summary>Whether there is an instruction for <see cref="IR.Op.Scale"/>.</summary>
    public bool Scales => UsesVectors && (WarpSize == 16 ? Avx512F.IsSupported : Avx512F.VL.IsSupported);

    /// <summary>This machine: a warp is as many floats as its widest vector holds.</summary>
    public static CpuTarget Native { get; } = new(
        Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4);
}
