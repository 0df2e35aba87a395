namespace Engine.Tests.Ilgpu.Differential;

/// <summary>What every random kernel may use: C# that is compiled once with each batch.</summary>
internal static class Prelude
{
    public const string Usings = """
        using System;
        using System.Numerics;
        using System.Runtime.CompilerServices;
        using ILGPU;
        using ILGPU.Algorithms;
        using ILGPU.Algorithms.ScanReduceOperations;

        """;

    public const string Source = Usings + """
        public interface IBinaryOp<T> where T : struct { static abstract T Invoke(T a, T b); }
        public interface IUnaryOp<T> where T : struct { T Invoke(T x); }

        public struct AddOp : IBinaryOp<int>, IBinaryOp<long>, IBinaryOp<float>, IBinaryOp<double>
        {
            public static int Invoke(int a, int b) => a + b;
            public static long Invoke(long a, long b) => a + b;
            public static float Invoke(float a, float b) => a + b;
            public static double Invoke(double a, double b) => a + b;
        }

        public struct MixOp : IBinaryOp<int>, IBinaryOp<uint>, IBinaryOp<long>, IBinaryOp<float>
        {
            public static int Invoke(int a, int b) => (a << 3) ^ (b >> 1);
            public static uint Invoke(uint a, uint b) => a > b ? a - b : (b >> 2) + a;
            public static long Invoke(long a, long b) { if ((a & 1) == 0) return b; return a * 31 + b; }
            public static float Invoke(float a, float b) => a < b ? a : b - a;
        }

        public struct Reversed<TOp, T> : IBinaryOp<T> where TOp : struct, IBinaryOp<T> where T : struct
        {
            public static T Invoke(T a, T b) => TOp.Invoke(b, a);
        }

        public struct Scale : IUnaryOp<float>, IUnaryOp<int>
        {
            public float Factor;
            public int Bias;
            public Scale(float factor, int bias) { Factor = factor; Bias = bias; }
            public float Invoke(float x) => x * Factor;
            public int Invoke(int x) => x + Bias;
        }

        public struct Pair<TA, TB> where TA : unmanaged where TB : unmanaged
        {
            public TA First;
            public TB Second;
            public Pair(TA first, TB second) { First = first; Second = second; }
            public Pair<TB, TA> Swapped() => new Pair<TB, TA>(Second, First);
        }

        public static class Lib
        {
            public static T Id<T>(T x) => x;
            public static T Apply<TOp, T>(T a, T b) where TOp : struct, IBinaryOp<T> where T : struct => TOp.Invoke(a, b);
            public static T Repeat<TOp, T>(T a, T b, int n) where TOp : struct, IBinaryOp<T> where T : struct
            {
                for (int k = 0; k < n; k++)
                    a = TOp.Invoke(a, b);
                return a;
            }
            public static T Map<TOp, T>(TOp op, T x) where TOp : struct, IUnaryOp<T> where T : struct => op.Invoke(x);
            public static T At<T>(T[] array, int index) => array[index];
            public static T At<T>(ArrayView<T> view, int index) where T : unmanaged => index < view.Length ? view[index] : default;
            public static void Swap<T>(ref T a, ref T b) { T t = a; a = b; b = t; }
            public static ref T Pick<T>(bool first, ref T a, ref T b)
            {
                if (first)
                    return ref a;
                return ref b;
            }
            public static T Chain<T>(T a, T b, bool swap) where T : unmanaged
            {
                var pair = new Pair<T, Pair<bool, T>>(a, new Pair<bool, T>(swap, b));
                var other = pair.Swapped();
                return other.First.First ? other.First.Second : other.Second;
            }

            // Division as kernels define it: x/0 has all bits set, x%0 is x, MinValue/-1 is MinValue.
            public static int Div(int a, int b) => b == 0 ? -1 : b == -1 ? unchecked(-a) : a / b;
            public static long Div(long a, long b) => b == 0 ? -1 : b == -1 ? unchecked(-a) : a / b;
            public static uint Div(uint a, uint b) => b == 0 ? uint.MaxValue : a / b;
            public static ulong Div(ulong a, ulong b) => b == 0 ? ulong.MaxValue : a / b;
            public static int Rem(int a, int b) => b == 0 ? a : b == -1 ? 0 : a % b;
            public static long Rem(long a, long b) => b == 0 ? a : b == -1 ? 0 : a % b;
            public static uint Rem(uint a, uint b) => b == 0 ? a : a % b;
            public static ulong Rem(ulong a, ulong b) => b == 0 ? a : a % b;
            public static int Abs(int a) => a < 0 ? unchecked(-a) : a;
            public static long Abs(long a) => a < 0 ? unchecked(-a) : a;

            public static float Number(float x) => float.IsNaN(x) ? 1 : x;
            public static double Number(double x) => double.IsNaN(x) ? 1 : x;

            // Not inlined: .NET 10 folds the bit count of a 64-bit constant into a number that it then multiplies in 64 bits.
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static T Opaque<T>(T x) => x;

            // Not inlined: .NET 10 then reads four bytes where the bits come from an sbyte in memory.
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static float BitsToFloat(uint bits) => BitConverter.UInt32BitsToSingle(bits);
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static double BitsToDouble(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

            public static bool FromBool(long bits) => (bits & 1) != 0;
            public static sbyte FromSByte(long bits) => unchecked((sbyte)bits);
            public static byte FromByte(long bits) => unchecked((byte)bits);
            public static short FromShort(long bits) => unchecked((short)bits);
            public static ushort FromUShort(long bits) => unchecked((ushort)bits);
            public static int FromInt(long bits) => unchecked((int)bits);
            public static uint FromUInt(long bits) => unchecked((uint)bits);
            public static long FromLong(long bits) => bits;
            public static ulong FromULong(long bits) => unchecked((ulong)bits);
            public static float FromFloat(long bits) => BitConverter.Int32BitsToSingle(unchecked((int)bits));
            public static double FromDouble(long bits) => BitConverter.Int64BitsToDouble(bits);
        }

        """;
}
