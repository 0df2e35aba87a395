namespace Engine.Ilgpu.Elementary;

internal static partial class DoubleFunctions
{
    public static double Sinh(double x)
    {
        double a = Math.Abs(x);

        // Half of e to a: it overflows no earlier than the result.
        double half = ExpTimes(a, -1);
        double large = half - 0.25 / half;
        return Math.CopySign(a < 1 ? SmallSinh(a) : large, x);
    }

    public static double Cosh(double x)
    {
        double half = ExpTimes(Math.Abs(x), -1);
        return half + 0.25 / half;
    }

    public static double Tanh(double x)
    {
        double a = Math.Abs(x);
        double sine = SmallSinh(a);
        double square = Math.FusedMultiplyAdd(sine, sine, 1);
        double cosine = Math.Sqrt(square);
        double cosineLow = Math.FusedMultiplyAdd(-cosine, cosine, square) / (2 * cosine);
        double small = Quotient(sine, 0, cosine, cosineLow);
        double large = 1 - 2 / (Exp(a + a) + 1);
        return Math.CopySign(a < 1 ? small : large, x);
    }

    /// <summary>The quotient of two numbers of two parts.</summary>
    private static double Quotient(double a, double aLow, double b, double bLow)
    {
        double inverse = 1 / b;
        double quotient = a * inverse;
        return quotient + (Math.FusedMultiplyAdd(-quotient, b, a) + (aLow - quotient * bLow)) * inverse;
    }

    /// <summary>The hyperbolic sine of 0 ≤ a &lt; 1.</summary>
    private static double SmallSinh(double a)
    {
        double z = a * a;
        double tail = Math.FusedMultiplyAdd(8.309260939020764e-18, z, 2.8112906307818087e-15);
        tail = Math.FusedMultiplyAdd(tail, z, 7.647165419659899e-13);
        tail = Math.FusedMultiplyAdd(tail, z, 1.6059043826860684e-10);
        tail = Math.FusedMultiplyAdd(tail, z, 2.5052108385476243e-08);
        tail = Math.FusedMultiplyAdd(tail, z, 2.7557319223985825e-06);
        tail = Math.FusedMultiplyAdd(tail, z, 0.0001984126984126984);
        tail = Math.FusedMultiplyAdd(tail, z, 0.008333333333333333);
        tail = Math.FusedMultiplyAdd(tail, z, 0.16666666666666666);
        return Math.FusedMultiplyAdd(tail, z * a, a);
    }
}
