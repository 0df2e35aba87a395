using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ILGPU;

/// <summary>Sizes, offsets and bits of types.</summary>
public static class Interop
{
    /// <summary>The bytes from the address to the next aligned one.</summary>
    /// <param name="alignmentInBytes">A power of two.</param>
    public static int ComputeAlignmentOffset(long ptr, int alignmentInBytes) => (int)(-ptr & (alignmentInBytes - 1));

    public static int SizeOf<T>()
        where T : unmanaged => Unsafe.SizeOf<T>();

    public static int SizeOf<T>(T structure)
        where T : unmanaged => Unsafe.SizeOf<T>();

    public static int SizeOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return RuntimeHelpers.SizeOf(type.TypeHandle);
    }

    /// <summary>The elements of the first type that hold the given number of the second, rounded up.</summary>
    public static long ComputeRelativeSizeOf<TFirst, TSecond>(long numSecondElements)
        where TFirst : unmanaged
        where TSecond : unmanaged =>
        (numSecondElements * Unsafe.SizeOf<TSecond>() + Unsafe.SizeOf<TFirst>() - 1) / Unsafe.SizeOf<TFirst>();

    public static int OffsetOf<T>(string fieldName)
        where T : unmanaged => (int)Marshal.OffsetOf<T>(fieldName);

    public static uint FloatAsInt(float value) => BitConverter.SingleToUInt32Bits(value);
    public static ulong FloatAsInt(double value) => BitConverter.DoubleToUInt64Bits(value);
    public static float IntAsFloat(uint value) => BitConverter.UInt32BitsToSingle(value);
    public static double IntAsFloat(ulong value) => BitConverter.UInt64BitsToDouble(value);
}
