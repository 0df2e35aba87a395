namespace Engine;

/// <summary>What large matrix products are computed with.</summary>
public enum ComputePrecision
{
    /// <summary>float32 throughout.</summary>
    Float32,

    /// <summary>
    /// The tensor cores of NVIDIA devices from compute capability 8.0 on: factors are rounded to TF32, 11 significant bits; sums are
    /// float32. A term of a sum is off by 2⁻¹⁰ of itself at most. Products too small to gain by it stay float32.
    /// </summary>
    Tf32,
}
