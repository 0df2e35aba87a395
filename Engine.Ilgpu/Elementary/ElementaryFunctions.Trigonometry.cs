namespace Engine.Ilgpu.Elementary;

internal static partial class ElementaryFunctions
{
    private const float TwoOverPi = 0.63661975f;

    // π/2 in three floats: their products with n are exact in a fused operation.
    private const float PiHalf = 1.57079637f;
    private const float PiHalfMiddle = -4.37113883e-8f;
    private const float PiHalfLow = -1.7151245e-15f;

    /// <summary>Above this the nearest multiple of π/2 is not surely found in a float.</summary>
    private const float LargeAngle = 65536f;

    public static float Sin(float x)
    {
        int quadrant = Reduce(x, out float r);
        // A polynomial would lose the sign of -0.
        return x == 0 ? x : SinOrCos(r, quadrant);
    }

    public static float Cos(float x)
    {
        int quadrant = Reduce(x, out float r);
        return SinOrCos(r, quadrant + 1);
    }

    /// <summary>In doubles: the tangent magnifies the error of what is left of the angle.</summary>
    public static float Tan(float x)
    {
        double n = Math.Round(x * Angle.TwoOverPi);
        double r = Math.FusedMultiplyAdd(n, -Angle.PiHalf, x);
        r = Math.FusedMultiplyAdd(n, -Angle.PiHalfLow, r);
        double odd = n - 2 * Math.Floor(n * 0.5);
        if (MathF.Abs(x) > LargeAngle)
        {
            double turns = Angle.QuarterTurns(x, out double rest);
            odd = turns - 2 * Math.Floor(turns * 0.5);
            r = rest * Angle.PiHalf;
        }
        double s = r * r;
        double tangent = Math.FusedMultiplyAdd(0.004376427536221554, s, 0.00008922498201171276);
        tangent = Math.FusedMultiplyAdd(tangent, s, 0.010836059770457969);
        tangent = Math.FusedMultiplyAdd(tangent, s, 0.021282091764204817);
        tangent = Math.FusedMultiplyAdd(tangent, s, 0.0540599350733905);
        tangent = Math.FusedMultiplyAdd(tangent, s, 0.133326631724965);
        tangent = Math.FusedMultiplyAdd(tangent, s, 0.3333334975986901);
        tangent = Math.FusedMultiplyAdd(tangent, s * r, r);
        bool isOdd = odd != 0;
        double quotient = (isOdd ? -1 : tangent) / (isOdd ? tangent : 1);
        return x == 0 ? x : (float)quotient;
    }

    /// <summary>x = n π/2 + r, |r| ≤ π/4.</summary>
    /// <returns>n, of which the two lowest bits count.</returns>
    private static int Reduce(float x, out float r)
    {
        float rounded = MathF.FusedMultiplyAdd(x, TwoOverPi, FloatBits.ToInteger);
        float n = rounded - FloatBits.ToInteger;
        r = MathF.FusedMultiplyAdd(n, -PiHalf, x);
        r = MathF.FusedMultiplyAdd(n, -PiHalfMiddle, r);
        r = MathF.FusedMultiplyAdd(n, -PiHalfLow, r);
        if (MathF.Abs(x) > LargeAngle)
        {
            rounded = (float)Angle.QuarterTurns(x, out double rest) + FloatBits.ToInteger;
            r = (float)(rest * Angle.PiHalf);
        }
        return FloatBits.Of(rounded);
    }

    /// <summary>The sine of r plus a number of quarter turns.</summary>
    private static float SinOrCos(float r, int quadrant)
    {
        float s = r * r;
        float sine = MathF.FusedMultiplyAdd(-0.0001951829f, s, 0.008332189f);
        sine = MathF.FusedMultiplyAdd(sine, s, -0.16666655f);
        sine = MathF.FusedMultiplyAdd(sine, s * r, r);
        float cosine = MathF.FusedMultiplyAdd(2.4432327e-5f, s, -0.001388731f);
        cosine = MathF.FusedMultiplyAdd(cosine, s, 0.041666646f);
        cosine = MathF.FusedMultiplyAdd(cosine, s, -0.5f);
        cosine = MathF.FusedMultiplyAdd(cosine, s, 1f);
        float value = (quadrant & 1) == 0 ? sine : cosine;
        return FloatBits.FlipSign(value, quadrant << 30);
    }
}
