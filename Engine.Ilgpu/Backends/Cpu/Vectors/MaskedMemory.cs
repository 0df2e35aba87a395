using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Loads and stores of some lanes of a vector, for elements of 32 and of 64 bits. The memory of the other lanes is not
/// touched; loads leave 0 there.
/// </summary>
internal static unsafe class MaskedMemory
{
    private static readonly Type? Instructions512 = Avx512F.IsSupported ? typeof(Avx512F) : null;
    private static readonly Type? Instructions256 = Avx2.IsSupported ? typeof(Avx2) : null;

    /// <summary>
    /// Load(address, mask) or Store(address, mask, value) for vectors of a size with elements of int or long: the
    /// instruction where there is one, which spares the JIT to inline it.
    /// </summary>
    public static MethodInfo Method(bool isLoad, int vectorBytes, Type element)
    {
        var address = element.MakePointerType();
        var vector = VectorIsa.Of(vectorBytes / 4).Vector(element);
        var instructions = vectorBytes == 64 ? Instructions512 : Instructions256;
        Type[] parameters = isLoad ? [address, vector] : [address, vector, vector];
        return instructions?.GetMethod(isLoad ? "MaskLoad" : "MaskStore", parameters)
            ?? typeof(MaskedMemory).GetMethod($"{(isLoad ? "Load" : "Store")}{vectorBytes * 8}", parameters)!;
    }

    public static Vector512<int> Load512(int* address, Vector512<int> mask) =>
        Avx512F.IsSupported ? Avx512F.MaskLoad(address, mask, Vector512<int>.Zero) : Vector512.Create(Load256(address, mask.GetLower()), Load256(address + 8, mask.GetUpper()));

    public static Vector512<long> Load512(long* address, Vector512<long> mask) =>
        Avx512F.IsSupported ? Avx512F.MaskLoad(address, mask, Vector512<long>.Zero) : Vector512.Create(Load256(address, mask.GetLower()), Load256(address + 4, mask.GetUpper()));

    public static Vector256<int> Load256(int* address, Vector256<int> mask) =>
        Avx2.IsSupported ? Avx2.MaskLoad(address, mask) : Vector256.Create(Load128(address, mask.GetLower()), Load128(address + 4, mask.GetUpper()));

    public static Vector256<long> Load256(long* address, Vector256<long> mask) =>
        Avx2.IsSupported ? Avx2.MaskLoad(address, mask) : Vector256.Create(Load128(address, mask.GetLower()), Load128(address + 2, mask.GetUpper()));

    public static Vector128<int> Load128(int* address, Vector128<int> mask)
    {
        if (Avx2.IsSupported)
            return Avx2.MaskLoad(address, mask);
        var result = Vector128<int>.Zero;
        for (int lane = 0; lane < 4; lane++)
        {
            if (mask[lane] != 0)
                result = result.WithElement(lane, address[lane]);
        }
        return result;
    }

    public static Vector128<long> Load128(long* address, Vector128<long> mask)
    {
        if (Avx2.IsSupported)
            return Avx2.MaskLoad(address, mask);
        return Vector128.Create(mask[0] != 0 ? address[0] : 0, mask[1] != 0 ? address[1] : 0);
    }

    public static void Store512(int* address, Vector512<int> mask, Vector512<int> value)
    {
        Store256(address, mask.GetLower(), value.GetLower());
        Store256(address + 8, mask.GetUpper(), value.GetUpper());
    }

    public static void Store512(long* address, Vector512<long> mask, Vector512<long> value)
    {
        Store256(address, mask.GetLower(), value.GetLower());
        Store256(address + 4, mask.GetUpper(), value.GetUpper());
    }

    public static void Store256(int* address, Vector256<int> mask, Vector256<int> value)
    {
        if (Avx2.IsSupported)
        {
            Avx2.MaskStore(address, mask, value);
            return;
        }
        Store128(address, mask.GetLower(), value.GetLower());
        Store128(address + 4, mask.GetUpper(), value.GetUpper());
    }

    public static void Store256(long* address, Vector256<long> mask, Vector256<long> value)
    {
        if (Avx2.IsSupported)
        {
            Avx2.MaskStore(address, mask, value);
            return;
        }
        Store128(address, mask.GetLower(), value.GetLower());
        Store128(address + 2, mask.GetUpper(), value.GetUpper());
    }

    public static void Store128(int* address, Vector128<int> mask, Vector128<int> value)
    {
        if (Avx2.IsSupported)
        {
            Avx2.MaskStore(address, mask, value);
            return;
        }
        for (int lane = 0; lane < 4; lane++)
        {
            if (mask[lane] != 0)
                address[lane] = value[lane];
        }
    }

    public static void Store128(long* address, Vector128<long> mask, Vector128<long> value)
    {
        if (Avx2.IsSupported)
        {
            Avx2.MaskStore(address, mask, value);
            return;
        }
        for (int lane = 0; lane < 2; lane++)
        {
            if (mask[lane] != 0)
                address[lane] = value[lane];
        }
    }
}
