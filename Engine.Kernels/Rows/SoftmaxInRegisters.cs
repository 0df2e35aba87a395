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
        int first = Grid.IdxX * turns * Lanes;
        int end = IntrinsicMath.Min(first + (turns * Lanes), rows);
        for (int row = first; row < end; row += Lanes)
        {
            // What is read beyond the columns belongs to the next rows, and is not asked for.
            int start = (row * columns) + Group.IdxX;
            for (int i = 0; i < Lanes; i++)
            {
                square[i] = x[start + (i * columns)];
            }

            ColumnsOfRows(square);
            SoftmaxOfLane(square, columns);
            RowsOfColumns(square, columns);
            if (Group.IdxX < columns)
            {
                for (int i = 0; i < Lanes; i++)
                {
                    y[start + (i * columns)] = square[i];
                }
            }
        }
    }

    private static void SoftmaxOfLane(ArrayView<float> square, int columns)
    {
        float maximum = float.NegativeInfinity;
        for (int column = 0; column < columns; column++)
        {
            maximum = square[column] > maximum ? square[column] : maximum;
        }

        float sum = 0;
        for (int column = 0; column < columns; column++)
        {
            float power = FallingExp.Of(square[column] - maximum);
            square[column] = power;
            sum += power;
        }

        float scale = 1 / sum;
        for (int column = 0; column < columns; column++)
        {
            square[column] *= scale;
        }
    }

    // As Panels.Transpose does it, the far exchanges first: those for columns that are not asked for fall away.
    private static void ColumnsOfRows(ArrayView<float> square)
    {
        for (int step = 0; step < 4; step++)
        {
            int distance = (Lanes / 2) >> step;
            bool isUpper = (Group.IdxX & distance) != 0;
            for (int pair = 0; pair < Lanes / 2; pair++)
            {
                int low = LowerOfPair(pair, distance);
                Exchange(square, low, low + distance, distance, isUpper);
            }
        }
    }

    // The near exchanges first, and none where there are no columns yet.
    private static void RowsOfColumns(ArrayView<float> square, int columns)
    {
        for (int step = 0; step < 4; step++)
        {
            int distance = 1 << step;
            bool isUpper = (Group.IdxX & distance) != 0;
            for (int pair = 0; pair < Lanes / 2; pair++)
            {
                int low = LowerOfPair(pair, distance);
                int firstColumn = low & -distance;
                if (firstColumn + distance < columns)
                {
                    Exchange(square, low, low + distance, distance, isUpper);
                }
                else if (firstColumn < columns)
                {
                    square[low + distance] = Warp.ShuffleXor(square[low], distance);
                }
            }
        }
    }

    private static int LowerOfPair(int pair, int distance) => ((pair & -distance) << 1) | (pair & (distance - 1));

    private static void Exchange(ArrayView<float> square, int low, int high, int distance, bool isUpper)
    {
        float kept = isUpper ? square[high] : square[low];
        float given = Warp.ShuffleXor(isUpper ? square[low] : square[high], distance);
        square[low] = isUpper ? given : kept;
        square[high] = isUpper ? kept : given;
    }
}
