using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// A square of numbers in the registers of a warp: a local array of as many elements as there are lanes. Transposed by
/// exchanges over each power of two below the lanes, in any order: J. O. Eklundh, "A Fast Computer Method for Matrix
/// Transposing", 1972.
/// </summary>
internal static class LaneSquare
{
    /// <summary>
    /// Lanes without the bit <paramref name="distance"/> give element <paramref name="low"/> + distance to the lane with it,
    /// for that one's element low. All lanes take part.
    /// </summary>
    public static void Exchange(ArrayView<float> square, int low, int distance)
    {
        // What another lane gives comes first in each choice: a processor with masks moves and chooses at once.
        float lower = square[low];
        float upper = square[low + distance];
        float given = Warp.ShuffleXor(upper, distance);
        square[low] = (Group.IdxX & distance) != 0 ? given : lower;
        given = Warp.ShuffleXor(lower, distance);
        square[low + distance] = (Group.IdxX & distance) == 0 ? given : upper;
    }

    /// <summary>Makes element i of lane j element j of lane i. All lanes take part.</summary>
    public static void Transpose<TLanes>(ArrayView<float> square)
        where TLanes : struct, ILaneCount
    {
        for (int bit = 0; bit < TLanes.Bits; bit++)
        {
            int distance = 1 << bit;
            for (int pair = 0; pair < 1 << (TLanes.Bits - 1); pair++)
            {
                Exchange(square, ((pair >> bit) << (bit + 1)) | (pair & (distance - 1)), distance);
            }
        }
    }
}
