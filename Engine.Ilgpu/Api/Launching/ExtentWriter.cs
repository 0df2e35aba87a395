namespace ILGPU.Runtime;

/// <summary>Writes the extent of an implicitly grouped launch, which comes before the arguments.</summary>
internal static unsafe class ExtentWriter
{
    /// <summary>The most bytes that an extent takes.</summary>
    public const int MaximumSize = 24;

    /// <returns>Where the arguments go on.</returns>
    public static byte* Write<TIndex>(TIndex extent, byte* block, out Index3D dimensions)
        where TIndex : struct, IIndex
    {
        // Each comparison is a constant for the JIT.
        if (typeof(TIndex) == typeof(Index1D))
        {
            dimensions = new((Index1D)(object)extent, Index2D.One);
            return Write(block, dimensions, 1);
        }
        if (typeof(TIndex) == typeof(Index2D))
        {
            dimensions = new((Index2D)(object)extent, 1);
            return Write(block, dimensions, 2);
        }
        if (typeof(TIndex) == typeof(Index3D))
        {
            dimensions = (Index3D)(object)extent;
            return Write(block, dimensions, 3);
        }
        throw new NotSupportedException(
            $"Launches over {typeof(TIndex).Name} are not supported; use Index1D, Index2D or Index3D.");
    }

    private static byte* Write(byte* block, Index3D dimensions, int count)
    {
        long* slots = (long*)block;
        slots[0] = (uint)dimensions.X;
        if (count > 1)
            slots[1] = (uint)dimensions.Y;
        if (count > 2)
            slots[2] = (uint)dimensions.Z;
        return block + count * 8;
    }
}
