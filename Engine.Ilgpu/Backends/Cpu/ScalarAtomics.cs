using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Atomic operations of emitted code. Each returns the value that memory held before.</summary>
internal static unsafe class ScalarAtomics
{
    /// <summary>The method (address, value) → old for a kind and type.</summary>
    public static MethodInfo Method(AtomicKind kind, IRType type)
    {
        string suffix = Suffix(type);
        bool isFloat = type.IsFloat();
        string name = kind switch
        {
            AtomicKind.MinUnsigned when !isFloat => "MinUnsigned",
            AtomicKind.MaxUnsigned when !isFloat => "MaxUnsigned",
            AtomicKind.And or AtomicKind.Or or AtomicKind.Xor when !isFloat => kind.ToString(),
            AtomicKind.Add or AtomicKind.Min or AtomicKind.Max or AtomicKind.Exchange => kind.ToString(),
            _ => throw new ArgumentException($"An atomic {kind} is not defined on {type.Name()}."),
        };
        return Find(name + suffix);
    }

    /// <summary>The method (address, compare, value) → old.</summary>
    public static MethodInfo CompareExchange(IRType type) => Find("CompareExchange" + Suffix(type));

    private static string Suffix(IRType type) => type switch
    {
        IRType.Int32 => "I32",
        IRType.Int64 or IRType.Pointer => "I64",
        IRType.Float32 => "F32",
        IRType.Float64 => "F64",
        _ => throw new ArgumentException($"Atomics are not defined on {type.Name()}."),
    };

    private static MethodInfo Find(string name) =>
        typeof(ScalarAtomics).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)
        ?? throw new ArgumentException($"There is no atomic operation {name}.");

    internal static int AddI32(nint p, int v) => unchecked(Interlocked.Add(ref *(int*)p, v) - v);
    internal static long AddI64(nint p, long v) => unchecked(Interlocked.Add(ref *(long*)p, v) - v);
    internal static float AddF32(nint p, float v) => Update<float, AddOf<float>>(ref *(float*)p, v);
    internal static double AddF64(nint p, double v) => Update<double, AddOf<double>>(ref *(double*)p, v);

    internal static int MinI32(nint p, int v) => Update<int, MinOf<int>>(ref *(int*)p, v);
    internal static long MinI64(nint p, long v) => Update<long, MinOf<long>>(ref *(long*)p, v);
    internal static float MinF32(nint p, float v) => Update<float, MinOf<float>>(ref *(float*)p, v);
    internal static double MinF64(nint p, double v) => Update<double, MinOf<double>>(ref *(double*)p, v);
    internal static int MinUnsignedI32(nint p, int v) => (int)Update<uint, MinOf<uint>>(ref *(uint*)p, (uint)v);
    internal static long MinUnsignedI64(nint p, long v) => (long)Update<ulong, MinOf<ulong>>(ref *(ulong*)p, (ulong)v);

    internal static int MaxI32(nint p, int v) => Update<int, MaxOf<int>>(ref *(int*)p, v);
    internal static long MaxI64(nint p, long v) => Update<long, MaxOf<long>>(ref *(long*)p, v);
    internal static float MaxF32(nint p, float v) => Update<float, MaxOf<float>>(ref *(float*)p, v);
    internal static double MaxF64(nint p, double v) => Update<double, MaxOf<double>>(ref *(double*)p, v);
    internal static int MaxUnsignedI32(nint p, int v) => (int)Update<uint, MaxOf<uint>>(ref *(uint*)p, (uint)v);
    internal static long MaxUnsignedI64(nint p, long v) => (long)Update<ulong, MaxOf<ulong>>(ref *(ulong*)p, (ulong)v);

    internal static int AndI32(nint p, int v) => Interlocked.And(ref *(int*)p, v);
    internal static long AndI64(nint p, long v) => Interlocked.And(ref *(long*)p, v);
    internal static int OrI32(nint p, int v) => Interlocked.Or(ref *(int*)p, v);
    internal static long OrI64(nint p, long v) => Interlocked.Or(ref *(long*)p, v);
    internal static int XorI32(nint p, int v) => Update<int, XorOf<int>>(ref *(int*)p, v);
    internal static long XorI64(nint p, long v) => Update<long, XorOf<long>>(ref *(long*)p, v);

    internal static int ExchangeI32(nint p, int v) => Interlocked.Exchange(ref *(int*)p, v);
    internal static long ExchangeI64(nint p, long v) => Interlocked.Exchange(ref *(long*)p, v);
    internal static float ExchangeF32(nint p, float v) => Interlocked.Exchange(ref *(float*)p, v);
    internal static double ExchangeF64(nint p, double v) => Interlocked.Exchange(ref *(double*)p, v);

    internal static int CompareExchangeI32(nint p, int compare, int v) =>
        Interlocked.CompareExchange(ref *(int*)p, v, compare);
    internal static long CompareExchangeI64(nint p, long compare, long v) =>
        Interlocked.CompareExchange(ref *(long*)p, v, compare);
    internal static float CompareExchangeF32(nint p, float compare, float v) =>
        Interlocked.CompareExchange(ref *(float*)p, v, compare);
    internal static double CompareExchangeF64(nint p, double compare, double v) =>
        Interlocked.CompareExchange(ref *(double*)p, v, compare);

    private interface IUpdate<T>
    {
        static abstract T Apply(T old, T value);
    }

    private readonly struct AddOf<T> : IUpdate<T> where T : INumber<T>
    {
        public static T Apply(T old, T value) => old + value;
    }

    private readonly struct MinOf<T> : IUpdate<T> where T : INumber<T>
    {
        public static T Apply(T old, T value) => T.Min(old, value);
    }

    private readonly struct MaxOf<T> : IUpdate<T> where T : INumber<T>
    {
        public static T Apply(T old, T value) => T.Max(old, value);
    }

    private readonly struct XorOf<T> : IUpdate<T> where T : IBinaryInteger<T>
    {
        public static T Apply(T old, T value) => old ^ value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Update<T, TUpdate>(ref T target, T value)
        where T : unmanaged
        where TUpdate : IUpdate<T>
    {
        // Compared by bits: a NaN in memory must not loop for ever.
        T old = sizeof(T) == 4
            ? Unsafe.BitCast<int, T>(Volatile.Read(ref Unsafe.As<T, int>(ref target)))
            : Unsafe.BitCast<long, T>(Volatile.Read(ref Unsafe.As<T, long>(ref target)));
        while (true)
        {
            T updated = TUpdate.Apply(old, value);
            bool swapped;
            T seen;
            if (sizeof(T) == 4)
            {
                int expected = Unsafe.BitCast<T, int>(old);
                int found = Interlocked.CompareExchange(
                    ref Unsafe.As<T, int>(ref target), Unsafe.BitCast<T, int>(updated), expected);
                swapped = found == expected;
                seen = Unsafe.BitCast<int, T>(found);
            }
            else
            {
                long expected = Unsafe.BitCast<T, long>(old);
                long found = Interlocked.CompareExchange(
                    ref Unsafe.As<T, long>(ref target), Unsafe.BitCast<T, long>(updated), expected);
                swapped = found == expected;
                seen = Unsafe.BitCast<long, T>(found);
            }
            if (swapped)
                return old;
            old = seen;
        }
    }
}
