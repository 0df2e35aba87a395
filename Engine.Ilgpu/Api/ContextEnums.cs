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

/// <summary>What of a cache is cleared.</summary>
public enum ClearCacheMode
{
    Default,
    Everything,
}

/// <summary>How readily calls are inlined; here always all.</summary>
public enum InliningMode
{
    Aggressive,
    Conservative,
    Disabled,
}

/// <summary>Which symbols are read; here source lines are always read where they are at hand.</summary>
public enum DebugSymbolsMode
{
    Auto,
    Disabled,
    Basic,
    Kernel,
    KernelSourceAnnotations,
}

/// <summary>What is kept of compiled kernels.</summary>
public enum CachingMode
{
    /// <summary>Everything.</summary>
    Default,

    /// <summary>Kept for callers; kernels are cached all the same.</summary>
    Disabled,
}
