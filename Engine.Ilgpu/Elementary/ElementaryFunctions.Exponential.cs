namespace Engine.Ilgpu.Elementary;

/// <summary>
/// The elementary functions on floats, as kernels on the CPU compute them: branch-free but for the reduction of huge
/// angles, so that vector code can be made of them. The one definition of these functions: the interpreter and the
/// constant folder call these methods, and XMath on the host does; compiled kernels hold what the compiler makes of their IL.
/// Every rounding is written out (products that are added are fused), so that all give the same bits everywhere.
/// Errors are below 2 ulp; docs/kernel-semantics.md lists them. Polynomials are minimax fits of the relative error.
/// </summary>
internal static partial class ElementaryFunctions
{
    private const float Log2E = 1.44269504f;
    private const float Ln2 = 0.693147182f;
    private const float Ln2Low = -1.90465422e-9f;

    // Even, so that half of it is a bias too.
    private const int TwoBiases = 254;

    /// <summary>e to x. x = n ln 2 + r, |r| ≤ ln 2 / 2, is split; e^r is a polynomial.</summary>
    public static float Exp(float x)
    {
        // Beyond these the results are 0 and infinity; NaN passes.
        x = x < -104f ? -104f : x;
        x = x > 89f ? 89f : x;
        float rounded = MathF.FusedMultiplyAdd(x, Log2E, FloatBits.ToInteger + TwoBiases);
        float n = rounded - (FloatBits.ToInteger + TwoBiases);
        float r = MathF.FusedMultiplyAdd(n, -Ln2, x);
        r = MathF.FusedMultiplyAdd(n, -Ln2Low, r);
        float power = MathF.FusedMultiplyAdd(0.0013818296f, r, 0.008368532f);
        power = MathF.FusedMultiplyAdd(power, r, 0.041668292f);
        power = MathF.FusedMultiplyAdd(power, r, 0.16666523f);
        power = MathF.FusedMultiplyAdd(power, r, 0.49999994f);
        power = MathF.FusedMultiplyAdd(power, r, 1f);
        power = MathF.FusedMultiplyAdd(power, r, 1f);
        return Scale(power, rounded);
    }

    /// <summary>2 to x, exact for integers.</summary>
    public static float Exp2(float x)
    {
        x = x < -151f ? -151f : x;
        x = x > 129f ? 129f : x;
        float rounded = x + (FloatBits.ToInteger + TwoBiases);
        float r = x - (rounded - (FloatBits.ToInteger + TwoBiases));
        float power = MathF.FusedMultiplyAdd(0.00015326469f, r, 0.0013390807f);
        power = MathF.FusedMultiplyAdd(power, r, 0.009618506f);
        power = MathF.FusedMultiplyAdd(power, r, 0.0555036f);
        power = MathF.FusedMultiplyAdd(power, r, 0.24022648f);
        power = MathF.FusedMultiplyAdd(power, r, 0.6931472f);
        power = MathF.FusedMultiplyAdd(power, r, 1f);
        return Scale(power, rounded);
    }

    /// <summary>
    /// Multiplies by the power of two whose exponent, with two biases, stands in the lowest bits of the other argument. In two
    /// steps, one bias each: a single factor would leave out the denormals and the upper half of the highest binade.
    /// </summary>
    private static float Scale(float value, float rounded)
    {
        int exponent = FloatBits.Of(rounded);
        int half = exponent >> 1;
        return value * FloatBits.PowerOfTwo(half) * FloatBits.PowerOfTwo(exponent - half);
    }
}
