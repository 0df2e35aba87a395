using ILGPU;
using ILGPU.Algorithms;

namespace Engine.Kernels;

/// <summary>
/// Consecutive rows of a matrix in shared memory, transposed: one lane of the group a row. Lanes then work on whole
/// rows while the group reads and writes neighbouring elements.
/// </summary>
internal static class RowTile
{
    /// <summary>Elements that a tile has room for: lanes times columns.</summary>
    public const int Capacity = 4096;

    /// <summary>The first of the group's rows.</summary>
    public static int First => Grid.IdxX * Group.DimX;

    /// <summary>The row, counted from <see cref="First"/>, that this lane works on; the last one where there are too few.</summary>
    public static int RowOfLane(int rows) => IntrinsicMath.Min(Group.IdxX, rows - First - 1);

    /// <summary>Where the tile has a column of this lane's row.</summary>
    public static int IndexOf(int column) => (column * Group.DimX) + Group.IdxX;

    /// <summary>Reads the lane's row and gives its largest element, leaving out NaN, or −∞ if there is none.</summary>
    /// <param name="best">The column of the first of the largest.</param>
    public static float LoadAndFindMaximum(ArrayView<float> matrix, int rows, int columns, ArrayView<float> tile, out int best)
    {
        int start = First * columns;
        int row = RowOfLane(rows) * columns;
        float maximum = float.NegativeInfinity;
        best = 0;
        for (int column = 0; column < columns; column++)
        {
            float value = matrix[start + (row + column)];
            tile[IndexOf(column)] = value;
            best = value > maximum ? column : best;
            maximum = value > maximum ? value : maximum;
        }

        return maximum;
    }

    /// <summary>Replaces each x of the lane's row by exp(x − maximum) and gives their sum, NaN if an x is.</summary>
    public static float Exponentiate(int columns, ArrayView<float> tile, float maximum)
    {
        float sum = 0;
        for (int column = 0; column < columns; column++)
        {
            int at = IndexOf(column);
            float power = XMath.Exp(tile[at] - maximum);
            tile[at] = power;
            sum += power;
        }

        return sum;
    }

    /// <summary>Writes the tile to the rows that it stands for. Every lane of the group takes part.</summary>
    public static void Store(ArrayView<float> tile, int rows, int columns, ArrayView<float> matrix)
    {
        Group.Barrier();
        int lanes = Group.DimX;
        int start = First * columns;
        int count = IntrinsicMath.Min(lanes, rows - First) * columns;
        int row = Group.IdxX / columns;
        int column = Group.IdxX - (row * columns);
        int rowStep = lanes / columns;
        int columnStep = lanes - (rowStep * columns);
        int from = (column * lanes) + row;
        int step = (columnStep * lanes) + rowStep;
        int wrap = 1 - (columns * lanes);
        for (int part = 0; part < columns; part++)
        {
            int to = IndexOf(part);
            if (to < count)
            {
                matrix[start + to] = tile[from];
            }

            column += columnStep;
            from += step;
            bool wraps = column >= columns;
            column -= wraps ? columns : 0;
            from += wraps ? wrap : 0;
        }
    }
}
