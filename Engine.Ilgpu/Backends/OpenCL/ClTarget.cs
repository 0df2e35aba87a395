namespace Engine.Ilgpu.Backends.OpenCL;

/// <summary>What OpenCL C is emitted for.</summary>
internal sealed record ClTarget
{
    /// <summary>
    /// Lanes of a warp: the device's sub-groups, if their size is known and they can shuffle; else 1. With one lane, every
    /// shuffle gives an item its own value and is right wherever it stands.
    /// </summary>
    public int WarpSize { get; init; } = 1;

    /// <summary>The sub-group size must be asked for in the source (Intel, whose compiler chooses otherwise).</summary>
    public bool RequireWarpSize { get; init; }

    /// <summary>cl_khr_fp64.</summary>
    public bool Doubles { get; init; } = true;

    /// <summary>cl_khr_int64_base_atomics and cl_khr_int64_extended_atomics.</summary>
    public bool Int64Atomics { get; init; } = true;

    /// <summary>Functions whose accuracy the device chooses (native_exp and its like) may be used.</summary>
    public bool FastMath { get; init; }
}
