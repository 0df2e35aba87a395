using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Loads of lanes that lie apart, for elements of 32 and of 64 bits, and of less; only the lanes of the mask touch memory, the
/// others get 0. An address is a base and an index (sign-extended, times the scale), or whole. Needs AVX2.
/// </summary>
internal static unsafe class Gathers
{
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Indexed32 or Indexed64: (base, indices, mask, scale[, part]).</summary>
    public static MethodInfo Indexed(int vectorBytes, bool isWide)
    {
        var vector = VectorIsa.Of(vectorBytes / 4).Vector(typeof(int));
        return isWide
            ? Find("Indexed64", [typeof(nint), vector, vector, typeof(byte), typeof(int)])
            : Find("Indexed32", [typeof(nint), vector, vector, typeof(byte)]);
    }

    /// <summary>Addressed32: (lower addresses, upper addresses, mask); Addressed64: (addresses, mask) of one part.</summary>
    public static MethodInfo Addressed(int vectorBytes, bool isWide)
    {
        var isa = VectorIsa.Of(vectorBytes / 4);
        var (addresses, mask) = (isa.Vector(typeof(long)), isa.Vector(typeof(int)));
        return isWide ? Find("Addressed64", [addresses, addresses]) : Find("Addressed32", [addresses, addresses, mask]);
    }

    /// <summary>Small: (lower addresses, upper addresses, mask, bits of an element); sign-extended.</summary>
    public static MethodInfo Small(int vectorBytes)
    {
        var isa = VectorIsa.Of(vectorBytes / 4);
        var addresses = isa.Vector(typeof(long));
        return Find("Small", [addresses, addresses, isa.Vector(typeof(int)), typeof(int)]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Indexed32(nint origin, Vector512<int> index, Vector512<int> mask, byte scale) => Join(
        Indexed32(origin, index.GetLower(), mask.GetLower(), scale), Indexed32(origin, index.GetUpper(), mask.GetUpper(), scale));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Indexed32(nint origin, Vector256<int> index, Vector256<int> mask, byte scale) => scale switch
    {
        1 => Avx2.GatherMaskVector256(Vector256<int>.Zero, (int*)origin, index, mask, 1),
        2 => Avx2.GatherMaskVector256(Vector256<int>.Zero, (int*)origin, index, mask, 2),
        4 => Avx2.GatherMaskVector256(Vector256<int>.Zero, (int*)origin, index, mask, 4),
        _ => Avx2.GatherMaskVector256(Vector256<int>.Zero, (int*)origin, index, mask, 8),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Indexed32(nint origin, Vector128<int> index, Vector128<int> mask, byte scale) => scale switch
    {
        1 => Avx2.GatherMaskVector128(Vector128<int>.Zero, (int*)origin, index, mask, 1),
        2 => Avx2.GatherMaskVector128(Vector128<int>.Zero, (int*)origin, index, mask, 2),
        4 => Avx2.GatherMaskVector128(Vector128<int>.Zero, (int*)origin, index, mask, 4),
        _ => Avx2.GatherMaskVector128(Vector128<int>.Zero, (int*)origin, index, mask, 8),
    };

    /// <param name="part">0: the lower half of the lanes; 1: the upper.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<long> Indexed64(nint origin, Vector512<int> index, Vector512<int> mask, byte scale, int part)
    {
        var (half, active) = part == 0 ? (index.GetLower(), mask.GetLower()) : (index.GetUpper(), mask.GetUpper());
        return Join(
            Four(origin, half.GetLower(), active.GetLower(), scale), Four(origin, half.GetUpper(), active.GetUpper(), scale));
    }

    /// <inheritdoc cref="Indexed64(nint, Vector512{int}, Vector512{int}, byte, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Indexed64(nint origin, Vector256<int> index, Vector256<int> mask, byte scale, int part) => part == 0
        ? Four(origin, index.GetLower(), mask.GetLower(), scale)
        : Four(origin, index.GetUpper(), mask.GetUpper(), scale);

    /// <inheritdoc cref="Indexed64(nint, Vector512{int}, Vector512{int}, byte, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> Indexed64(nint origin, Vector128<int> index, Vector128<int> mask, byte scale, int part)
    {
        var four = Four(origin, index, mask, scale);
        return part == 0 ? four.GetLower() : four.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Addressed32(Vector512<long> lower, Vector512<long> upper, Vector512<int> mask) => Join(
        Addressed32(lower.GetLower(), lower.GetUpper(), mask.GetLower()), Addressed32(upper.GetLower(), upper.GetUpper(), mask.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Addressed32(Vector256<long> lower, Vector256<long> upper, Vector256<int> mask) => Join(
        Avx2.GatherMaskVector128(Vector128<int>.Zero, null, lower, mask.GetLower(), 1),
        Avx2.GatherMaskVector128(Vector128<int>.Zero, null, upper, mask.GetUpper(), 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Addressed32(Vector128<long> lower, Vector128<long> upper, Vector128<int> mask) =>
        Avx2.GatherMaskVector128(Vector128<int>.Zero, null, Vector256.Create(lower, upper), mask, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<long> Addressed64(Vector512<long> address, Vector512<long> mask) =>
        Join(Addressed64(address.GetLower(), mask.GetLower()), Addressed64(address.GetUpper(), mask.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Addressed64(Vector256<long> address, Vector256<long> mask) =>
        Avx2.GatherMaskVector256(Vector256<long>.Zero, null, address, mask, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> Addressed64(Vector128<long> address, Vector128<long> mask) =>
        Avx2.GatherMaskVector128(Vector128<long>.Zero, null, address, mask, 1);

    public static Vector512<int> Small(Vector512<long> lower, Vector512<long> upper, Vector512<int> mask, int bits) => Join(
        Small(lower.GetLower(), lower.GetUpper(), mask.GetLower(), bits), Small(upper.GetLower(), upper.GetUpper(), mask.GetUpper(), bits));

    /// <summary>Reads the aligned 32 bits around each element, which lie in its page, and cuts the element out.</summary>
    public static Vector256<int> Small(Vector256<long> lower, Vector256<long> upper, Vector256<int> mask, int bits)
    {
        var words = Addressed32(lower & Vector256.Create(~3L), upper & Vector256.Create(~3L), mask);
        return Cut(words, Vector256.Narrow(lower, upper), bits);
    }

    /// <inheritdoc cref="Small(Vector256{long}, Vector256{long}, Vector256{int}, int)"/>
    public static Vector128<int> Small(Vector128<long> lower, Vector128<long> upper, Vector128<int> mask, int bits)
    {
        var words = Addressed32(lower & Vector128.Create(~3L), upper & Vector128.Create(~3L), mask);
        return Cut(words.ToVector256(), Vector128.Narrow(lower, upper).ToVector256(), bits).GetLower();
    }

    private static Vector256<int> Cut(Vector256<int> words, Vector256<int> addresses, int bits)
    {
        var shift = (addresses & Vector256.Create(3)) << 3;
        return Avx2.ShiftRightLogicalVariable(words, shift.AsUInt32()) << (32 - bits) >> (32 - bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Four(nint origin, Vector128<int> index, Vector128<int> mask, byte scale)
    {
        var wide = Avx2.ConvertToVector256Int64(mask);
        return scale switch
        {
            1 => Avx2.GatherMaskVector256(Vector256<long>.Zero, (long*)origin, index, wide, 1),
            2 => Avx2.GatherMaskVector256(Vector256<long>.Zero, (long*)origin, index, wide, 2),
            4 => Avx2.GatherMaskVector256(Vector256<long>.Zero, (long*)origin, index, wide, 4),
            _ => Avx2.GatherMaskVector256(Vector256<long>.Zero, (long*)origin, index, wide, 8),
        };
    }

    private static MethodInfo Find(string name, Type[] parameters) => typeof(Gathers).GetMethod(name, parameters)!;

    // Create(lower, upper) inserts both halves into whatever the register held, and so waits for it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Join<T>(Vector256<T> lower, Vector256<T> upper) => lower.ToVector512Unsafe().WithUpper(upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Join<T>(Vector128<T> lower, Vector128<T> upper) => lower.ToVector256Unsafe().WithUpper(upper);
}
