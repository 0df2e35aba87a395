using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

/// <summary>XMath, IntrinsicMath and Interop give the same bits in kernels as on the host: each kernel is also run as plain C#.</summary>
public sealed class MathTests
{
    private const int Slots = 40;

    private static Accelerator Accelerator => ApiFixture.Accelerator;

    private static void Floats(Index1D index, ArrayView<float> x, ArrayView<float> y, ArrayView<float> results)
    {
        float a = x[index];
        float b = y[index];
        int i = index * Slots;
        results[i] = XMath.Abs(a);
        results[i + 1] = XMath.Floor(a);
        results[i + 2] = XMath.Ceiling(a);
        results[i + 3] = XMath.Truncate(a);
        results[i + 4] = XMath.Round(a);
        results[i + 5] = XMath.RoundAwayFromZero(a);
        results[i + 6] = XMath.RoundToEven(a);
        results[i + 7] = XMath.Min(a, b);
        results[i + 8] = XMath.Max(a, b);
        results[i + 9] = XMath.Clamp(a, -1f, b);
        results[i + 10] = XMath.Sqrt(a);
        results[i + 11] = XMath.Rsqrt(a);
        results[i + 12] = XMath.Rcp(a);
        results[i + 13] = XMath.Exp(a);
        results[i + 14] = XMath.Exp2(a);
        results[i + 15] = XMath.Log(a);
        results[i + 16] = XMath.Log2(a);
        results[i + 17] = XMath.Log10(a);
        results[i + 18] = XMath.Log(a, b);
        results[i + 19] = XMath.Pow(a, b);
        results[i + 20] = XMath.Sin(a);
        results[i + 21] = XMath.Cos(a);
        results[i + 22] = XMath.Tan(a);
        results[i + 23] = XMath.Asin(a);
        results[i + 24] = XMath.Acos(a);
        results[i + 25] = XMath.Atan(a);
        results[i + 26] = XMath.Sinh(a);
        results[i + 27] = XMath.Cosh(a);
        results[i + 28] = XMath.Tanh(a);
        results[i + 29] = XMath.Atan2(a, b);
        results[i + 30] = XMath.Rem(a, b);
        results[i + 31] = XMath.IEEERemainder(a, b);
        results[i + 32] = XMath.Sign(a);
        XMath.SinCos(a, out float sin, out float cos);
        results[i + 33] = sin;
        results[i + 34] = cos;
        results[i + 35] = XMath.DegToRad(a) + XMath.RadToDeg(b);
        results[i + 36] = IntrinsicMath.CopySign(a, b);
        results[i + 37] = XMath.IsNaN(a) ? 1 : XMath.IsInfinity(a) ? 2 : XMath.IsFinite(a) ? 3 : 4;
        results[i + 38] = Interop.IntAsFloat(Interop.FloatAsInt(a) ^ 1);
        results[i + 39] = IntrinsicMath.Clamp(a, b, 2f);
    }

    private static void Doubles(Index1D index, ArrayView<double> x, ArrayView<double> y, ArrayView<double> results)
    {
        double a = x[index];
        double b = y[index];
        int i = index * Slots;
        results[i] = XMath.Abs(a);
        results[i + 1] = XMath.Floor(a) + XMath.Ceiling(b);
        results[i + 2] = XMath.Round(a);
        results[i + 3] = XMath.RoundAwayFromZero(a);
        results[i + 4] = XMath.Min(a, b);
        results[i + 5] = XMath.Max(a, b);
        results[i + 6] = XMath.Rsqrt(a);
        results[i + 7] = XMath.Exp(a);
        results[i + 8] = XMath.Exp2(a);
        results[i + 9] = XMath.Log2(a);
        results[i + 10] = XMath.Pow(a, b);
        results[i + 11] = XMath.Tanh(a);
        results[i + 12] = XMath.Atan2(a, b);
        results[i + 13] = XMath.Rem(a, b);
        results[i + 14] = XMath.IEEERemainder(a, b);
        results[i + 15] = XMath.Sign(a);
        results[i + 16] = Interop.IntAsFloat(Interop.FloatAsInt(a) ^ 1);
    }

    private static void Integers(Index1D index, ArrayView<long> x, ArrayView<long> y, ArrayView<long> results)
    {
        long a = x[index];
        long b = y[index];
        int i = index * Slots;
        results[i] = XMath.PopCount(a) + 100 * XMath.PopCount((int)a) + 10_000 * XMath.PopCount((uint)b);
        results[i + 1] = XMath.LeadingZeroCount(a) + 100 * XMath.LeadingZeroCount((int)b) + 10_000 * IntrinsicMath.LeadingZeroCount((ulong)b);
        results[i + 2] = XMath.TrailingZeroCount(a) + 100 * XMath.TrailingZeroCount((int)a) + 10_000 * IntrinsicMath.TrailingZeroCount((uint)b);
        results[i + 3] = XMath.Min(a, b);
        results[i + 4] = (long)XMath.Max((ulong)a, (ulong)b);
        results[i + 5] = XMath.Clamp((int)a, -5, 5) + IntrinsicMath.Clamp((byte)a, (byte)10, (byte)20);
        results[i + 6] = XMath.Min((short)a, (short)b) + XMath.Max((byte)a, (byte)b);
        results[i + 7] = IntrinsicMath.Max((sbyte)a, (sbyte)b) + IntrinsicMath.Min((ushort)a, (ushort)b);
        results[i + 8] = XMath.DivRoundUp((a & 0xFFFF) + 1, (b & 0xFF) + 1) + XMath.DivRoundDown((int)a >> 3, 7);
        var parts = IntrinsicMath.Decompose(a);
        results[i + 9] = IntrinsicMath.ComposeLong(parts) ^ (long)XMath.ComposeULong(parts) ^ parts.Upper ^ parts.Lower;
        results[i + 10] = XMath.Abs((int)a >> 1) + XMath.Abs(b >> 1) + IntrinsicMath.Abs((sbyte)((int)a & 0x3F));
        results[i + 11] = Interop.SizeOf<double>() + Interop.ComputeAlignmentOffset(a & 0xFFFF, 16);
    }

    [Fact]
    public void FloatsAgree()
    {
        float[] values =
        [
            0f, -0f, 1f, -1f, 0.5f, -0.5f, 1.5f, 2.5f, -2.5f, 0.1f, -3.7f, 10f, 88f, -100f, 1e-40f, 1e30f,
            float.MaxValue, float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
        ];
        Compare<float>(values, Floats, value => BitConverter.SingleToUInt32Bits(value), float.IsNaN);
    }

    [Fact]
    public void DoublesAgree()
    {
        double[] values =
        [
            0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, -3.7, 700, 1e-310, 1e200,
            double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        ];
        Compare<double>(values, Doubles, value => BitConverter.DoubleToUInt64Bits(value), double.IsNaN);
    }

    [Fact]
    public void IntegersAgree()
    {
        long[] values = [0, 1, -1, 2, 7, -8, 255, 256, 65535, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 0x1234_5678_9ABC_DEF0];
        Compare<long>(values, Integers, value => (ulong)value, _ => false);
    }

    /// <summary>Runs the kernel on all pairs of values, compiled and as C#.</summary>
    private static void Compare<T>(
        T[] values, Action<Index1D, ArrayView<T>, ArrayView<T>, ArrayView<T>> kernel, Func<T, ulong> bits, Func<T, bool> isNaN)
        where T : unmanaged
    {
        int count = values.Length * values.Length;
        using var x = Accelerator.Allocate1D([.. Enumerable.Range(0, count).Select(i => values[i / values.Length])]);
        using var y = Accelerator.Allocate1D([.. Enumerable.Range(0, count).Select(i => values[i % values.Length])]);
        using var compiled = Accelerator.Allocate1D<T>(count * Slots);
        using var plain = Accelerator.Allocate1D<T>(count * Slots);
        compiled.View.MemSetToZero();
        plain.View.MemSetToZero();
        Accelerator.LoadAutoGroupedStreamKernel(kernel)(count, x.View, y.View, compiled.View);
        for (int i = 0; i < count; i++)
            kernel(i, x.View, y.View, plain.View);
        var expected = plain.GetAsArray1D();
        var actual = compiled.GetAsArray1D();
        for (int i = 0; i < expected.Length; i++)
        {
            if (bits(expected[i]) != bits(actual[i]) && !(isNaN(expected[i]) && isNaN(actual[i])))
            {
                int pair = i / Slots;
                Assert.Fail($"Slot {i % Slots} of ({values[pair / values.Length]}, {values[pair % values.Length]}): {actual[i]} instead of {expected[i]}.");
            }
        }
    }
}
