namespace Engine.Ilgpu.Frontend;

/// <summary>How a kernel is to be translated.</summary>
internal sealed record TranslationOptions
{
    /// <summary>
    /// The type that selects the grouping: <c>KernelConfig</c> for explicitly grouped kernels (no index parameter);
    /// <c>Index1D</c>, <c>Index2D</c> or <c>Index3D</c> for implicitly grouped ones, whose function starts with 1, 2 or 3
    /// i32 parameters, the extent. Null: by the kernel's first parameter.
    /// </summary>
    public Type? IndexType { get; init; }

    /// <summary>Emit checks of view indices, divisions and <c>Debug.Assert</c>.</summary>
    public bool Assertions { get; init; }

    /// <summary>Whether kernels may bring PTX along.</summary>
    public bool InlinePtx { get; init; }

    /// <summary>
    /// Values known at compile time: the index of a kernel parameter (in the method, the index parameter counted) and
    /// the canonical bits (see <c>Constant.Bits</c>) of its leaves. Such a parameter gets no function parameters.
    /// </summary>
    public IReadOnlyDictionary<int, long[]> SpecializedValues { get; init; } = new Dictionary<int, long[]>();

    /// <summary>
    /// Take sizes of memory that are no constants as 1: to check a kernel before its specialised values are known. The
    /// function is then of no other use.
    /// </summary>
    public bool UnknownSizes { get; init; }
}
