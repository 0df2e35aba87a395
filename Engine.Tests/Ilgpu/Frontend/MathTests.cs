using System.Numerics;
using ILGPU;
using ILGPU.Algorithms;
using Xunit;

namespace Engine.Tests.Ilgpu.Frontend;

public class MathTests
{
    private static readonly float[] Floats = [float.NaN, float.NegativeInfinity, -3e9f, -2.5f, -1.5f, -1, -0.5f, -0f, 0, 0.5f, 0.75f, 1, 1.5f, 2.5f, 10, 3e9f, float.PositiveInfinity];
    private static readonly (float, float)[] FloatPairs = [.. Floats.SelectMany(_ => Floats, (a, b) => (a, b))];
    private static readonly int[] Ints = [int.MinValue + 1, -129, -2, -1, 0, 1, 2, 31, 255, 65535, int.MaxValue];
    private static readonly (int, int)[] IntPairs = [.. Ints.SelectMany(_ => Ints, (a, b) => (a, b))];

    private static int Bits(float value) => float.IsNaN(value) ? 1 : BitConverter.SingleToInt32Bits(value);
    private static long Bits(double value) => double.IsNaN(value) ? 1 : BitConverter.DoubleToInt64Bits(value);

    [Fact]
    public void Float_functions_of_one_value() => KernelRun.Same(
        static (float v) => (
            (Bits(MathF.Sqrt(v)), Bits(XMath.Exp(v)), Bits(XMath.Log(v)), Bits(XMath.Log2(v)), Bits(XMath.Log10(v)), Bits(MathF.Abs(v))),
            (Bits(XMath.Sin(v)), Bits(XMath.Cos(v)), Bits(XMath.Tan(v)), Bits(XMath.Asin(v)), Bits(XMath.Acos(v)), Bits(XMath.Atan(v))),
            (Bits(XMath.Sinh(v)), Bits(XMath.Cosh(v)), Bits(XMath.Tanh(v)), Bits(MathF.Floor(v)), Bits(MathF.Ceiling(v)), Bits(MathF.Truncate(v))),
            (Bits(MathF.Round(v)), Bits(MathF.Round(v, MidpointRounding.AwayFromZero)), Bits(float.Floor(v)), Bits(float.Abs(v))),
            (Bits(XMath.Rsqrt(v)), Bits(XMath.Rcp(v)), Bits(XMath.Exp2(v)), Bits(XMath.RoundToEven(v)), XMath.Sign(v))),
        Floats);

    [Fact]
    public void Double_functions_of_one_value() => KernelRun.Same(
        static (float v) => (Bits(Math.Sqrt(v)), Bits(XMath.Exp((double)v)), Bits(XMath.Log((double)v)), Bits(XMath.Pow(v, 1.5)), Bits(Math.Round((double)v)), Bits(Math.Floor((double)v)), Bits(XMath.Sin((double)v))),
        Floats);

    [Fact]
    public void Float_functions_of_two_values() => KernelRun.Same(
        static ((float A, float B) v) => (
            (Bits(MathF.Min(v.A, v.B)), Bits(MathF.Max(v.A, v.B)), Bits(Math.Min(v.A, v.B)), Bits(IntrinsicMath.Max(v.A, v.B)), Bits(XMath.Min(v.A, v.B))),
            (Bits(XMath.Pow(v.A, v.B)), Bits(XMath.Atan2(v.A, v.B)), Bits(MathF.CopySign(v.A, v.B)), Bits(MathF.IEEERemainder(v.A, v.B))),
            (Bits(MathF.FusedMultiplyAdd(v.A, v.B, 0.1f)), Bits(Math.Clamp(v.A, -1f, 2f)), Bits(XMath.Clamp(v.A, -1f, 2f))),
            (float.IsNaN(v.A), float.IsFinite(v.A), float.IsInfinity(v.A), XMath.IsInfinity(v.B), float.IsNegative(v.A))),
        FloatPairs);

    [Fact]
    public void Integer_functions() => KernelRun.Same(
        static ((int A, int B) v) => (
            (Math.Min(v.A, v.B), Math.Max(v.A, v.B), Math.Min((uint)v.A, (uint)v.B), Math.Max((uint)v.A, (uint)v.B), Math.Max((long)v.A, v.B)),
            (Math.Abs(v.A), Math.Sign(v.A), Math.Clamp(v.A, -5, 100), Math.Clamp((uint)v.A, 5u, 100u), Math.Min((byte)v.A, (byte)v.B), Math.Max((sbyte)v.A, (sbyte)v.B)),
            (IntrinsicMath.Abs(v.A), IntrinsicMath.Min((ushort)v.A, (ushort)v.B), XMath.Clamp((short)v.A, (short)-3, (short)9), Math.BigMul(v.A, v.B))),
        IntPairs);

    [Fact]
    public void Bit_counting() => KernelRun.Same(
        static (int v) => (
            (BitOperations.PopCount((uint)v), BitOperations.LeadingZeroCount((uint)v), BitOperations.TrailingZeroCount(v), BitOperations.Log2((uint)v), BitOperations.RotateLeft((uint)v, 5)),
            (IntrinsicMath.PopCount((long)v), XMath.LeadingZeroCount((ulong)v), int.PopCount(v), long.TrailingZeroCount(v), uint.LeadingZeroCount((uint)v)),
            (BitConverter.SingleToInt32Bits(v), Interop.FloatAsInt((float)v), Interop.IntAsFloat((uint)v & 0x7f000000), BitConverter.DoubleToInt64Bits(v))),
        [.. Ints, int.MinValue]);
}
