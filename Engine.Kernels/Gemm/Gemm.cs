using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>Matrix products.</summary>
public static class Gemm
{
    /// <summary>
    /// epilogue(C) for C = op(A)·op(B), c[i,j] = Σₖ a[i,k]·b[k,j], summed in the order of k whatever the tile, so that
    /// every tile and every grid gives the same bits. All matrices row-major.
    /// </summary>
    /// <remarks>
    /// Launch shape: groups of (warp size, warps). For a plain tile, grid X covers the columns, warp size × Columns a
    /// group, and grid Y the rows, Rows × warps a group. For a linear tile, grid X covers
    /// ceil(M / Rows) × N lanes and a group has one dimension.
    /// Lanes below the last row compute with clamped indices and store nothing, which keeps branches out of the inner loop.
    /// A tile that is not linear may be wider than C only if the columns of op(B) are neighbours.
    /// The scheme is the two-dimensional register tile of S. Boehm, "How to Optimize a CUDA Matmul Kernel", 2022,
    /// with consecutive columns on consecutive lanes.
    /// </remarks>
    public static void Multiply<TOrientation, TTile, TEpilogue>(GemmArguments arguments, TEpilogue epilogue)
        where TOrientation : struct, IGemmOrientation
        where TTile : struct, IGemmTile
        where TEpilogue : struct, IEpilogue
    {
        ArrayView<float> a = arguments.A;
        ArrayView<float> b = arguments.B;
        int m = arguments.M;
        int n = arguments.N;
        int k = arguments.K;
        int depth = Grid.IdxZ * arguments.PartLength;
        int end = IntrinsicMath.Min(depth + arguments.PartLength, k);

        int firstRow;
        int firstColumn;
        int tileColumns = 0;
        int ownColumns = 0;
        int columnStep = Group.DimX;
        if (TTile.Linear)
        {
            int lane = (Grid.IdxX * Group.DimX) + Group.IdxX;
            firstRow = lane / n * TTile.Rows;
            firstColumn = lane % n;
        }
        else
        {
            firstRow = ((Grid.IdxY * Group.DimY) + Group.IdxY) * TTile.Rows;

            // The last tile of a row is moved left until it ends with the row: lanes keep reading neighbours. What the
            // tile before it has done, and what lies left of column 0, it does not store.
            int width = Group.DimX * TTile.Columns;
            ownColumns = Grid.IdxX * width;
            tileColumns = IntrinsicMath.Min(ownColumns, n - width);
            firstColumn = tileColumns + Group.IdxX;
        }

        // Local arrays of literal size, indexed by constants once the loops are unrolled: registers.
        var sums = LocalMemory.Allocate1D<float>(new Index1D(16));
        var rowOffsets = LocalMemory.Allocate1D<long>(new Index1D(8));
        var columnOffsets = LocalMemory.Allocate1D<long>(new Index1D(2));
        var values = LocalMemory.Allocate1D<float>(new Index1D(2));
        for (int i = 0; i < TTile.Rows; i++)
        {
            rowOffsets[i] = (long)IntrinsicMath.Min(firstRow + i, m - 1) * TOrientation.RowStepA(k);
        }

        for (int j = 0; j < TTile.Columns; j++)
        {
            columnOffsets[j] = (long)(firstColumn + (j * columnStep)) * TOrientation.ColumnStepB(k);
        }

        for (int i = 0; i < TTile.Rows * TTile.Columns; i++)
        {
            sums[i] = 0;
        }

        if (TOrientation.HasNeighbouringColumns)
        {
            // Left of column 0 lies the row above; above the first rows there is nothing.
            for (; depth < end && ((long)depth * n) + tileColumns < 0; depth++)
            {
                for (int j = 0; j < TTile.Columns; j++)
                {
                    values[j] = b[IntrinsicMath.Max((depth * n) + firstColumn + (j * columnStep), 0)];
                }

                Accumulate<TTile>(a, rowOffsets, (long)depth * TOrientation.DepthStepA(m), values, sums);
            }
        }

        for (; depth < end; depth++)
        {
            long depthB = (long)depth * TOrientation.DepthStepB(n);
            for (int j = 0; j < TTile.Columns; j++)
            {
                values[j] = b[columnOffsets[j] + depthB];
            }

            Accumulate<TTile>(a, rowOffsets, (long)depth * TOrientation.DepthStepA(m), values, sums);
        }

        // A number of rows that is known only here keeps the loop a loop: the epilogue is compiled once, not once a row. What
        // is left of the tile moves up behind the row that is done, so that indices stay constant.
        int rows = TTile.Linear ? TTile.Rows : IntrinsicMath.Min(TTile.Rows, m - firstRow);
        for (int i = 0; i < rows; i++)
        {
            int row = firstRow + i;
            for (int j = 0; j < TTile.Columns; j++)
            {
                int column = firstColumn + (j * columnStep);
                if ((!TTile.Linear || row < m) && column >= ownColumns)
                {
                    epilogue.Apply((row * n) + column, column, sums[j]);
                }
            }

            for (int j = 0; j < (TTile.Rows - 1) * TTile.Columns; j++)
            {
                sums[j] = sums[j + TTile.Columns];
            }
        }
    }

    /// <summary>Adds the products of one column of op(A), a row of the tile each, with one row of op(B).</summary>
    private static void Accumulate<TTile>(
        ArrayView<float> a,
        ArrayView1D<long, Stride1D.Dense> rowOffsets,
        long depthA,
        ArrayView1D<float, Stride1D.Dense> values,
        ArrayView1D<float, Stride1D.Dense> sums)
        where TTile : struct, IGemmTile
    {
        for (int i = 0; i < TTile.Rows; i++)
        {
            float value = a[rowOffsets[i] + depthA];
            for (int j = 0; j < TTile.Columns; j++)
            {
                sums[(i * TTile.Columns) + j] += value * values[j];
            }
        }
    }
}
