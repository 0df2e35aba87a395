using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;

namespace Engine.Kernels;

/// <summary>Row-wise softmax.</summary>
public static class Softmax
{
    /// <summary>
    /// y[r,c] = exp(x[r,c] − maxᵣ) / Σⱼ exp(x[r,j] − maxᵣ), row-major [rows, columns]; x and y may be the same memory.
    /// The row maximum is subtracted so that nothing overflows; a row with a NaN becomes NaN by its sum. One lane a row:
    /// launched with as many groups (grid X) as hold all rows, of so many lanes that lanes · columns is at most 4,096.
    /// </summary>
    public static void NarrowRows(ArrayView<float> x, int rows, int columns, ArrayView<float> y)
    {
        ArrayView<float> tile = SharedMemory.Allocate<float>(RowTile.Capacity);
        float maximum = RowTile.LoadAndFindMaximum(x, rows, columns, tile, out _);
        float scale = 1 / RowTile.Exponentiate(columns, tile, maximum);
        for (int column = 0; column < columns; column++)
        {
            tile[RowTile.IndexOf(column)] *= scale;
        }

        RowTile.Store(tile, rows, columns, y);
    }

    /// <summary>As <see cref="NarrowRows"/>, with the lanes sharing the columns: launched with one group a row (grid X).</summary>
    public static void WideRows(ArrayView<float> x, int columns, ArrayView<float> y)
    {
        int start = Grid.IdxX * columns;
        float maximum = float.NegativeInfinity;
        for (int column = Group.IdxX; column < columns; column += Group.DimX)
        {
            float value = x[start + column];
            maximum = value > maximum ? value : maximum;
        }

        maximum = GroupExtensions.AllReduce<float, MaxFloat>(maximum);
        float sum = 0;
        for (int column = Group.IdxX; column < columns; column += Group.DimX)
        {
            float power = XMath.Exp(x[start + column] - maximum);
            y[start + column] = power;
            sum += power;
        }

        float scale = 1 / GroupExtensions.AllReduce<float, AddFloat>(sum);
        for (int column = Group.IdxX; column < columns; column += Group.DimX)
        {
            y[start + column] *= scale;
        }
    }
}
