using System.Numerics;

namespace ILGPU.Algorithms;

public static partial class XMath
{
    public static double Abs(double value) => Math.Abs(value);
    public static float Abs(float value) => MathF.Abs(value);
    public static short Abs(short value) => value < 0 ? (short)-value : value;
    public static int Abs(int value) => value < 0 ? -value : value;
    public static long Abs(long value) => value < 0 ? -value : value;

    public static int PopCount(int value) => BitOperations.PopCount((uint)value);
    public static int PopCount(uint value) => BitOperations.PopCount(value);
    public static int PopCount(long value) => BitOperations.PopCount((ulong)value);
    public static int PopCount(ulong value) => BitOperations.PopCount(value);

    public static int LeadingZeroCount(int value) => BitOperations.LeadingZeroCount((uint)value);
    public static int LeadingZeroCount(uint value) => BitOperations.LeadingZeroCount(value);
    public static int LeadingZeroCount(long value) => BitOperations.LeadingZeroCount((ulong)value);
    public static int LeadingZeroCount(ulong value) => BitOperations.LeadingZeroCount(value);

    public static int TrailingZeroCount(int value) => BitOperations.TrailingZeroCount(value);
    public static int TrailingZeroCount(uint value) => BitOperations.TrailingZeroCount(value);
    public static int TrailingZeroCount(long value) => BitOperations.TrailingZeroCount(value);
    public static int TrailingZeroCount(ulong value) => BitOperations.TrailingZeroCount(value);

    public static int DivRoundDown(int numerator, int denominator) => numerator / denominator;

    public static int DivRoundUp(int numerator, int denominator) => (numerator + denominator - 1) / denominator;

    public static long DivRoundDown(long numerator, long denominator) => numerator / denominator;

    public static long DivRoundUp(long numerator, long denominator) => (numerator + denominator - 1) / denominator;

    public static IntrinsicMath.IntegerParts Decompose(long value) => IntrinsicMath.Decompose(value);
    public static IntrinsicMath.IntegerParts Decompose(ulong value) => IntrinsicMath.Decompose(value);

    public static ulong ComposeULong(IntrinsicMath.IntegerParts parts) => IntrinsicMath.ComposeULong(parts);

    public static long ComposeLong(IntrinsicMath.IntegerParts parts) => IntrinsicMath.ComposeLong(parts);

    public static double Min(double first, double second) => Math.Min(first, second);
    public static float Min(float first, float second) => MathF.Min(first, second);
    public static short Min(short first, short second) => Math.Min(first, second);
    public static int Min(int first, int second) => Math.Min(first, second);
    public static long Min(long first, long second) => Math.Min(first, second);
    public static byte Min(byte first, byte second) => Math.Min(first, second);
    public static uint Min(uint first, uint second) => Math.Min(first, second);
    public static ulong Min(ulong first, ulong second) => Math.Min(first, second);

    public static double Max(double first, double second) => Math.Max(first, second);
    public static float Max(float first, float second) => MathF.Max(first, second);
    public static short Max(short first, short second) => Math.Max(first, second);
    public static int Max(int first, int second) => Math.Max(first, second);
    public static long Max(long first, long second) => Math.Max(first, second);
    public static byte Max(byte first, byte second) => Math.Max(first, second);
    public static uint Max(uint first, uint second) => Math.Max(first, second);
    public static ulong Max(ulong first, ulong second) => Math.Max(first, second);

    public static double Clamp(double value, double min, double max) => Max(Min(value, max), min);
    public static float Clamp(float value, float min, float max) => Max(Min(value, max), min);
    public static short Clamp(short value, short min, short max) => Max(Min(value, max), min);
    public static int Clamp(int value, int min, int max) => Max(Min(value, max), min);
    public static long Clamp(long value, long min, long max) => Max(Min(value, max), min);
    public static byte Clamp(byte value, byte min, byte max) => Max(Min(value, max), min);
    public static uint Clamp(uint value, uint min, uint max) => Max(Min(value, max), min);
    public static ulong Clamp(ulong value, ulong min, ulong max) => Max(Min(value, max), min);

    public static bool IsNaN(double value) => double.IsNaN(value);
    public static bool IsNaN(float value) => float.IsNaN(value);

    public static bool IsInfinity(double value) => Math.Abs(value) == double.PositiveInfinity;
    public static bool IsInfinity(float value) => MathF.Abs(value) == float.PositiveInfinity;

    public static bool IsFinite(double value) => Math.Abs(value) < double.PositiveInfinity;
    public static bool IsFinite(float value) => MathF.Abs(value) < float.PositiveInfinity;

    public static int Sign(double value) => value < 0 ? -1 : value > 0 ? 1 : 0;
    public static int Sign(float value) => value < 0 ? -1 : value > 0 ? 1 : 0;
}
