namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

internal enum PtxRounding
{
    Nearest,
    Zero,
    Down,
    Up,
}

/// <summary>Floats as PTX rounds them.</summary>
internal static class PtxFloat
{
    private const ulong SingleNaN = 0x7fff_ffff;
    private const ulong DoubleNaN = 0x7fff_ffff_ffff_ffff;

    public static float Single(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);
    public static double Double(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

    /// <summary>The bits of a result; every NaN is the one that PTX calls canonical.</summary>
    public static ulong Bits(float value) => float.IsNaN(value) ? SingleNaN : BitConverter.SingleToUInt32Bits(value);

    public static ulong Bits(double value) => double.IsNaN(value) ? DoubleNaN : BitConverter.DoubleToUInt64Bits(value);

    public static ulong Half(ulong bits) => Bits((float)BitConverter.UInt16BitsToHalf((ushort)bits));

    /// <summary>Subnormals as zeros with their sign.</summary>
    public static ulong Flush(ulong single) => (single & 0x7f80_0000) == 0 ? single & 0x8000_0000 : single;

    public static float Saturate(float value) => float.IsNaN(value) || value <= 0 ? 0 : MathF.Min(value, 1);
    public static double Saturate(double value) => double.IsNaN(value) || value <= 0 ? 0 : Math.Min(value, 1);

    /// <summary>
    /// Rounds <paramref name="sum"/> + <paramref name="rest"/> otherwise than to nearest, the rest being too small for
    /// the sum to hold.
    /// </summary>
    public static float Round(double sum, double rest, PtxRounding rounding)
    {
        float nearest = (float)sum;
        if (double.IsNaN(sum) || double.IsInfinity(sum))
            return nearest;
        int error = nearest == sum ? -Math.Sign(rest) : nearest > sum ? 1 : -1;
        return rounding switch
        {
            PtxRounding.Down => error > 0 ? MathF.BitDecrement(nearest) : nearest,
            PtxRounding.Up => error < 0 ? MathF.BitIncrement(nearest) : nearest,
            _ when error > 0 && sum > 0 => MathF.BitDecrement(nearest),
            _ when error < 0 && sum < 0 => MathF.BitIncrement(nearest),
            _ => nearest,
        };
    }

    public static float Narrow(double value, PtxRounding rounding) =>
        rounding == PtxRounding.Nearest ? (float)value : Round(value, 0, rounding);

    public static float Add(float a, float b, PtxRounding rounding) => rounding == PtxRounding.Nearest ? a + b : RoundSum(a, b, rounding);

    public static float Multiply(float a, float b, PtxRounding rounding) =>
        rounding == PtxRounding.Nearest ? a * b : Round((double)a * b, 0, rounding);

    public static float FusedMultiplyAdd(float a, float b, float c, PtxRounding rounding) =>
        rounding == PtxRounding.Nearest ? MathF.FusedMultiplyAdd(a, b, c) : RoundSum((double)a * b, c, rounding);

    public static float Divide(float a, float b, PtxRounding rounding)
    {
        if (rounding == PtxRounding.Nearest)
            return a / b;
        double quotient = (double)a / b;
        if (!double.IsFinite(quotient) || b == 0)
            return (float)quotient;
        double rest = Math.FusedMultiplyAdd(-quotient, b, a) / b;
        return Round(quotient, rest, rounding);
    }

    public static float SquareRoot(float a, PtxRounding rounding)
    {
        if (rounding == PtxRounding.Nearest)
            return MathF.Sqrt(a);
        double root = Math.Sqrt(a);
        return root is 0 || !double.IsFinite(root) ? (float)root : Round(root, Math.FusedMultiplyAdd(-root, root, a), rounding);
    }

    public static double Add(double a, double b, PtxRounding rounding)
    {
        double sum = a + b;
        if (rounding == PtxRounding.Nearest || !double.IsFinite(sum))
            return sum;
        double part = sum - a;
        double rest = (a - (sum - part)) + (b - part);
        if (sum == 0 && rest == 0)
            return a == 0 && b == 0 && double.IsNegative(a) == double.IsNegative(b) ? a : rounding == PtxRounding.Down ? -0.0 : 0.0;
        return Direct(sum, rest, rounding);
    }

    public static double Multiply(double a, double b, PtxRounding rounding)
    {
        double product = a * b;
        return rounding == PtxRounding.Nearest || !double.IsFinite(product)
            ? product
            : Direct(product, Math.FusedMultiplyAdd(a, b, -product), rounding);
    }

    /// <summary>
    /// What .approx may give at worst: an error of up to a bound. Powers of two are exact, as they are on every device.
    /// </summary>
    public static float Approximate(double exact, ulong operand, double relative, double absolute = 0) =>
        double.IsPow2(Math.Abs(exact)) ? (float)exact : Blur(exact, operand, relative, absolute);

    /// <summary>The value with an error of up to a bound, the same for the same operand.</summary>
    public static float Blur(double exact, ulong operand, double relative, double absolute = 0)
    {
        if (!double.IsFinite(exact) || (exact == 0 && absolute == 0))
            return (float)exact;
        uint hash = (uint)operand * 2654435761u;
        hash = (hash ^ (hash >> 15)) * 2246822519u;
        double part = ((hash >> 8) / (double)(1 << 23)) - 1;
        return (float)(exact + (part * Math.Max(Math.Abs(exact) * relative, absolute)));
    }

    private static float RoundSum(double a, double b, PtxRounding rounding)
    {
        double sum = a + b;
        if (!double.IsFinite(sum))
            return (float)sum;
        double part = sum - a;
        double rest = (a - (sum - part)) + (b - part);
        if (sum == 0 && rest == 0)
            return (float)Add(a, b, rounding);
        return Round(sum, rest, rounding);
    }

    private static double Direct(double value, double rest, PtxRounding rounding) => rounding switch
    {
        PtxRounding.Down when rest < 0 => Math.BitDecrement(value),
        PtxRounding.Up when rest > 0 => Math.BitIncrement(value),
        PtxRounding.Zero when rest < 0 && value > 0 => Math.BitDecrement(value),
        PtxRounding.Zero when rest > 0 && value < 0 => Math.BitIncrement(value),
        _ => value,
    };
}
