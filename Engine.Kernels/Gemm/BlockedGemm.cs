using ILGPU;

namespace Engine.Kernels;

/// <summary>Matrix products for devices that run one warp at a time through a core's caches.</summary>
public static class BlockedGemm
{
    /// <summary>Terms of a sum that are added before the next tile's turn: so much of a panel of op(B) stays in the first cache.</summary>
    public const int DepthOfBlock = 256;

    /// <summary>Rows of C of the largest group.</summary>
    public const int MaxRowsOfGroup = 96;

    /// <summary>Lanes of the largest warp, which is a group.</summary>
    public const int MaxLanes = 16;

    /// <summary>Columns of C of a lane.</summary>
    public const int Columns = 2;

    private const int MaxAccumulators = 24;

    /// <summary>
    /// epilogue(C) for C = op(A)·op(B), c[i,j] = Σₖ a[i,k]·b[k,j], summed in the order of k like <see cref="Gemm.Multiply"/>,
    /// with the same bits.
    /// </summary>
    /// <remarks>
    /// Launch shape: groups of one warp; grid X covers the columns, <see cref="Columns"/> × lanes a group, and grid Y the
    /// rows, <paramref name="rowsOfGroup"/> a group, a multiple of the tile's rows. Consecutive groups share a block of
    /// op(A), which stays in the second cache; the tiles of a group share a piece of a panel of op(B), which stays in the
    /// first. The scheme is that of K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008.
    /// </remarks>
    public static void Multiply<TLeft, TRight, TTile, TEpilogue>(GemmArguments arguments, int rowsOfGroup, TEpilogue epilogue)
        where TLeft : struct, IGemmLeft
        where TRight : struct, IGemmRight
        where TTile : struct, IGemmTile
        where TEpilogue : struct, IEpilogue
    {
        // Sums between two blocks of depths. Each lane reads only what it has written.
        ArrayView<float> sums = SharedMemory.Allocate<float>(MaxRowsOfGroup * MaxLanes * Columns);
        int firstColumn = Grid.IdxX * Group.DimX * Columns;
        if (arguments.N - firstColumn > Group.DimX)
        {
            MultiplyPanel<TLeft, TRight, TTile, TEpilogue>(arguments, rowsOfGroup, firstColumn, Columns, sums, epilogue);
        }
        else
        {
            MultiplyPanel<TLeft, TRight, TTile, TEpilogue>(arguments, rowsOfGroup, firstColumn, 1, sums, epilogue);
        }
    }

    private static void MultiplyPanel<TLeft, TRight, TTile, TEpilogue>(
        GemmArguments arguments, int rowsOfGroup, int ownColumn, int columns, ArrayView<float> sums, TEpilogue epilogue)
        where TLeft : struct, IGemmLeft
        where TRight : struct, IGemmRight
        where TTile : struct, IGemmTile
        where TEpilogue : struct, IEpilogue
    {
        int m = arguments.M;
        int n = arguments.N;
        int k = arguments.K;
        int lanes = Group.DimX;
        int width = lanes * columns;
        int firstColumn = TRight.FirstColumn(ownColumn, width, n);
        int groupRow = Grid.IdxY * rowsOfGroup;
        int endRow = IntrinsicMath.Min(groupRow + rowsOfGroup, m);
        long right = TRight.Offset(firstColumn, k) + Group.IdxX;
        int start = 0;
        do
        {
            int depths = IntrinsicMath.Min(DepthOfBlock, k - start);
            for (int row = groupRow; row < endRow; row += TTile.Rows)
            {
                long left = TLeft.Offset(TLeft.FirstRow(row, TTile.Rows, m), start, m, k, lanes);
                MultiplyTile<TLeft, TRight, TTile>(
                    arguments, left, right, start == 0, depths, columns, sums, ((row - groupRow) * width) + Group.IdxX);
            }

            start += DepthOfBlock;
            right += (long)DepthOfBlock * TRight.DepthStep(n, lanes);
        }
        while (start < k);

        for (int row = groupRow; row < endRow; row++)
        {
            int tileRow = groupRow + ((row - groupRow) / TTile.Rows * TTile.Rows);
            int slot = ((row - groupRow + tileRow - TLeft.FirstRow(tileRow, TTile.Rows, m)) * width) + Group.IdxX;
            for (int j = 0; j < columns; j++)
            {
                int column = firstColumn + Group.IdxX + (j * lanes);
                if (column >= ownColumn && column < n)
                {
                    epilogue.Apply((row * n) + column, column, sums[slot + (j * lanes)]);
                }
            }
        }
    }

    private static void MultiplyTile<TLeft, TRight, TTile>(
        GemmArguments arguments, long left, long right, bool isFirst, int depths, int columns, ArrayView<float> sums, int slot)
        where TLeft : struct, IGemmLeft
        where TRight : struct, IGemmRight
        where TTile : struct, IGemmTile
    {
        ArrayView<float> a = arguments.A;
        ArrayView<float> b = arguments.B;
        int lanes = Group.DimX;
        int width = lanes * columns;
        int rowStep = TLeft.RowStep(arguments.K);
        int depthStepA = TLeft.DepthStep(arguments.M, lanes);
        int depthStepB = TRight.DepthStep(arguments.N, lanes);

        // Local arrays of literal size, indexed by constants once the loops are unrolled: registers.
        var tile = LocalMemory.Allocate1D<float>(new Index1D(MaxAccumulators));
        var values = LocalMemory.Allocate1D<float>(new Index1D(Columns));
        for (int i = 0; i < TTile.Rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                tile[(i * columns) + j] = isFirst ? 0 : sums[slot + (i * width) + (j * lanes)];
            }
        }

        for (int depth = 0; depth < depths; depth++)
        {
            for (int j = 0; j < columns; j++)
            {
                values[j] = b[right + (j * lanes)];
            }

            for (int i = 0; i < TTile.Rows; i++)
            {
                float value = a[left + ((long)i * rowStep)];
                for (int j = 0; j < columns; j++)
                {
                    tile[(i * columns) + j] += value * values[j];
                }
            }

            left += depthStepA;
            right += depthStepB;
        }

        for (int i = 0; i < TTile.Rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                sums[slot + (i * width) + (j * lanes)] = tile[(i * columns) + j];
            }
        }
    }
}
