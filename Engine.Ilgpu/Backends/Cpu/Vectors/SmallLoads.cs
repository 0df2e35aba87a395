using System.Reflection;
using System.Runtime.Intrinsics;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Reads a warp's neighbouring bytes or 16-bit numbers into lanes of 32 bits, sign-extended.</summary>
internal static unsafe class SmallLoads
{
    public static MethodInfo Method(int lanes, bool isShort) => typeof(SmallLoads).GetMethod((isShort ? "Shorts" : "Bytes") + lanes)!;

    public static Vector512<int> Bytes16(sbyte* address)
    {
        var words = Vector256.WidenLower(Vector128.Load(address).ToVector256Unsafe());
        return Vector512.WidenLower(words.ToVector512Unsafe());
    }

    public static Vector256<int> Bytes8(sbyte* address)
    {
        var words = Vector128.WidenLower(Vector64.Load(address).ToVector128Unsafe());
        return Vector256.WidenLower(words.ToVector256Unsafe());
    }

    public static Vector128<int> Bytes4(sbyte* address)
    {
        var bytes = Vector128.CreateScalar(*(int*)address).AsSByte();
        return Vector128.WidenLower(Vector128.WidenLower(bytes));
    }

    public static Vector512<int> Shorts16(short* address) => Vector512.WidenLower(Vector256.Load(address).ToVector512Unsafe());

    public static Vector256<int> Shorts8(short* address) => Vector256.WidenLower(Vector128.Load(address).ToVector256Unsafe());

    public static Vector128<int> Shorts4(short* address) => Vector128.WidenLower(Vector64.Load(address).ToVector128Unsafe());
}
