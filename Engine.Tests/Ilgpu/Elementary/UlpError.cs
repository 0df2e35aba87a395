namespace Engine.Tests.Ilgpu.Elementary;

/// <summary>How far a float is from the true value, in units of the last place of the true value's binade.</summary>
internal static class UlpError
{
    private const int MantissaBits = 23;
    private const int SmallestExponent = -126;
    private const int LargestExponent = 127;

    /// <summary>The error; infinity if one is NaN and the other is not, or a zero has the wrong sign.</summary>
    public static double Of(float actual, double exact)
    {
        if (double.IsNaN(exact) || float.IsNaN(actual))
            return double.IsNaN(exact) && float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        if (exact == 0)
            return actual == 0 && float.IsNegative(actual) == double.IsNegative(exact) ? 0 : double.PositiveInfinity;
        if (double.IsInfinity(exact))
            return actual == exact ? 0 : double.PositiveInfinity;
        int exponent = Math.Clamp(Math.ILogB(exact), SmallestExponent, LargestExponent);
        // An infinity stands for the number after the largest.
        double value = float.IsInfinity(actual) ? Math.CopySign(Math.ScaleB(1, LargestExponent + 1), actual) : actual;
        double bounded = Math.Clamp(exact, -Math.ScaleB(1, LargestExponent + 1), Math.ScaleB(1, LargestExponent + 1));
        return Math.Abs(value - bounded) / Math.ScaleB(1, exponent - MantissaBits);
    }
}
