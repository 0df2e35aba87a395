using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>What launch shapes depend on.</summary>
/// <param name="WarpSize">Lanes of a warp; where the device has no warps, lanes that go well together.</param>
/// <param name="MaxGroupSize">Lanes of the largest group.</param>
/// <param name="WantedWarps">How many warps at least keep the device busy.</param>
/// <param name="WarpsPerGroup">How many warps a group of independent warps should have.</param>
/// <param name="MaxGridY">Groups along Y of the largest grid.</param>
/// <param name="HasCachesOfWarp">Whether one warp at a time runs on a core, whose caches it has to itself.</param>
internal readonly record struct DeviceTraits(
    int WarpSize, int MaxGroupSize, int WantedWarps, int WarpsPerGroup, int MaxGridY, bool HasCachesOfWarp)
{
    // Two operands, two blocks of depths each; see TiledGemm.
    private const int SharedBytesOfTiles = 4 * 264 * 16;
    private const int LanesOfTiles = 256;

    // A few warps for each core of an ordinary machine; a constant, so that launch shapes do not depend on the threads.
    private const int WantedWarpsOnCpu = 8;

    // Enough to hide the latency of memory on each scheduler of a multiprocessor.
    private const int WantedWarpsPerMultiprocessor = 4;
    private const int WarpsPerGroupOnGpu = 4;

    // The width of most GPUs; on processors behind OpenCL, where it was tried, as good as any.
    private const int LanesWithoutWarps = 32;

    /// <summary>What computes groups side by side, each with several of them.</summary>
    public int Multiprocessors { get; init; } = 1;

    /// <summary>Whether groups have fast memory that their lanes share, and registers enough for tiles of products.</summary>
    public bool HasTiles { get; init; }

    /// <summary>Whether large products are to be computed by tensor cores, in TF32.</summary>
    public bool UsesTf32 { get; init; }

    public static DeviceTraits Of(Accelerator accelerator)
    {
        bool cpu = accelerator.AcceleratorType == AcceleratorType.CPU;

        // Many OpenCL devices have no warps that kernels could see, or do not say how wide theirs are.
        int lanes = accelerator.WarpSize > 1 ? accelerator.WarpSize : LanesWithoutWarps;
        int warpSize = Math.Min(lanes, accelerator.MaxNumThreadsPerGroup);
        return new DeviceTraits(
            warpSize,
            accelerator.MaxNumThreadsPerGroup,
            cpu ? WantedWarpsOnCpu : accelerator.NumMultiprocessors * WantedWarpsPerMultiprocessor,
            cpu ? 1 : Math.Clamp(accelerator.MaxNumThreadsPerGroup / warpSize, 1, WarpsPerGroupOnGpu),
            accelerator.MaxGridSize.Y,
            cpu)
        {
            Multiprocessors = accelerator.NumMultiprocessors,

            // Processors behind OpenCL have warps of one lane, if any; their groups share no memory of their own.
            HasTiles = !cpu && accelerator.WarpSize >= 32 && accelerator.MaxNumThreadsPerGroup >= LanesOfTiles
                && accelerator.MaxSharedMemoryPerGroup >= SharedBytesOfTiles,
        };
    }
}
