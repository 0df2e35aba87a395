using System.Globalization;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>The primitive types that random kernels compute with.</summary>
internal enum ScalarType
{
    Bool,
    SByte,
    Byte,
    Short,
    UShort,
    Int,
    UInt,
    Long,
    ULong,
    Float,
    Double,
}

internal static class ScalarTypes
{
    public static readonly ScalarType[] Numeric = [.. Enum.GetValues<ScalarType>().Where(type => type != ScalarType.Bool)];
    public static readonly ScalarType[] All = Enum.GetValues<ScalarType>();

    /// <summary>The types on which C# computes without promotion.</summary>
    public static readonly ScalarType[] WideIntegers = [ScalarType.Int, ScalarType.UInt, ScalarType.Long, ScalarType.ULong];

    public static string Keyword(this ScalarType type) => type.ToString().ToLowerInvariant();

    public static bool IsFloat(this ScalarType type) => type is ScalarType.Float or ScalarType.Double;
    public static bool IsNarrow(this ScalarType type) => type is >= ScalarType.SByte and <= ScalarType.UShort;

    public static bool IsSigned(this ScalarType type) =>
        type is ScalarType.SByte or ScalarType.Short or ScalarType.Int or ScalarType.Long || type.IsFloat();

    public static Type ClrType(this ScalarType type) => type switch
    {
        ScalarType.Bool => typeof(bool),
        ScalarType.SByte => typeof(sbyte),
        ScalarType.Byte => typeof(byte),
        ScalarType.Short => typeof(short),
        ScalarType.UShort => typeof(ushort),
        ScalarType.Int => typeof(int),
        ScalarType.UInt => typeof(uint),
        ScalarType.Long => typeof(long),
        ScalarType.ULong => typeof(ulong),
        ScalarType.Float => typeof(float),
        _ => typeof(double),
    };

    public static int Size(this ScalarType type) => type switch
    {
        ScalarType.Bool or ScalarType.SByte or ScalarType.Byte => 1,
        ScalarType.Short or ScalarType.UShort => 2,
        ScalarType.Int or ScalarType.UInt or ScalarType.Float => 4,
        _ => 8,
    };

    /// <summary>The value with these bits as a C# expression of exactly this type.</summary>
    public static string Literal(this ScalarType type, long bits)
    {
        var culture = CultureInfo.InvariantCulture;
        return type switch
        {
            ScalarType.Bool => (bits & 1) != 0 ? "true" : "false",
            ScalarType.SByte => $"((sbyte){Signed((sbyte)bits)})",
            ScalarType.Byte => $"((byte){(byte)bits})",
            ScalarType.Short => $"((short){Signed((short)bits)})",
            ScalarType.UShort => $"((ushort){(ushort)bits})",
            ScalarType.Int => (int)bits == int.MinValue ? "int.MinValue" : Signed((int)bits),
            ScalarType.UInt => ((uint)bits).ToString(culture) + "u",
            ScalarType.Long => bits == long.MinValue ? "long.MinValue" : bits < 0 ? $"({bits.ToString(culture)}L)" : bits.ToString(culture) + "L",
            ScalarType.ULong => ((ulong)bits).ToString(culture) + "ul",
            ScalarType.Float => FloatLiteral(BitConverter.Int32BitsToSingle((int)bits)),
            _ => DoubleLiteral(BitConverter.Int64BitsToDouble(bits)),
        };

        string Signed(int value) => value < 0 ? $"({value.ToString(culture)})" : value.ToString(culture);
    }

    /// <summary>A value that tends to matter (limits, powers of two, special floats), or a random one.</summary>
    public static long RandomBits(this ScalarType type, Random random)
    {
        if (type == ScalarType.Bool)
            return random.Next(2);
        if (type.IsFloat())
            return RandomFloat(type, random);
        return random.Next(8) switch
        {
            0 => random.Next(2) == 0 ? 0 : 1,
            1 => -1,
            2 => (1L << random.Next(8 * type.Size())) + random.Next(-1, 2),
            3 => random.Next(2) == 0 ? (1L << ((8 * type.Size()) - 1)) - 1 : 1L << ((8 * type.Size()) - 1),
            4 => random.NextInt64(),
            _ => random.Next(-20, 100),
        };
    }

    private static long RandomFloat(ScalarType type, Random random)
    {
        double value = random.Next(12) switch
        {
            0 => 0.0,
            1 => -0.0,
            2 => double.NaN,
            3 => random.Next(2) == 0 ? double.PositiveInfinity : double.NegativeInfinity,
            4 => random.Next(-10, 10) + 0.5,
            5 => Math.ScaleB(random.Next(2) == 0 ? 1 : -1, random.Next(-150, 128)),
            6 => type == ScalarType.Float ? float.Epsilon * random.Next(1, 100) : double.Epsilon * random.Next(1, 100),
            7 => (random.Next(2) == 0 ? int.MaxValue : (double)long.MinValue) * (random.NextDouble() + 0.5),
            8 => random.Next(-1000, 1000),
            _ => (random.NextDouble() - 0.5) * 64,
        };
        return type == ScalarType.Float
            ? BitConverter.SingleToUInt32Bits((float)value)
            : BitConverter.DoubleToInt64Bits(value);
    }

    private static string FloatLiteral(float value) =>
        float.IsNaN(value) ? "float.NaN"
        : float.IsPositiveInfinity(value) ? "float.PositiveInfinity"
        : float.IsNegativeInfinity(value) ? "float.NegativeInfinity"
        : Signed(value.ToString("R", CultureInfo.InvariantCulture), "f");

    private static string DoubleLiteral(double value) =>
        double.IsNaN(value) ? "double.NaN"
        : double.IsPositiveInfinity(value) ? "double.PositiveInfinity"
        : double.IsNegativeInfinity(value) ? "double.NegativeInfinity"
        : Signed(value.ToString("R", CultureInfo.InvariantCulture), "d");

    private static string Signed(string digits, string suffix) =>
        digits[0] == '-' ? $"({digits}{suffix})" : digits + suffix;
}
