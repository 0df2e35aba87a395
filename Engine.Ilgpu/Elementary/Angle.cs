namespace Engine.Ilgpu.Elementary;

/// <summary>Angles in doubles.</summary>
internal static class Angle
{
    public const double TwoOverPi = 0.6366197723675814;
    public const double PiHalf = 1.5707963267948966;

    /// <summary>What π/2 is more than <see cref="PiHalf"/>.</summary>
    public const double PiHalfLow = 6.123233995736766e-17;

    /// <summary>
    /// The quarter turns in a huge angle: the nearest integer, modulo a multiple of four, and what is left. 2/π is taken in
    /// pieces of 28 bits, whose products with x are exact; of each product whole turns are dropped at once. 196 bits are
    /// enough for every float: none is nearer to a multiple of π/2 than 2^-30.
    /// </summary>
    public static double QuarterTurns(float x, out double rest)
    {
        double sum = 0;
        double low = 0;
        Add(x, 0.6366197690367699, ref sum, ref low);
        Add(x, 3.3308114738561656e-09, ref sum, ref low);
        Add(x, 2.276010047810136e-18, ref sum, ref low);
        Add(x, 2.5268260189002822e-26, ref sum, ref low);
        Add(x, 1.6682867657019525e-34, ref sum, ref low);
        Add(x, 1.158871328288855e-43, ref sum, ref low);
        Add(x, 7.053959174404295e-52, ref sum, ref low);
        double nearest = Math.Round(sum);
        rest = sum - nearest + low;
        return nearest;
    }

    /// <summary>Adds x · piece, less whole turns, to a sum of two parts.</summary>
    private static void Add(double x, double piece, ref double sum, ref double low)
    {
        double product = x * piece;
        double term = Math.FusedMultiplyAdd(Math.Round(product * 0.25), -4, product);
        double total = sum + term;
        double kept = total - sum;
        low += sum - (total - kept) + (term - kept);
        sum = total;
    }
}
