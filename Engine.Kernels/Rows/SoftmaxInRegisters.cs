using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>Softmax of short rows, for devices whose warps are vectors of 16 lanes and shuffle them in registers.</summary>
public static class SoftmaxInRegisters
{
    /// <summary>Lanes of the warp, rows that it works on together, and columns at most.</summary>
    public const int Lanes = 16;

    /// <summary>Rows after the last one that are there to be read.</summary>
    public const int RowsBeyond = 3;

    /// <summary>
    /// As <see cref="Softmax.NarrowRows"/>: 16 rows are read a row at a time, transposed in registers, so that each lane has
    /// a row, and transposed back. Gives the same bits. Launched with as many groups (grid X), of one warp of 16 lanes, as
    /// hold all rows.
    /// </summary>
    /// <param name="x">[rows, columns], row-major, and after it <see cref="RowsBeyond"/> rows more.</param>
    /// <param name="rows">A multiple of 16.</param>
    /// <param name="columns">From 5 to 16.</param>
    /// <param name="turns">How often a group takes 16 rows.</param>
    /// <param name="y">[rows, columns]; may be the same memory as x.</param>
    public static void Rows(ArrayView<float> x, int rows, SpecializedValue<int> columns, int turns, ArrayView<float> y)
    {
        ArrayView<float> square = LocalMemory.Allocate<float>(Lanes);
        ArrayView<float> next = LocalMemory.Allocate<float>(Lanes);
        int first = Grid.IdxX * turns * Lanes;
        int end = IntrinsicMath.Min(first + (turns * Lanes), rows);
        float maximum = Load(x, (first * columns) + Group.IdxX, columns, square);
        for (int row = first; row < end; row += Lanes)
        {
            float scale = Exponentiate(square, columns, maximum);

            // Work for the time that the division takes. The last rows are read twice, and before they are written.
            int following = IntrinsicMath.Min(row + Lanes, end - Lanes);
            maximum = Load(x, (following * columns) + Group.IdxX, columns, next);
            Store(square, columns, scale, y, (row * columns) + Group.IdxX, isLast: row + Lanes >= end);
            for (int column = 0; column < columns; column++)
            {
                square[column] = next[column];
            }
        }
    }

    /// <summary>Reads 16 rows, one a lane, and gives the largest of each.</summary>
    private static float Load(ArrayView<float> x, int start, int columns, ArrayView<float> square)
    {
        // What is read beyond the columns belongs to the next rows, and is not asked for.
        for (int i = 0; i < Lanes; i++)
        {
            square[i] = x[start + (i * columns)];
        }

        ColumnsOfRows(square);

        // Two chains of comparisons, each of which waits for the one before.
        float even = square[0];
        float odd = square[1];
        for (int column = 2; column < columns; column += 2)
        {
            even = square[column] > even ? square[column] : even;
            if (column + 1 < columns)
            {
                odd = square[column + 1] > odd ? square[column + 1] : odd;
            }
        }

        return even > odd ? even : odd;
    }

    /// <summary>Replaces each x of a lane by exp(x − maximum) and gives the reciprocal of their sum.</summary>
    private static float Exponentiate(ArrayView<float> square, int columns, float maximum)
    {
        float sum = 0;
        for (int column = 0; column < columns; column++)
        {
            float power = FallingExp.Of(square[column] - maximum);
            square[column] = power;
            sum += power;
        }

        return 1 / sum;
    }

    private static void Store(ArrayView<float> square, int columns, float scale, ArrayView<float> y, int start, bool isLast)
    {
        for (int column = 0; column < columns; column++)
        {
            square[column] *= scale;
        }

        RowsOfColumns(square, columns);
        if (!isLast)
        {
            // Lanes beyond the columns write where the next row is written after them: that takes no mask.
            for (int i = 0; i < Lanes; i++)
            {
                y[start + (i * columns)] = square[i];
                Group.Barrier();
            }
        }
        else if (Group.IdxX < columns)
        {
            for (int i = 0; i < Lanes; i++)
            {
                y[start + (i * columns)] = square[i];
            }
        }
    }

    // As Panels.Transpose does it, the far exchanges first: those for columns that are not asked for fall away.
    private static void ColumnsOfRows(ArrayView<float> square)
    {
        for (int step = 0; step < 4; step++)
        {
            int distance = (Lanes / 2) >> step;
            for (int pair = 0; pair < Lanes / 2; pair++)
            {
                int low = LowerOfPair(pair, distance);
                LaneSquare.Exchange(square, low, distance);
            }
        }
    }

    // The near exchanges first, and none where there are no columns yet.
    private static void RowsOfColumns(ArrayView<float> square, int columns)
    {
        for (int step = 0; step < 4; step++)
        {
            int distance = 1 << step;
            for (int pair = 0; pair < Lanes / 2; pair++)
            {
                int low = LowerOfPair(pair, distance);
                int firstColumn = low & -distance;
                if (firstColumn + distance < columns)
                {
                    LaneSquare.Exchange(square, low, distance);
                }
                else if (firstColumn < columns)
                {
                    square[low + distance] = Warp.ShuffleXor(square[low], distance);
                }
            }
        }
    }

    private static int LowerOfPair(int pair, int distance) => ((pair & -distance) << 1) | (pair & (distance - 1));
}
