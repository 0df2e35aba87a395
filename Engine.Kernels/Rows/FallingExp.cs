using ILGPU;

namespace Engine.Kernels;

/// <summary>The exponential of what is not positive, as after taking away a maximum, in half the operations of a general one.</summary>
internal static class FallingExp
{
    private const float Log2E = 1.44269504f;
    private const float Ln2 = 0.693147182f;

    // Added to a whole n, it leaves n with the bias of an exponent in the lowest bits.
    private const float Origin = 12_582_912 + 127;

    // From here on the power of two below is the one whose biased exponent is 0: the number 0.
    private const float Least = -88;

    /// <summary>
    /// e to x for x ≤ 0, NaN for NaN, with a relative error below 3e-7 + 3e-9·|x| under fast math, and 0 below −87.7;
    /// without, where products are rounded before they are added, below 3e-7 + 1e-7·|x|.
    /// </summary>
    /// <remarks>x = n ln 2 + r; the polynomial in r, |r| ≤ ln 2 / 2, is exact at 0 and the minimax fit of the relative error.</remarks>
    public static float Of(float x)
    {
        x = x < Least ? Least : x;
        float rounded = (x * Log2E) + Origin;
        float n = rounded - Origin;
        float r = (n * -Ln2) + x;
        float power = (r * 0.008290272f) + 0.04189816f;
        power = (power * r) + 0.16667639f;
        power = (power * r) + 0.49999148f;
        power = (power * r) + 0.9999997f;
        power = (power * r) + 1;
        return power * Interop.IntAsFloat(Interop.FloatAsInt(rounded) << 23);
    }
}
