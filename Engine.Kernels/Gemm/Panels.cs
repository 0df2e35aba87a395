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
/// Copies of an operand of a product in the order in which <see cref="PackedGemm"/> reads it: panels of neighbouring
/// columns, each panel depth after depth, with room for a number of depths that is a multiple of the most lanes. What a panel
/// has too many, depths or columns of the last, is not part of any product.
/// </summary>
public static class Panels
{
    private const int MaxLanes = 16;

    /// <summary>The depths that a panel has room for.</summary>
    public static int Room(int depths) => (depths + MaxLanes - 1) / MaxLanes * MaxLanes;

    /// <summary>
    /// Packs a matrix [depths, columns], whose rows lie <paramref name="stride"/> apart. Launch shape: groups of one warp; grid X covers the panels of
    /// <paramref name="width"/> columns, grid Y the depths, <paramref name="depthsOfGroup"/> a group.
    /// </summary>
    public static void Copy(
        ArrayView<float> source, int depths, int columns, int stride, int width, int depthsOfGroup, ArrayView<float> panels)
    {
        int first = Grid.IdxX * width;
        int ownColumns = IntrinsicMath.Min(width, columns - first);
        int start = Grid.IdxY * depthsOfGroup;
        int end = IntrinsicMath.Min(start + depthsOfGroup, depths);
        long panel = (long)first * Room(depths);
        for (int vector = 0; vector < width; vector += Group.DimX)
        {
            int lane = vector + Group.IdxX;
            for (int depth = start; depth < end; depth++)
            {
                if (lane < ownColumns)
                {
                    panels[panel + ((long)depth * width) + lane] = source[((long)depth * stride) + first + lane];
                }
            }
        }
    }

    /// <summary>
    /// Packs the transpose of a matrix [columns, depths]. Launch shape: groups of one warp; grid X covers the panels, one
    /// group for each vector of <paramref name="width"/> columns, grid Y the depths, <paramref name="depthsOfGroup"/> a
    /// group, a multiple of the lanes.
    /// </summary>
    /// <remarks>Squares of lanes × lanes elements are transposed in registers, see <see cref="LaneSquare"/>.</remarks>
    public static void Transpose<TLanes>(ArrayView<float> source, int depths, int columns, int width, int depthsOfGroup, ArrayView<float> panels)
        where TLanes : struct, ILaneCount
    {
        int lanes = 1 << TLanes.Bits;
        int vectors = (width + lanes - 1) / lanes;
        int inPanel = Grid.IdxX % vectors * lanes;
        int firstOfPanel = Grid.IdxX / vectors * width;
        int first = firstOfPanel + inPanel;
        int room = Room(depths);
        long target = ((long)firstOfPanel * room) + inPanel + Group.IdxX;
        int start = Grid.IdxY * depthsOfGroup;
        int end = IntrinsicMath.Min(start + depthsOfGroup, room);
        ArrayView<float> square = LocalMemory.Allocate<float>(MaxLanes);
        for (int corner = start; corner < end; corner += lanes)
        {
            int depth = corner + Group.IdxX;
            for (int i = 0; i < lanes; i++)
            {
                long column = IntrinsicMath.Min(first + i, columns - 1);
                float value = 0;
                if (depth < depths)
                {
                    value = source[(column * depths) + depth];
                }

                square[i] = value;
            }

            LaneSquare.Transpose<TLanes>(square);
            if (inPanel + Group.IdxX < width)
            {
                for (int i = 0; i < lanes; i++)
                {
                    panels[target + ((long)(corner + i) * width)] = square[i];
                }
            }
        }
    }
}
