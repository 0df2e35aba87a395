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

    /// <summary>What <see cref="Scale"/> takes for the power 0.</summary>
    public const float PowerOrigin = FloatBits.ToInteger + TwoBiases;

    /// <summary>e to x. x = n ln 2 + r, |r| ≤ ln 2 / 2, is split; e^r is a polynomial, whose first terms do not wait for each other.</summary>
    public static float Exp(float x)
    {
        // Beyond these the results are 0 and infinity; NaN passes.
        x = x < -104f ? -104f : x;
        x = x > 89f ? 89f : x;
        float rounded = MathF.FusedMultiplyAdd(x, Log2E, PowerOrigin);
        float n = rounded - PowerOrigin;
        float r = MathF.FusedMultiplyAdd(n, -Ln2, x);
        r = MathF.FusedMultiplyAdd(n, -Ln2Low, r);
        float square = r * r;
        float fifth = MathF.FusedMultiplyAdd(0.0013818296f, r, 0.008368532f);
        float third = MathF.FusedMultiplyAdd(0.041668292f, r, 0.16666523f);
        float power = MathF.FusedMultiplyAdd(fifth, square, third);
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
        float rounded = x + PowerOrigin;
        float r = x - (rounded - PowerOrigin);
        float square = r * r;
        float fifth = MathF.FusedMultiplyAdd(0.00015326469f, r, 0.0013390807f);
        float third = MathF.FusedMultiplyAdd(0.009618506f, r, 0.0555036f);
        float power = MathF.FusedMultiplyAdd(fifth, square, third);
        power = MathF.FusedMultiplyAdd(power, r, 0.24022648f);
        power = MathF.FusedMultiplyAdd(power, r, 0.6931472f);
        power = MathF.FusedMultiplyAdd(power, r, 1f);
        return Scale(power, rounded);
    }

    /// <summary>
    /// value · 2ⁿ, rounded once, for a whole n from -252 to 255: power is n + <see cref="PowerOrigin"/>, so that n with two
    /// biases stands in its lowest bits. In two steps, one bias each: a single factor would leave out the denormals and the
    /// upper half of the highest binade.
    /// </summary>
    public static float Scale(float value, float power)
    {
        int exponent = FloatBits.Of(power);
        int half = exponent >> 1;
        return value * FloatBits.PowerOfTwo(half) * FloatBits.PowerOfTwo(exponent - half);
    }
}
