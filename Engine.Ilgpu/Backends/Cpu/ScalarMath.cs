using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>What emitted code calls where one IL instruction or framework method does not have the IR's meaning.</summary>
internal static class ScalarMath
{
    private static readonly Dictionary<string, MethodInfo> Methods = typeof(ScalarMath)
        .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(method => method.Name != nameof(Method))
        .ToDictionary(method => method.Name);

    public static MethodInfo Method(string name) => Methods[name];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DivI32(int a, int b) => b == 0 ? -1 : b == -1 ? unchecked(-a) : a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long DivI64(long a, long b) => b == 0 ? -1 : b == -1 ? unchecked(-a) : a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RemI32(int a, int b) => b == 0 ? a : b == -1 ? 0 : a % b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long RemI64(long a, long b) => b == 0 ? a : b == -1 ? 0 : a % b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint DivU32(uint a, uint b) => b == 0 ? uint.MaxValue : a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong DivU64(ulong a, ulong b) => b == 0 ? ulong.MaxValue : a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RemU32(uint a, uint b) => b == 0 ? a : a % b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong RemU64(ulong a, ulong b) => b == 0 ? a : a % b;

    // Math.Abs throws for MinValue; the IR wraps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AbsI32(int a) => unchecked((a ^ (a >> 31)) - (a >> 31));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long AbsI64(long a) => unchecked((a ^ (a >> 63)) - (a >> 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PopCountI32(int a) => BitOperations.PopCount((uint)a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long PopCountI64(long a) => BitOperations.PopCount((ulong)a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeadingZerosI32(int a) => BitOperations.LeadingZeroCount((uint)a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long LeadingZerosI64(long a) => BitOperations.LeadingZeroCount((ulong)a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TrailingZerosI32(int a) => BitOperations.TrailingZeroCount(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TrailingZerosI64(long a) => BitOperations.TrailingZeroCount(a);

    // Min(x, -0): .NET 10 compiles Math.Min with that constant to an instruction that gives +0 for x = +0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MinNegativeZeroF32(float a) => a < 0 || float.IsNaN(a) ? a : -0f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MinNegativeZeroF64(double a) => a < 0 || double.IsNaN(a) ? a : -0d;

    public static float RoundAwayF32(float a) => MathF.Round(a, MidpointRounding.AwayFromZero);
    public static double RoundAwayF64(double a) => Math.Round(a, MidpointRounding.AwayFromZero);

    // Not BitConverter.Int32BitsToSingle: .NET 10 makes of it, where the bits were just read from an sbyte or short in
    // memory and widened, a load of four bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AsFloat32(int bits) => Vector128.CreateScalarUnsafe(bits).AsSingle().ToScalar();

    // Not inlined: the JIT would make a literal of constant bits, hold it as a double, and so quiet a signalling NaN.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float ConstantNaN(int bits) => BitConverter.Int32BitsToSingle(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AsFloat64(long bits) => BitConverter.Int64BitsToDouble(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AsInt32(float value) => BitConverter.SingleToInt32Bits(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long AsInt64(double value) => BitConverter.DoubleToInt64Bits(value);

    // As Semantics has it: through f64, which holds every f32.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FloatToI32(double a) => (int)a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FloatToI64(double a) => (long)a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FloatToU32(double a) => (int)(uint)a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FloatToU64(double a) => (long)(ulong)a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float U64ToF32(long a) => (ulong)a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double U64ToF64(long a) => (ulong)a;
}
