using Xunit;

namespace Engine.Tests.Ilgpu.Frontend;

/// <summary>Every operation on boundary values, against .NET running the same method.</summary>
public class ArithmeticTests
{
    private static readonly int[] Ints = [int.MinValue, int.MinValue + 1, -65536, -129, -128, -2, -1, 0, 1, 2, 31, 32, 33, 127, 128, 255, 256, 32767, 32768, 65535, int.MaxValue];
    private static readonly long[] Longs = [long.MinValue, long.MinValue + 1, int.MinValue, -1, 0, 1, 63, 64, int.MaxValue, uint.MaxValue, (1L << 53) + 1, long.MaxValue - 1, long.MaxValue];
    private static readonly float[] Floats = [float.NaN, float.NegativeInfinity, float.MinValue, -3e9f, -2.5f, -1.5f, -1, -0.5f, -float.Epsilon, -0f, 0, float.Epsilon, 0.5f, 1, 1.5f, 2.5f, 255.7f, 300.5f, 70000.25f, 2147483600f, 3e9f, 5e18f, 1e19f, 2e19f, float.MaxValue, float.PositiveInfinity];
    private static readonly double[] Doubles = [.. Floats.Select(f => (double)f), 4294967295.5, 9007199254740993, double.Epsilon, double.MaxValue];

    private static (T, T)[] Pairs<T>(T[] values) => [.. values.SelectMany(_ => values, (a, b) => (a, b))];

    [Fact]
    public void Int32_arithmetic() => KernelRun.Same(
        static ((int A, int B) v) => (v.A + v.B, v.A - v.B, v.A * v.B, v.A & v.B, v.A | v.B, v.A ^ v.B, -v.A, ~v.A), Pairs(Ints));

    [Fact]
    public void Int32_division() => KernelRun.Same(
        static ((int A, int B) v) => v.B == 0 || v.B == -1 ? (0, 0, 0u, 0u) : (v.A / v.B, v.A % v.B, (uint)v.A / (uint)v.B, (uint)v.A % (uint)v.B),
        Pairs(Ints));

    [Fact]
    public void Int64_division() => KernelRun.Same(
        static ((long A, long B) v) => v.B == 0 || v.B == -1 ? (0, 0, 0u, 0u) : (v.A / v.B, v.A % v.B, (ulong)v.A / (ulong)v.B, (ulong)v.A % (ulong)v.B),
        Pairs(Longs));

    [Fact]
    public void Int64_arithmetic() => KernelRun.Same(
        static ((long A, long B) v) => (v.A + v.B, v.A - v.B, v.A * v.B, v.A & v.B, v.A | v.B, v.A ^ v.B, -v.A, ~v.A), Pairs(Longs));

    [Fact]
    public void Shifts() => KernelRun.Same(
        static ((long A, long B) v) => (
            (int)v.A << (int)v.B, (int)v.A >> (int)v.B, (int)v.A >>> (int)v.B, (uint)v.A >> (int)v.B, v.A << (int)v.B, v.A >> (int)v.B, v.A >>> (int)v.B, (int)v.A >> 3),
        Pairs(Longs));

    [Fact]
    public void Int_comparisons() => KernelRun.Same(
        static ((int A, int B) v) => (v.A < v.B, v.A <= v.B, v.A > v.B, v.A >= v.B, v.A == v.B, v.A != v.B, (uint)v.A < (uint)v.B, (uint)v.A >= (uint)v.B),
        Pairs(Ints));

    [Fact]
    public void Long_comparisons() => KernelRun.Same(
        static ((long A, long B) v) => (v.A < v.B, v.A <= v.B, v.A > v.B, v.A >= v.B, v.A == v.B, v.A != v.B, (ulong)v.A <= (ulong)v.B, (ulong)v.A > (ulong)v.B),
        Pairs(Longs));

    [Fact]
    public void Float_comparisons_and_their_negations() => KernelRun.Same(
        static ((float A, float B) v) =>
        {
            int bits = 0;
            if (v.A < v.B) bits |= 1;
            if (v.A <= v.B) bits |= 2;
            if (v.A > v.B) bits |= 4;
            if (v.A >= v.B) bits |= 8;
            if (!(v.A < v.B)) bits |= 16;
            if (!(v.A <= v.B)) bits |= 32;
            if (!(v.A > v.B)) bits |= 64;
            if (!(v.A >= v.B)) bits |= 128;
            if (v.A == v.B) bits |= 256;
            if (v.A != v.B) bits |= 512;
            bool less = v.A < v.B, notGreater = !(v.A > v.B);
            return (bits, less, notGreater, less == notGreater, less ^ notGreater, !less);
        },
        Pairs(Floats));

    [Fact]
    public void Float_arithmetic() => KernelRun.Same(
        static ((float A, float B) v) => (Bits(v.A + v.B), Bits(v.A - v.B), Bits(v.A * v.B), Bits(v.A / v.B), Bits(v.A % v.B), Bits(-v.A), Bits((float)((double)v.A * v.B))),
        Pairs(Floats));

    [Fact]
    public void Double_arithmetic() => KernelRun.Same(
        static ((double A, double B) v) => (Bits(v.A + v.B), Bits(v.A - v.B), Bits(v.A * v.B), Bits(v.A / v.B), Bits(v.A % v.B), Bits(-v.A)),
        Pairs(Doubles));

    // NaNs are made one, so that results can be compared by bits.
    private static int Bits(float value) => float.IsNaN(value) ? 1 : BitConverter.SingleToInt32Bits(value);
    private static long Bits(double value) => double.IsNaN(value) ? 1 : BitConverter.DoubleToInt64Bits(value);

    [Fact]
    public void Int_conversions() => KernelRun.Same(
        static (int v) => ((sbyte)v, (byte)v, (short)v, (ushort)v, (char)v, (long)v, (ulong)v, ((long)(uint)v, (float)v, (double)v, (float)(uint)v, (double)(uint)v, (nint)v)), Ints);

    [Fact]
    public void Long_conversions() => KernelRun.Same(
        static (long v) => ((sbyte)v, (byte)v, (short)v, (ushort)v, (int)v, (uint)v, (float)v, ((double)v, (float)(ulong)v, (double)(ulong)v)), Longs);

    [Fact]
    public void Float_to_integer_conversions_saturate() => KernelRun.Same(
        static (float v) => ((sbyte)v, (byte)v, (short)v, (ushort)v, (int)v, (uint)v, (long)v, (ulong)v), Floats);

    [Fact]
    public void Double_to_integer_conversions_saturate() => KernelRun.Same(
        static (double v) => ((sbyte)v, (byte)v, (short)v, (ushort)v, (int)v, (uint)v, (long)v, ((ulong)v, Bits((float)v))), Doubles);

    [Fact]
    public void Small_types_wrap() => KernelRun.Same(
        static (int v) =>
        {
            byte b = (byte)v;
            b += 200;
            sbyte s = (sbyte)v;
            s--;
            short h = (short)(v * 3);
            h <<= 2;
            ushort u = (ushort)v;
            u = (ushort)(u * u);
            char c = (char)v;
            c++;
            return (b, s, h, u, c, b + s + h + u + c);
        },
        Ints);

    [Fact]
    public void Bools_and_enums() => KernelRun.Same(
        static (int v) =>
        {
            bool even = v % 2 == 0, small = v is > -200 and < 200;
            var day = (DayOfWeek)(v & 7);
            bool either = even | small, both = even & small, one = even ^ small;
            return (either, both, one, even ? small : !small, day > DayOfWeek.Tuesday, (int)day, day == DayOfWeek.Friday ? 7L : day.CompareTo_(2));
        },
        Ints);

    [Fact]
    public void Constants_fold_to_the_same_values() => KernelRun.Same(
        static (int v) =>
        {
            int n = 7;
            float f = 3e9f;
            uint u = uint.MaxValue;
            long l = unchecked((int)u);
            return (n / 2 + v, (int)f, (uint)f, (byte)f, u / 3, l, -0f == 0f, float.NaN.Equals(1f));
        },
        Ints);
}

internal static class DayExtensions
{
    public static long CompareTo_(this DayOfWeek day, int other) => (int)day - other;
}
