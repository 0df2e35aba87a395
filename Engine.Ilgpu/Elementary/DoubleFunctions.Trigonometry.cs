namespace Engine.Ilgpu.Elementary;

internal static partial class DoubleFunctions
{
    private const double TwoOverPi = 0.6366197723675814;

    // π/2 in three parts.
    private const double PiHalf = 1.5707963267948966;
    private const double PiHalfLow = 6.123233995736766e-17;
    private const double PiHalfLowest = -1.4973849048591698e-33;

    /// <summary>Above this the product of a quarter turn's parts with their number is not exact enough.</summary>
    private const double LargeAngle = 1048576;

    public static double Sin(double x)
    {
        long quadrant = Reduce(x, out double r, out double low);
        double sine = SinOrCos(r, low, quadrant);
        // A polynomial would lose the sign of -0.
        return x == 0 ? x : sine;
    }

    public static double Cos(double x)
    {
        long quadrant = Reduce(x, out double r, out double low);
        return SinOrCos(r, low, quadrant + 1);
    }

    public static double Tan(double x)
    {
        long quadrant = Reduce(x, out double r, out double low);
        double sine = SmallSin(r, low, out double sineLow);
        double cosine = SmallCos(r, low, out double cosineLow);
        bool isOdd = (quadrant & 1) != 0;
        double quotient = Quotient(
            isOdd ? -cosine : sine, isOdd ? -cosineLow : sineLow, isOdd ? sine : cosine, isOdd ? sineLow : cosineLow);
        return x == 0 ? x : quotient;
    }

    /// <summary>x = n π/2 + r + low, |r| ≤ π/4.</summary>
    /// <returns>n, of which the two lowest bits count.</returns>
    private static long Reduce(double x, out double r, out double low)
    {
        if (Math.Abs(x) > LargeAngle)
            return QuarterTurns.Of(x, out r, out low);
        double rounded = Math.FusedMultiplyAdd(x, TwoOverPi, ToInteger);
        double n = rounded - ToInteger;

        // Exact: what is left has no lower bits than π/2 and x.
        double first = Math.FusedMultiplyAdd(n, -PiHalf, x);
        double product = n * PiHalfLow;
        r = first - product;
        low = (first - r) - product - Math.FusedMultiplyAdd(n, PiHalfLow, -product) - (n * PiHalfLowest);
        return BitConverter.DoubleToInt64Bits(rounded);
    }

    /// <summary>The sine of r plus a number of quarter turns.</summary>
    private static double SinOrCos(double r, double low, long quadrant)
    {
        double sine = SmallSin(r, low, out _);
        double cosine = SmallCos(r, low, out _);
        double value = (quadrant & 1) == 0 ? sine : cosine;
        return (quadrant & 2) == 0 ? value : -value;
    }

    /// <summary>The sine of |r| ≤ π/4, in two parts.</summary>
    private static double SmallSin(double r, double low, out double sineLow)
    {
        double z = r * r;
        double tail = Math.FusedMultiplyAdd(-7.586636882825159e-13, z, 1.6058530596645953e-10);
        tail = Math.FusedMultiplyAdd(tail, z, -2.50521062259944e-08);
        tail = Math.FusedMultiplyAdd(tail, z, 2.755731921932058e-06);
        tail = Math.FusedMultiplyAdd(tail, z, -0.0001984126984126504);
        tail = Math.FusedMultiplyAdd(tail, z, 0.008333333333333331);
        tail = Math.FusedMultiplyAdd(tail, z, -0.16666666666666666);
        double added = Math.FusedMultiplyAdd(tail, z * r, Math.FusedMultiplyAdd(low * -0.5, z, low));
        double sine = r + added;
        sineLow = r - sine + added;
        return sine;
    }

    /// <summary>The cosine of |r| ≤ π/4, in two parts.</summary>
    private static double SmallCos(double r, double low, out double cosineLow)
    {
        double z = r * r;
        double tail = Math.FusedMultiplyAdd(4.745838412531023e-14, z, -1.1470460319209511e-11);
        tail = Math.FusedMultiplyAdd(tail, z, 2.0876755787492604e-09);
        tail = Math.FusedMultiplyAdd(tail, z, -2.755731922139249e-07);
        tail = Math.FusedMultiplyAdd(tail, z, 2.4801587301584632e-05);
        tail = Math.FusedMultiplyAdd(tail, z, -0.0013888888888888887);
        tail = Math.FusedMultiplyAdd(tail, z, 0.041666666666666664);
        double half = z * 0.5;
        double most = 1 - half;
        double rest = (1 - most) - half - Math.FusedMultiplyAdd(r * 0.5, r, -half);
        double added = Math.FusedMultiplyAdd(tail, z * z, rest - (r * low));
        double cosine = most + added;
        cosineLow = most - cosine + added;
        return cosine;
    }
}
