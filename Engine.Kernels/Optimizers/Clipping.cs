using ILGPU;
using ILGPU.Algorithms;

namespace Engine.Kernels;

/// <summary>
/// Gradient clipping by norm, in a fixed order without atomics: sums of squares of parts, then their total and the factor.
/// </summary>
public static class Clipping
{
    /// <summary>The most lanes that <see cref="SumSquares"/> may be launched with.</summary>
    public const int MaxGroupSize = 128;

    /// <summary>Elements of a part, for which one group is launched.</summary>
    public const int PartLength = 4096;

    /// <summary>
    /// sums[p] = Σ g² over the elements p · <see cref="PartLength"/> to (p + 1) · PartLength − 1 below count: each lane adds up
    /// every group-size-th, the first lane then the lanes' sums in order. One group a part (grid X).
    /// </summary>
    public static void SumSquares(ArrayView<float> gradients, int count, ArrayView<float> sums)
    {
        ArrayView<float> laneSums = SharedMemory.Allocate<float>(128);
        int start = Grid.IdxX * PartLength;
        int length = IntrinsicMath.Min(PartLength, count - start);
        float sum = 0;
        for (int i = Group.IdxX; i < length; i += Group.DimX)
        {
            float value = gradients[start + i];
            sum += value * value;
        }

        laneSums[Group.IdxX] = sum;
        Group.Barrier();
        if (Group.IdxX == 0)
        {
            for (int lane = 1; lane < Group.DimX; lane++)
            {
                sum += laneSums[lane];
            }

            sums[Grid.IdxX] = sum;
        }
    }

    /// <summary>
    /// factor[0] = limit / max(norm, limit) with norm = sqrt(Σ sums), so that gradients times the factor have a norm of at
    /// most the limit; NaN where the norm is not finite, as in Keras. One lane.
    /// </summary>
    public static void FindFactor(Index1D index, ArrayView<float> sums, int parts, float limit, ArrayView<float> factor)
    {
        float sum = 0;
        for (int part = 0; part < parts; part++)
        {
            sum += sums[part];
        }

        float norm = XMath.Sqrt(sum);
        factor[index] = XMath.IsFinite(norm) ? limit / XMath.Max(norm, limit) : float.NaN;
    }
}
