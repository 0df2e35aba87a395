namespace Engine.Ilgpu.Elementary;

internal static partial class ElementaryFunctions
{
    private const float Pi = 3.14159274f;
    private const float PiLow = -8.74227766e-8f;

    /// <summary>The root in doubles: what is left of π/2 would magnify its error.</summary>
    public static float Asin(float x)
    {
        float a = MathF.Abs(x);
        bool isLarge = a > 0.5f;
        // asin a = π/2 − 2 asin √((1 − a) / 2).
        float half = (1 - a) * 0.5f;
        float s = isLarge ? half : a * a;
        double root = isLarge ? Math.Sqrt((double)half) : a;
        double angle = Math.FusedMultiplyAdd(AsinTail(s), s * root, root);
        angle = isLarge ? Math.FusedMultiplyAdd(angle, -2, Angle.PiHalf) : angle;
        return MathF.CopySign((float)angle, x);
    }

    public static float Acos(float x)
    {
        float a = MathF.Abs(x);
        bool isLarge = a > 0.5f;
        float half = (1 - a) * 0.5f;
        float s = isLarge ? half : a * a;
        float root = isLarge ? MathF.Sqrt(half) : a;
        float angle = MathF.FusedMultiplyAdd(AsinTail(s), s * root, root);
        float twice = 2 * angle;
        float large = x > 0 ? twice : Pi - (twice - PiLow);
        float small = PiHalf - (MathF.CopySign(angle, x) - PiHalfMiddle);
        return isLarge ? large : small;
    }

    public static float Atan(float x)
    {
        float a = MathF.Abs(x);
        bool isLarge = a > 1;
        float angle = AtanOfRatio((isLarge ? 1 : a) / (isLarge ? a : 1));
        float large = PiHalf - (angle - PiHalfMiddle);
        return MathF.CopySign(isLarge ? large : angle, x);
    }

    /// <summary>The angle of the point (x, y), with the special cases of C.</summary>
    public static float Atan2(float y, float x)
    {
        float ax = MathF.Abs(x);
        float ay = MathF.Abs(y);
        bool isSteep = ay > ax;
        float shorter = isSteep ? ax : ay;
        float longer = isSteep ? ay : ax;
        float ratio = shorter / longer;
        // 0/0 counts as 0, infinity by infinity as 1.
        ratio = ay == ax ? (ax == 0 ? 0 : 1) : ratio;
        float angle = AtanOfRatio(ratio);
        angle = isSteep ? PiHalf - (angle - PiHalfMiddle) : angle;
        angle = FloatBits.Of(x) < 0 ? Pi - (angle - PiLow) : angle;
        return MathF.CopySign(angle, y);
    }

    /// <summary>asin(r) / r³ − 1 / r² as a polynomial in r², up to r = ½.</summary>
    private static float AsinTail(float s)
    {
        float tail = MathF.FusedMultiplyAdd(0.042166412f, s, 0.024180774f);
        tail = MathF.FusedMultiplyAdd(tail, s, 0.045469772f);
        tail = MathF.FusedMultiplyAdd(tail, s, 0.074953064f);
        return MathF.FusedMultiplyAdd(tail, s, 0.16666752f);
    }

    /// <summary>The arc tangent between 0 and 1.</summary>
    private static float AtanOfRatio(float a)
    {
        float s = a * a;
        float angle = MathF.FusedMultiplyAdd(-0.0017822732f, s, 0.0108672725f);
        angle = MathF.FusedMultiplyAdd(angle, s, -0.031095766f);
        angle = MathF.FusedMultiplyAdd(angle, s, 0.057881035f);
        angle = MathF.FusedMultiplyAdd(angle, s, -0.08399307f);
        angle = MathF.FusedMultiplyAdd(angle, s, 0.10950881f);
        angle = MathF.FusedMultiplyAdd(angle, s, -0.14264016f);
        angle = MathF.FusedMultiplyAdd(angle, s, 0.1999853f);
        angle = MathF.FusedMultiplyAdd(angle, s, -0.333333f);
        return MathF.FusedMultiplyAdd(angle, s * a, a);
    }
}
