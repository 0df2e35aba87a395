namespace ILGPU;

/// <summary>How exactly floating-point arithmetic is compiled.</summary>
public enum MathMode
{
    /// <summary>As C# defines it.</summary>
    Default,

    /// <summary>Products and sums may be fused.</summary>
    Fast,

    /// <summary>Fast, and doubles may become floats; here the same as <see cref="Fast"/>.</summary>
    Fast32BitOnly,
}

/// <summary>How much is optimised. Kernels are always optimised here; the level is kept for callers.</summary>
public enum OptimizationLevel
{
    Debug,
    O0 = Debug,
    Release,
    O1 = Release,
    O2,
}
