using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>Matrix products for devices that run one warp at a time through a core's caches.</summary>
public static class PackedGemm
{
    /// <summary>Rows of C of the largest group.</summary>
    public const int MaxRowsOfGroup = 48;

    /// <summary>Lanes of the largest warp, which is a group.</summary>
    public const int MaxLanes = 16;

    /// <summary>Columns of C of a lane; vectors side by side in a panel of op(B).</summary>
    public const int Columns = 2;

    /// <summary>Sums of a lane of the largest tile.</summary>
    internal const int MaxAccumulators = 24;

    /// <summary>
    /// epilogue(C) for C = op(A)·op(B), c[i,j] = Σₖ a[i,k]·b[k,j], summed in the order of k like <see cref="Gemm.Multiply"/>,
    /// with the same bits. op(A) lies as <typeparamref name="TLeft"/> says, op(B) as <typeparamref name="TRight"/> does.
    /// </summary>
    /// <remarks>
    /// Launch shape: groups of one warp. Grid X covers the rows from <paramref name="firstRow"/> on,
    /// <paramref name="rowsOfGroup"/> a group, a multiple of the tile's rows, and grid Y the columns,
    /// <see cref="Columns"/> × lanes a group; or the other way about, see <see cref="IGemmRight.HasRowsFirst"/>.
    /// The groups of a launch go over the same block of op(A) again and again, which stays in the second cache; the tiles of
    /// a group share a piece of a panel of op(B), which stays in the first.
    /// The scheme is that of K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008.
    /// </remarks>
    public static void Multiply<TLeft, TRight, TTile, TEpilogue>(GemmArguments arguments, int firstRow, int rowsOfGroup, TEpilogue epilogue)
        where TLeft : struct, IGemmLeft
        where TRight : struct, IGemmRight
        where TTile : struct, IGemmTile
        where TEpilogue : struct, IEpilogue
    {
        int m = arguments.M;
        int n = arguments.N;
        int k = arguments.K;
        int start = TRight.HasRowsFirst ? 0 : Grid.IdxZ * arguments.PartLength;
        int endDepth = TRight.HasRowsFirst ? k : IntrinsicMath.Min(start + arguments.PartLength, k);
        int lanes = Warp.WarpSize;
        int width = lanes * Columns;
        int groupRow = firstRow + ((TRight.HasRowsFirst ? Grid.IdxX : Grid.IdxY) * rowsOfGroup);
        int endRow = IntrinsicMath.Min(groupRow + rowsOfGroup, m);
        int ownColumns = (TRight.HasRowsFirst ? Grid.IdxY : Grid.IdxX) * width;
        int tileColumns = TRight.FirstColumn(ownColumns, width, n);
        bool isWhole = tileColumns == ownColumns && ownColumns + width <= n;

        // The last panel of 100 columns holds four: half of its vectors are nobody's.
        bool isHalf = TRight.HasRowsFirst && n - ownColumns <= lanes;

        // Between blocks of depths, sums wait here. Each lane reads only what it has written.
        ArrayView<float> sums = SharedMemory.Allocate<float>(MaxRowsOfGroup * MaxLanes * Columns);

        // A local array of literal size, indexed by constants once the loops are unrolled: registers.
        var tile = LocalMemory.Allocate1D<float>(new Index1D(MaxAccumulators));
        bool isFirst = true;
        do
        {
            int depths = IntrinsicMath.Min(TLeft.DepthsOfBlock, endDepth - start);
            long right = TRight.Offset(tileColumns, start, width, n, k) + Group.IdxX;
            for (int row = groupRow; row < endRow; row += TTile.Rows)
            {
                int tileRow = TLeft.FirstRow(row, TTile.Rows, m);
                int slot = ((row - groupRow) * width) + Group.IdxX;
                long left = TLeft.Offset(tileRow, firstRow, start, TTile.Rows, m, k);
                if (isHalf)
                {
                    AddTerms<TLeft, TRight, TTile, OneVector>(arguments, left, right, depths, isFirst, sums, slot, tile);
                }
                else
                {
                    AddTerms<TLeft, TRight, TTile, TwoVectors>(arguments, left, right, depths, isFirst, sums, slot, tile);
                }

                var place = new TilePlace(row, row - tileRow, IntrinsicMath.Min(TTile.Rows, m - tileRow), tileColumns, ownColumns);
                if (start + depths < endDepth)
                {
                    TilePlace.Keep<TTile>(tile, sums, slot);
                }
                else
                {
                    place.Finish<TTile, TEpilogue>(tile, sums, slot, n, isWhole, epilogue);
                }
            }

            isFirst = false;
            start += TLeft.DepthsOfBlock;
        }
        while (start < endDepth);
    }

    /// <summary>Adds the terms of a block of depths to the sums of a tile, which are zero before the first.</summary>
    private static void AddTerms<TLeft, TRight, TTile, TWidth>(
        GemmArguments arguments,
        long left,
        long right,
        int depths,
        bool isFirst,
        ArrayView<float> sums,
        int slot,
        ArrayView1D<float, Stride1D.Dense> tile)
        where TLeft : struct, IGemmLeft
        where TRight : struct, IGemmRight
        where TTile : struct, IGemmTile
        where TWidth : struct, IVectorCount
    {
        ArrayView<float> a = arguments.A;
        ArrayView<float> b = arguments.B;
        int lanes = Warp.WarpSize;
        int width = lanes * Columns;
        long rowStep = TLeft.RowStep(arguments.K);
        long depthStepA = TLeft.DepthStep(TTile.Rows, arguments.M);
        long depthStepB = TRight.DepthStep(width, arguments.N);

        // Registers, as the tile is.
        var values = LocalMemory.Allocate1D<float>(new Index1D(Columns));
        if (isFirst)
        {
            for (int i = 0; i < TTile.Rows * Columns; i++)
            {
                tile[i] = 0;
            }
        }
        else
        {
            for (int i = 0; i < TTile.Rows * Columns; i++)
            {
                tile[i] = sums[slot + (i * lanes)];
            }
        }

        for (long end = left + (depths * depthStepA); left < end; left += depthStepA)
        {
            for (int j = 0; j < TWidth.Vectors; j++)
            {
                values[j] = b[right + (j * lanes)];
            }

            for (int i = 0; i < TTile.Rows; i++)
            {
                float value = a[left + (i * rowStep)];
                for (int j = 0; j < TWidth.Vectors; j++)
                {
                    tile[(i * Columns) + j] += value * values[j];
                }
            }

            right += depthStepB;
        }
    }
}
