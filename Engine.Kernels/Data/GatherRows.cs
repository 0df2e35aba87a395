using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// Fetches minibatches of data sets that are not bytes with classes, for which there is <see cref="GatherBatch"/>: samples
/// and targets each by a kernel of their own.
/// </summary>
public static class GatherRows
{
    /// <summary>
    /// x[r,c] = all[order[start + r], c] as it is, all row-major [count, width], x [rows, width]. One group a row (grid X),
    /// whose lanes share the columns.
    /// </summary>
    public static void Floats<TPlace>(ArrayView<float> all, ArrayView<int> order, int width, TPlace place, ArrayView<float> x)
        where TPlace : struct, IBatchPlace
    {
        int from = order[place.Start + Grid.IdxX] * width;
        int to = Grid.IdxX * width;
        for (int column = Group.IdxX; column < width; column += Group.DimX)
        {
            x[to + column] = all[from + column];
        }
    }

    /// <summary>As <see cref="Floats"/>, with all[·,·] / 255 of bytes.</summary>
    public static void Normalized<TPlace>(ArrayView<byte> all, ArrayView<int> order, int width, TPlace place, ArrayView<float> x)
        where TPlace : struct, IBatchPlace
    {
        int from = order[place.Start + Grid.IdxX] * width;
        int to = Grid.IdxX * width;
        for (int column = Group.IdxX; column < width; column += Group.DimX)
        {
            float value = all[from + column];
            x[to + column] = (value * GatherBatch.Coarse) + (value * GatherBatch.Fine);
        }
    }

    /// <summary>y[r] = all[order[start + r]]. One lane a row, launched with an extent of rows.</summary>
    public static void Classes<TPlace>(Index1D row, ArrayView<byte> all, ArrayView<int> order, TPlace place, ArrayView<byte> y)
        where TPlace : struct, IBatchPlace => y[row] = all[order[place.Start + row]];
}
