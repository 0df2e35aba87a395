using ILGPU;

namespace Engine.Kernels;

/// <summary>Matrix products for devices that run one warp at a time through a core's caches.</summary>
public static class PackedGemm
{
    /// <summary>Terms of a sum that are added before the next tile's turn: so much of a panel of op(B) stays in the first cache.</summary>
    public const int DepthOfBlock = 192;

    /// <summary>Rows of C of the largest group.</summary>
    public const int MaxRowsOfGroup = 48;

    /// <summary>Lanes of the largest warp, which is a group.</summary>
    public const int MaxLanes = 16;

    /// <summary>Columns of C of a lane; vectors side by side in a panel of op(B).</summary>
    public const int Columns = 2;

    private const int MaxAccumulators = 24;

    /// <summary>
    /// epilogue(C) for C = op(A)·op(B), c[i,j] = Σₖ a[i,k]·b[k,j], summed in the order of k like <see cref="Gemm.Multiply"/>,
    /// with the same bits. op(B) lies in panels (<see cref="Panels"/>), op(A) as <typeparamref name="TLeft"/> says.
    /// </summary>
    /// <remarks>
    /// Launch shape: groups of one warp; grid X and Z cover the rows, <paramref name="rowsOfGroup"/> a group, a multiple of
    /// the tile's rows, and grid Y the columns, <see cref="Columns"/> × lanes a group. The groups with the same Z go over
    /// the same block of op(A) again and again, which stays in the second cache; the tiles of a group share a piece of a
    /// panel of op(B), which stays in the first.
    /// The scheme is that of K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008.
    /// </remarks>
    public static void Multiply<TLeft, TTile, TEpilogue>(GemmArguments arguments, int rowsOfGroup, TEpilogue epilogue)
        where TLeft : struct, IGemmLeft
        where TTile : struct, IGemmTile
        where TEpilogue : struct, IEpilogue
    {
        int m = arguments.M;
        int n = arguments.N;
        int k = arguments.K;
        int lanes = Group.DimX;
        int width = lanes * Columns;
        int groupRow = ((Grid.IdxZ * Grid.DimX) + Grid.IdxX) * rowsOfGroup;
        int endRow = IntrinsicMath.Min(groupRow + rowsOfGroup, m);
        long right = ((long)Grid.IdxY * width * Panels.Room(k, lanes)) + Group.IdxX;

        // Between blocks of depths, sums wait here. Each lane reads only what it has written.
        ArrayView<float> sums = SharedMemory.Allocate<float>(MaxRowsOfGroup * MaxLanes * Columns);
        int start = 0;
        do
        {
            int depths = IntrinsicMath.Min(DepthOfBlock, k - start);
            for (int row = groupRow; row < endRow; row += TTile.Rows)
            {
                long left = TLeft.Offset(TLeft.FirstRow(row, TTile.Rows, m), start, TTile.Rows, k, lanes);
                int slot = ((row - groupRow) * width) + Group.IdxX;
                MultiplyTile<TLeft, TTile>(arguments, left, right, depths, start == 0, sums, slot);
            }

            start += DepthOfBlock;
            right += DepthOfBlock * width;
        }
        while (start < k);

        int firstColumn = (Grid.IdxY * width) + Group.IdxX;
        for (int row = groupRow; row < endRow; row += TTile.Rows)
        {
            int firstRow = TLeft.FirstRow(row, TTile.Rows, m);
            int slot = ((row - groupRow) * width) + Group.IdxX;
            for (int i = row - firstRow; i < TTile.Rows && firstRow + i < m; i++)
            {
                for (int j = 0; j < Columns; j++)
                {
                    int column = firstColumn + (j * lanes);
                    if (column < n)
                    {
                        epilogue.Apply(((firstRow + i) * n) + column, column, sums[slot + (i * width) + (j * lanes)]);
                    }
                }
            }
        }
    }

    /// <summary>Adds the terms of a block of depths to the sums of a tile.</summary>
    private static void MultiplyTile<TLeft, TTile>(
        GemmArguments arguments, long left, long right, int depths, bool isFirst, ArrayView<float> sums, int slot)
        where TLeft : struct, IGemmLeft
        where TTile : struct, IGemmTile
    {
        ArrayView<float> a = arguments.A;
        ArrayView<float> b = arguments.B;
        int lanes = Group.DimX;
        int width = lanes * Columns;
        int rowStep = TLeft.RowStep(arguments.K);

        // Local arrays of literal size, indexed by constants once the loops are unrolled: registers.
        var tile = LocalMemory.Allocate1D<float>(new Index1D(MaxAccumulators));
        var values = LocalMemory.Allocate1D<float>(new Index1D(Columns));
        for (int i = 0; i < TTile.Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                tile[(i * Columns) + j] = isFirst ? 0 : sums[slot + (i * width) + (j * lanes)];
            }
        }

        for (int depth = 0; depth < depths; depth++)
        {
            for (int j = 0; j < Columns; j++)
            {
                values[j] = b[right + (j * lanes)];
            }

            for (int i = 0; i < TTile.Rows; i++)
            {
                float value = a[left + ((long)i * rowStep)];
                for (int j = 0; j < Columns; j++)
                {
                    tile[(i * Columns) + j] += value * values[j];
                }
            }

            left += TLeft.DepthStep(TTile.Rows);
            right += width;
        }

        for (int i = 0; i < TTile.Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                sums[slot + (i * width) + (j * lanes)] = tile[(i * Columns) + j];
            }
        }
    }
}
