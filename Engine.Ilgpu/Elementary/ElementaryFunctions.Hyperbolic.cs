namespace Engine.Ilgpu.Elementary;

internal static partial class ElementaryFunctions
{
    public static float Tanh(float x)
    {
        float a = MathF.Abs(x);
        float s = a * a;
        float small = MathF.FusedMultiplyAdd(-0.0058979667f, s, 0.020798625f);
        small = MathF.FusedMultiplyAdd(small, s, -0.053784717f);
        small = MathF.FusedMultiplyAdd(small, s, 0.13331936f);
        small = MathF.FusedMultiplyAdd(small, s, -0.333333f);
        small = MathF.FusedMultiplyAdd(small, s * a, a);
        float large = 1 - 2 / (Exp(a + a) + 1);
        return MathF.CopySign(a < 0.6f ? small : large, x);
    }

    public static float Sinh(float x)
    {
        float a = MathF.Abs(x);
        float s = a * a;
        float small = MathF.FusedMultiplyAdd(2.7822132e-6f, s, 0.00019842896f);
        small = MathF.FusedMultiplyAdd(small, s, 0.0083333105f);
        small = MathF.FusedMultiplyAdd(small, s, 0.16666667f);
        small = MathF.FusedMultiplyAdd(small, s * a, a);
        double power = WideExp(a);
        double large = (power - 1 / power) * 0.5;
        return MathF.CopySign(a < 1 ? small : (float)large, x);
    }

    public static float Cosh(float x)
    {
        double power = WideExp(MathF.Abs(x));
        return (float)((power + 1 / power) * 0.5);
    }

    /// <summary>e to x ≥ 0 in doubles, to 34 bits: twice a float's range, so that halves of powers do not overflow early.</summary>
    private static double WideExp(double x)
    {
        x = x > 100 ? 100 : x;
        double rounded = Math.FusedMultiplyAdd(x, 1.4426950408889634, DoubleToInteger + DoubleBias);
        double n = rounded - (DoubleToInteger + DoubleBias);
        double r = Math.FusedMultiplyAdd(n, -0.6931471805599453, x);
        double power = Math.FusedMultiplyAdd(0.00019790352069963307, r, 0.0013944650075612998);
        power = Math.FusedMultiplyAdd(power, r, 0.008333497015129797);
        power = Math.FusedMultiplyAdd(power, r, 0.04166629507377977);
        power = Math.FusedMultiplyAdd(power, r, 0.16666665869361713);
        power = Math.FusedMultiplyAdd(power, r, 0.5000000067647968);
        power = Math.FusedMultiplyAdd(power, r, 1);
        power = Math.FusedMultiplyAdd(power, r, 1);
        return power * WidePowerOfTwo(rounded);
    }
}
