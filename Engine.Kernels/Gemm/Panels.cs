using ILGPU;

namespace Engine.Kernels;

/// <summary>How many lanes a warp has, for kernels that exchange values between them in registers.</summary>
public interface ILaneCount
{
    /// <summary>A power of two, at most 16.</summary>
    static abstract int Bits { get; }
}

/// <summary>4 lanes.</summary>
public readonly struct Lanes4 : ILaneCount
{
    /// <inheritdoc/>
    public static int Bits => 2;
}

/// <summary>8 lanes.</summary>
public readonly struct Lanes8 : ILaneCount
{
    /// <inheritdoc/>
    public static int Bits => 3;
}

/// <summary>16 lanes.</summary>
public readonly struct Lanes16 : ILaneCount
{
    /// <inheritdoc/>
    public static int Bits => 4;
}

/// <summary>
/// Copies of an operand of a product in the order in which <see cref="BlockedGemm"/> reads it: panels of some vectors of
/// neighbouring columns, each panel depth after depth. What the last panel has too many is not part of any product.
/// </summary>
public static class Panels
{
    private const int MaxLanes = 16;

    /// <summary>
    /// Packs a matrix [depths, columns]. Launch shape: groups of one warp; grid X covers the panels, grid Y the depths,
    /// <paramref name="depthsOfGroup"/> a group.
    /// </summary>
    public static void Copy(ArrayView<float> source, int depths, int columns, int vectors, int depthsOfGroup, ArrayView<float> panels)
    {
        int width = Group.DimX * vectors;
        int first = Grid.IdxX * width;
        int start = Grid.IdxY * depthsOfGroup;
        int end = IntrinsicMath.Min(start + depthsOfGroup, depths);
        long panel = (long)first * depths;
        for (int depth = start; depth < end; depth++)
        {
            for (int lane = Group.IdxX; lane < width; lane += Group.DimX)
            {
                int column = first + lane;
                float value = 0;
                if (column < columns)
                {
                    value = source[((long)depth * columns) + column];
                }

                panels[panel + ((long)depth * width) + lane] = value;
            }
        }
    }

    /// <summary>
    /// Packs the transpose of a matrix [columns, depths]. Launch shape: groups of one warp; grid X covers the vectors of
    /// columns, grid Y the depths, <paramref name="depthsOfGroup"/> a group, a multiple of the lanes.
    /// </summary>
    /// <remarks>
    /// Squares of lanes × lanes elements are transposed in registers: J. O. Eklundh, "A Fast Computer Method for Matrix
    /// Transposing", 1972.
    /// </remarks>
    public static void Transpose<TLanes>(ArrayView<float> source, int depths, int columns, int vectors, int depthsOfGroup, ArrayView<float> panels)
        where TLanes : struct, ILaneCount
    {
        int lanes = 1 << TLanes.Bits;
        int width = lanes * vectors;
        int first = Grid.IdxX * lanes;
        int inPanel = first % width;
        long target = ((long)(first - inPanel) * depths) + inPanel + Group.IdxX;
        int start = Grid.IdxY * depthsOfGroup;
        int end = IntrinsicMath.Min(start + depthsOfGroup, depths);
        var square = LocalMemory.Allocate1D<float>(new Index1D(MaxLanes));
        for (int corner = start; corner < end; corner += lanes)
        {
            int depth = corner + Group.IdxX;
            for (int i = 0; i < lanes; i++)
            {
                float value = 0;
                if (depth < depths && first + i < columns)
                {
                    value = source[((long)(first + i) * depths) + depth];
                }

                square[i] = value;
            }

            for (int bit = 0; bit < TLanes.Bits; bit++)
            {
                int distance = 1 << bit;
                bool isUpper = (Group.IdxX & distance) != 0;
                for (int pair = 0; pair < lanes / 2; pair++)
                {
                    int low = ((pair >> bit) << (bit + 1)) | (pair & (distance - 1));
                    float kept = isUpper ? square[low | distance] : square[low];
                    float given = Warp.ShuffleXor(isUpper ? square[low] : square[low | distance], distance);
                    square[low] = isUpper ? given : kept;
                    square[low | distance] = isUpper ? kept : given;
                }
            }

            for (int i = 0; i < lanes; i++)
            {
                if (corner + i < end)
                {
                    panels[target + ((long)(corner + i) * width)] = square[i];
                }
            }
        }
    }
}
