using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>Matrix products whose left operand has many zeros, as images on a black ground have.</summary>
public static class SparseGemm
{
    /// <summary>
    /// epilogue(C) for C = op(A)·op(B) as <see cref="PackedGemm.Multiply"/> computes it, but leaving out the terms that the
    /// panels of op(A) leave out: with the same bits where op(B) is finite. A 0 of op(A) adds nothing, be it times infinity.
    /// </summary>
    /// <param name="arguments">The product; A holds the panels.</param>
    /// <param name="lists">What the panels hold, as <see cref="SparsePanels"/> says.</param>
    /// <param name="rowsOfGroup">Rows of C of a group, a multiple of the tile's.</param>
    /// <param name="epilogue">What becomes of each sum.</param>
    /// <remarks>
    /// Launch shape: groups of one warp. Grid X covers the rows, <paramref name="rowsOfGroup"/> a group, and grid Y the
    /// columns, <see cref="PackedGemm.Columns"/> × lanes a group; or the other way about, see <see cref="IGemmRight.HasRowsFirst"/>.
    /// </remarks>
    public static void Multiply<TRight, TTile, TEpilogue>(GemmArguments arguments, ArrayView<int> lists, int rowsOfGroup, TEpilogue epilogue)
        where TRight : struct, IGemmRight
        where TTile : struct, IGemmTile
        where TEpilogue : struct, IEpilogue
    {
        int m = arguments.M;
        int n = arguments.N;
        int lanes = Warp.WarpSize;
        int width = lanes * PackedGemm.Columns;
        int groupRow = (TRight.HasRowsFirst ? Grid.IdxX : Grid.IdxY) * rowsOfGroup;
        int endRow = IntrinsicMath.Min(groupRow + rowsOfGroup, m);
        int ownColumns = (TRight.HasRowsFirst ? Grid.IdxY : Grid.IdxX) * width;
        int tileColumns = TRight.FirstColumn(ownColumns, width, n);
        bool isWhole = tileColumns == ownColumns && ownColumns + width <= n;
        bool isHalf = TRight.HasRowsFirst && n - ownColumns <= lanes;
        long right = TRight.Offset(tileColumns, 0, width, n, arguments.K) + Group.IdxX;
        ArrayView<float> sums = SharedMemory.Allocate<float>(PackedGemm.MaxAccumulators * PackedGemm.MaxLanes);
        var tile = LocalMemory.Allocate1D<float>(new Index1D(PackedGemm.MaxAccumulators));
        for (int row = groupRow; row < endRow; row += TTile.Rows)
        {
            if (isHalf)
            {
                Sum<TRight, TTile, OneVector>(arguments, lists, row, right, tile);
            }
            else
            {
                Sum<TRight, TTile, TwoVectors>(arguments, lists, row, right, tile);
            }

            new TilePlace(row, 0, IntrinsicMath.Min(TTile.Rows, m - row), tileColumns, ownColumns)
                .Finish<TTile, TEpilogue>(tile, sums, Group.IdxX, n, isWhole, epilogue);
        }
    }

    private static void Sum<TRight, TTile, TWidth>(
        GemmArguments arguments, ArrayView<int> lists, int row, long right, ArrayView1D<float, Stride1D.Dense> tile)
        where TRight : struct, IGemmRight
        where TTile : struct, IGemmTile
        where TWidth : struct, IVectorCount
    {
        ArrayView<float> a = arguments.A;
        ArrayView<float> b = arguments.B;
        int lanes = Warp.WarpSize;
        long depthStep = TRight.DepthStep(lanes * PackedGemm.Columns, arguments.N);
        int pieces = SparsePanels.Pieces(arguments.K);
        long place = (long)(row / TTile.Rows) * pieces;

        // Registers, as the tile is.
        var values = LocalMemory.Allocate1D<float>(new Index1D(PackedGemm.Columns));
        for (int i = 0; i < TTile.Rows * PackedGemm.Columns; i++)
        {
            tile[i] = 0;
        }

        for (long end = place + pieces; place < end; place++)
        {
            long left = place * SparsePanels.PieceStep(TTile.Rows);
            long list = place * SparsePanels.ListStep;
            for (long last = list + lists[list]; list < last; left += TTile.Rows)
            {
                list++;
                long at = right + (lists[list] * depthStep);
                for (int j = 0; j < TWidth.Vectors; j++)
                {
                    values[j] = b[at + (j * lanes)];
                }

                for (int i = 0; i < TTile.Rows; i++)
                {
                    float value = a[left + i];
                    for (int j = 0; j < TWidth.Vectors; j++)
                    {
                        tile[(i * PackedGemm.Columns) + j] += value * values[j];
                    }
                }
            }
        }
    }
}
