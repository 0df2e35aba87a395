using static Engine.Tests.Ilgpu.Differential.ScalarType;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>Values at which operations change their ways, as bits.</summary>
internal static class OperationGridValues
{
    private static readonly double[] Floats =
    [
        0, 0.25, 0.5, 0.49999997, 1, 1.5, 2, 2.5, 3, 7.5, 127, 127.5, 128, 255.5, 256, 32767.5, 32768, 65535.5, 65536,
        8388607.5, 16777217, 2147483520, 2147483647, 2147483648, 4294967040, 4294967296,
        9223371487098961920, 9223372036854775807, 9223373136366403584, 18446742974197923840.0, 18446744073709551616.0,
        1e20, 1e-20, double.PositiveInfinity,
    ];

    private static readonly int[] Powers = [7, 8, 15, 16, 23, 24, 31, 32, 52, 53, 62, 63];

    private static readonly double[] FewFloats = [0, 1, -1, 2, 0.5, -2.5, 2147483648, double.NaN, double.PositiveInfinity];

    /// <summary>For values that the kernel reads from memory.</summary>
    public static long[] Opaque(ScalarType type)
    {
        if (type == Float)
        {
            IEnumerable<float> positive =
                [.. Floats.Select(value => (float)value), float.Epsilon, 1.17549435E-38f, 1.1754942E-38f, float.MaxValue];
            return [.. positive.SelectMany(value => new[] { value, -value }).Append(float.NaN).Select(Bits)];
        }
        if (type == ScalarType.Double)
        {
            IEnumerable<double> positive =
            [
                .. Floats, double.Epsilon, 2.2250738585072014E-308, 2.225073858507201E-308, double.MaxValue,
                Math.BitIncrement(4294967296), Math.BitDecrement(4294967296), Math.BitDecrement(2147483648),
                Math.BitDecrement(9223372036854775808), Math.BitDecrement(18446744073709551616.0), 4503599627370495.5,
            ];
            return [.. positive.SelectMany(value => new[] { value, -value }).Append(double.NaN).Select(BitConverter.DoubleToInt64Bits)];
        }
        if (type == Bool)
            return [0, 1];
        int width = 8 * type.Size();
        var values = new SortedSet<long> { 0, 1, -1, 2, -2, 3, -3, 5, 7, -7, 10, 100 };
        foreach (int power in Powers.Where(power => power < width))
        {
            long value = 1L << power;
            values.UnionWith([value - 1, value, value + 1, -value]);
        }
        return [.. values.Select(value => Truncate(type, value)).Distinct()];
    }

    /// <summary>For values that are known when the kernel is compiled.</summary>
    public static long[] Constant(ScalarType type)
    {
        if (type == Float)
            return [.. FewFloats.Append(-0.0).Select(value => Bits((float)value))];
        if (type == ScalarType.Double)
            return [.. FewFloats.Append(-0.0).Select(BitConverter.DoubleToInt64Bits)];
        if (type == Bool)
            return [0, 1];
        int width = 8 * type.Size();
        long[] values = [0, 1, -1, 2, 3, 8, -7, 1L << (width - 1), (1L << (width - 1)) - 1];
        return [.. values.Select(value => Truncate(type, value)).Distinct()];
    }

    /// <summary>Amounts to shift by, in and out of the width.</summary>
    public static long[] ShiftAmounts(bool constant) => constant
        ? [0, 1, 5, 31, 32, 33, 63, 64, -1]
        : [0, 1, 2, 7, 8, 15, 16, 30, 31, 32, 33, 47, 62, 63, 64, 65, 127, 128, 255, 256, -1, -31, -32, -33, -64, int.MaxValue, int.MinValue];

    private static long Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static long Truncate(ScalarType type, long value) => type.Size() switch
    {
        1 => (byte)value,
        2 => (ushort)value,
        4 => (uint)value,
        _ => value,
    };
}
