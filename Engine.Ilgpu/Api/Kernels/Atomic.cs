using System.Runtime.CompilerServices;
using ILGPU.AtomicOperations;

namespace ILGPU;

/// <summary>
/// Operations that no other work item can split; all return the value before. In kernels they are operations of
/// the compiler, on the host they do the same through <see cref="Interlocked"/>.
/// </summary>
public static partial class Atomic
{
    public static int Add(ref int target, int value) => Interlocked.Add(ref target, value) - value;
    public static long Add(ref long target, long value) => Interlocked.Add(ref target, value) - value;
    public static uint Add(ref uint target, uint value) => Interlocked.Add(ref target, value) - value;
    public static ulong Add(ref ulong target, ulong value) => Interlocked.Add(ref target, value) - value;

    public static float Add(ref float target, float value)
    {
        float current = Volatile.Read(ref target);
        while (true)
        {
            float seen = Interlocked.CompareExchange(ref target, current + value, current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static double Add(ref double target, double value)
    {
        double current = Volatile.Read(ref target);
        while (true)
        {
            double seen = Interlocked.CompareExchange(ref target, current + value, current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static Index1D Add(ref Index1D target, Index1D value) => Add(ref Unsafe.As<Index1D, int>(ref target), value.X);

    public static int Exchange(ref int target, int value) => Interlocked.Exchange(ref target, value);
    public static long Exchange(ref long target, long value) => Interlocked.Exchange(ref target, value);
    public static uint Exchange(ref uint target, uint value) => Interlocked.Exchange(ref target, value);
    public static ulong Exchange(ref ulong target, ulong value) => Interlocked.Exchange(ref target, value);
    public static float Exchange(ref float target, float value) => Interlocked.Exchange(ref target, value);
    public static double Exchange(ref double target, double value) => Interlocked.Exchange(ref target, value);

    public static int CompareExchange(ref int target, int compare, int value) =>
        Interlocked.CompareExchange(ref target, value, compare);

    public static long CompareExchange(ref long target, long compare, long value) =>
        Interlocked.CompareExchange(ref target, value, compare);

    public static uint CompareExchange(ref uint target, uint compare, uint value) =>
        Interlocked.CompareExchange(ref target, value, compare);

    public static ulong CompareExchange(ref ulong target, ulong compare, ulong value) =>
        Interlocked.CompareExchange(ref target, value, compare);

    public static float CompareExchange(ref float target, float compare, float value) =>
        Interlocked.CompareExchange(ref target, value, compare);

    public static double CompareExchange(ref double target, double compare, double value) =>
        Interlocked.CompareExchange(ref target, value, compare);

    public static Index1D Exchange(ref Index1D target, Index1D value) =>
        Exchange(ref Unsafe.As<Index1D, int>(ref target), value.X);

    public static Index1D CompareExchange(ref Index1D target, Index1D compare, Index1D value) =>
        CompareExchange(ref Unsafe.As<Index1D, int>(ref target), compare.X, value.X);

    /// <summary>An atomic operation of the caller's own, by repeated compare and exchange.</summary>
    public static T MakeAtomic<T, TOperation, TCompareExchangeOperation>(
        ref T target,
        T value,
        TOperation operation,
        TCompareExchangeOperation compareExchangeOperation)
        where T : unmanaged
        where TOperation : struct, IAtomicOperation<T>
        where TCompareExchangeOperation : struct, ICompareExchangeOperation<T>
    {
        T current = target;
        T expected;
        do
        {
            expected = current;
            current = compareExchangeOperation.CompareExchange(ref target, expected, operation.Operation(expected, value));
        }
        while (!compareExchangeOperation.IsSame(expected, current));
        return current;
    }
}
