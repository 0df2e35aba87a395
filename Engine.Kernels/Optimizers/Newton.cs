using ILGPU;
using ILGPU.Algorithms;

namespace Engine.Kernels;

/// <summary>
/// Roots and reciprocals by multiplications alone. Processors divide and take roots at a tenth of the speed at which they
/// multiply, which would be most of the time of an optimizer step; and these give the same bits on all of them.
/// The first guess comes from the exponent; each step of Newton's method doubles the bits that are right.
/// Items that are no lanes of a warp run one by one; then the device's own root and division are quicker, and are taken.
/// </summary>
internal static class Newton
{
    // C. Lomont, "Fast inverse square root", 2003: within 3.5%.
    private const uint GuessOfReciprocalRoot = 0x5F37_59DF;

    // Twice the exponent's bias, less what makes the error of a straight line between powers of two even: within 12.5%.
    private const uint GuessOfReciprocal = 0x7EF3_11C7;

    /// <summary>√x within 3 units in the last place, for normal x &gt; 0 and x = 0.</summary>
    public static float SquareRoot(float x)
    {
        if (Warp.WarpSize == 1)
        {
            return XMath.Sqrt(x);
        }

        float y = Interop.IntAsFloat(GuessOfReciprocalRoot - (Interop.FloatAsInt(x) >> 1));
        float half = -0.5f * x;
        y *= 1.5f + (half * y * y);
        y *= 1.5f + (half * y * y);
        y *= 1.5f + (half * y * y);
        return x * y;
    }

    /// <summary>1 / x within 2 units in the last place, for x from 2⁻¹²⁵ to 2¹²⁵.</summary>
    public static float Reciprocal(float x)
    {
        if (Warp.WarpSize == 1)
        {
            return 1 / x;
        }

        float y = Interop.IntAsFloat(GuessOfReciprocal - Interop.FloatAsInt(x));
        float negative = -x;
        y *= 2 + (negative * y);
        y *= 2 + (negative * y);
        y *= 2 + (negative * y);
        return y;
    }
}
