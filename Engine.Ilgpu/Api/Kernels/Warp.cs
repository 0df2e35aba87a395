using Engine.Ilgpu.Diagnostics;

namespace ILGPU;

/// <summary>The warp: a run of work items of a group that exchange values without shared memory. In kernels only.</summary>
public static class Warp
{
    public static int WarpSize => Throw.KernelOnly<int>();
    public static int LaneIdx => Throw.KernelOnly<int>();
    public static bool IsFirstLane => LaneIdx == 0;
    public static bool IsLastLane => LaneIdx == WarpSize - 1;
    public static int WarpIdx => Group.LinearIndex / WarpSize;

    public static int ComputeWarpIdx(Index1D groupThreadIdx) => groupThreadIdx.X / WarpSize;

    public static int ComputeWarpThreadIdx(Index1D groupThreadIdx) => groupThreadIdx.X % WarpSize;

    /// <summary>Waits for all lanes of the warp.</summary>
    public static void Barrier() => Throw.KernelOnly();

    /// <summary>The value of a lane.</summary>
    public static T Shuffle<T>(T variable, int sourceLane)
        where T : unmanaged => Throw.KernelOnly<T>();

    /// <param name="width">The size of the segments that exchange values: a power of two, at most the warp size.</param>
    public static T Shuffle<T>(T variable, int sourceLane, int width)
        where T : unmanaged => Throw.KernelOnly<T>();

    /// <summary>The value of the lane <paramref name="delta"/> further; the own value past the end.</summary>
    public static T ShuffleDown<T>(T variable, int delta)
        where T : unmanaged => Throw.KernelOnly<T>();

    /// <inheritdoc cref="ShuffleDown{T}(T, int)"/>
    public static T ShuffleDown<T>(T variable, int delta, int width)
        where T : unmanaged => Throw.KernelOnly<T>();

    /// <summary>The value of the lane <paramref name="delta"/> before; the own value before the start.</summary>
    public static T ShuffleUp<T>(T variable, int delta)
        where T : unmanaged => Throw.KernelOnly<T>();

    /// <inheritdoc cref="ShuffleUp{T}(T, int)"/>
    public static T ShuffleUp<T>(T variable, int delta, int width)
        where T : unmanaged => Throw.KernelOnly<T>();

    /// <summary>The value of the lane whose number differs in the bits of the mask.</summary>
    public static T ShuffleXor<T>(T variable, int mask)
        where T : unmanaged => Throw.KernelOnly<T>();

    /// <inheritdoc cref="ShuffleXor{T}(T, int)"/>
    public static T ShuffleXor<T>(T variable, int mask, int width)
        where T : unmanaged => Throw.KernelOnly<T>();

    /// <summary>The value of one lane, for all.</summary>
    public static T Broadcast<T>(T value, int sourceLane)
        where T : unmanaged => Throw.KernelOnly<T>();
}
