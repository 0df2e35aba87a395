namespace Engine.Ilgpu.Elementary;

internal static partial class DoubleFunctions
{
    private const double Pi = 3.141592653589793;
    private const double PiLow = 1.2246467991473532e-16;
    private const double TanOfPiEighth = 0.41421356237309503;

    public static double Atan(double x)
    {
        double a = Math.Abs(x);
        bool isLarge = a > 1;
        double inverse = 1 / a;
        double inverseLow = a < double.PositiveInfinity ? Math.FusedMultiplyAdd(-inverse, a, 1) * inverse : 0;
        double angle = SmallAtan(isLarge ? inverse : a, isLarge ? inverseLow : 0);
        return Math.CopySign(isLarge ? PiHalf - (angle - PiHalfLow) : angle, x);
    }

    public static double Atan2(double y, double x)
    {
        double a = Math.Abs(y);
        double b = Math.Abs(x);
        bool isSteep = a > b;
        double smaller = isSteep ? b : a;
        double larger = isSteep ? a : b;

        // 0/0 and ∞/∞ have angles too.
        double ratio = larger == 0 ? 0 : smaller == double.PositiveInfinity ? 1 : smaller / larger;
        bool isPlain = larger > 0 & larger < double.PositiveInfinity;
        double angle = SmallAtan(ratio, isPlain ? Math.FusedMultiplyAdd(-ratio, larger, smaller) / larger : 0);
        angle = isSteep ? PiHalf - (angle - PiHalfLow) : angle;
        bool isBehind = BitConverter.DoubleToInt64Bits(x) < 0;
        angle = isBehind ? Pi - (angle - PiLow) : angle;
        return double.IsNaN(x) | double.IsNaN(y) ? double.NaN : Math.CopySign(angle, y);
    }

    public static double Asin(double x)
    {
        double a = Math.Abs(x);
        double small = Math.FusedMultiplyAdd(AsinTail(a * a), a * a * a, a);
        double angle = HalfOfArc(a, out double rest);
        double large = PiHalf - (2 * angle - (PiHalfLow - 2 * rest));
        return Math.CopySign(a > 0.5 ? large : small, x);
    }

    public static double Acos(double x)
    {
        double a = Math.Abs(x);
        double small = PiHalf - (x - (PiHalfLow - AsinTail(a * a) * (a * a * x)));
        double angle = HalfOfArc(a, out double rest);
        double near = 2 * (angle + rest);
        double far = Pi - (near - PiLow);
        return a > 0.5 ? x < 0 ? far : near : small;
    }

    /// <summary>Half of the angle whose cosine is a ≥ 1/2, as the arc sine of √((1 − a)/2), in two parts.</summary>
    private static double HalfOfArc(double a, out double rest)
    {
        double z = (1 - a) * 0.5;
        double root = Math.Sqrt(z);
        double low = z > 0 ? Math.FusedMultiplyAdd(-root, root, z) / (2 * root) : 0;
        rest = Math.FusedMultiplyAdd(AsinTail(z), z * root, low);
        return root;
    }

    /// <summary>The arc tangent of 0 ≤ a + low ≤ 1: of a, or of what is left of it beyond π/4.</summary>
    private static double SmallAtan(double a, double low)
    {
        bool isSmall = a <= TanOfPiEighth;
        double t = isSmall ? a : (a - 1) / (a + 1);
        double z = t * t;
        double tail = Math.FusedMultiplyAdd(0.011958372270565072, z, -0.02727353484766671);
        tail = Math.FusedMultiplyAdd(tail, z, 0.037233742339787025);
        tail = Math.FusedMultiplyAdd(tail, z, -0.04294252451442342);
        tail = Math.FusedMultiplyAdd(tail, z, 0.04754618422446524);
        tail = Math.FusedMultiplyAdd(tail, z, -0.052624536283402454);
        tail = Math.FusedMultiplyAdd(tail, z, 0.05882304610193147);
        tail = Math.FusedMultiplyAdd(tail, z, -0.06666664343202196);
        tail = Math.FusedMultiplyAdd(tail, z, 0.07692307616211806);
        tail = Math.FusedMultiplyAdd(tail, z, -0.09090909089290074);
        tail = Math.FusedMultiplyAdd(tail, z, 0.11111111111090433);
        tail = Math.FusedMultiplyAdd(tail, z, -0.1428571428571415);
        tail = Math.FusedMultiplyAdd(tail, z, 0.19999999999999998);
        tail = Math.FusedMultiplyAdd(tail, z, -0.3333333333333333);
        double rest = tail * (z * t) + low / (1 + a * a);
        return isSmall ? t + rest : PiHalf * 0.5 + (t + (rest + PiHalfLow * 0.5));
    }

    /// <summary>(arcsin(s)/s − 1)/z for z = s² ≤ 1/4.</summary>
    private static double AsinTail(double z)
    {
        double tail = Math.FusedMultiplyAdd(0.02963502626354855, z, -0.019277545928584557);
        tail = Math.FusedMultiplyAdd(tail, z, 0.019579201619744684);
        tail = Math.FusedMultiplyAdd(tail, z, 0.0030350071727267623);
        tail = Math.FusedMultiplyAdd(tail, z, 0.009322101501082774);
        tail = Math.FusedMultiplyAdd(tail, z, 0.00962140274734483);
        tail = Math.FusedMultiplyAdd(tail, z, 0.011566511821890942);
        tail = Math.FusedMultiplyAdd(tail, z, 0.013963775787848137);
        tail = Math.FusedMultiplyAdd(tail, z, 0.017352816768546473);
        tail = Math.FusedMultiplyAdd(tail, z, 0.022372157435623815);
        tail = Math.FusedMultiplyAdd(tail, z, 0.030381944475693704);
        tail = Math.FusedMultiplyAdd(tail, z, 0.04464285714255019);
        tail = Math.FusedMultiplyAdd(tail, z, 0.07500000000000119);
        return Math.FusedMultiplyAdd(tail, z, 0.16666666666666666);
    }
}
