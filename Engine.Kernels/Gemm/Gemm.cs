using ILGPU;

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
    /// A tile that is not linear must not be wider than C.
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

        int firstRow;
        int firstColumn;
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

            // The last tile of a row is moved left until it ends with the row: then every lane has a column, and lanes
            // keep reading neighbours. What the tile before it has done it does not store again.
            int width = Group.DimX * TTile.Columns;
            ownColumns = Grid.IdxX * width;
            firstColumn = IntrinsicMath.Min(ownColumns, n - width) + Group.IdxX;
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

        for (int depth = 0; depth < k; depth++)
        {
            long depthA = (long)depth * TOrientation.DepthStepA(m);
            long depthB = (long)depth * TOrientation.DepthStepB(n);
            for (int j = 0; j < TTile.Columns; j++)
            {
                values[j] = b.SubView(columnOffsets[j])[depthB];
            }

            for (int i = 0; i < TTile.Rows; i++)
            {
                float value = a.SubView(rowOffsets[i])[depthA];
                for (int j = 0; j < TTile.Columns; j++)
                {
                    sums[(i * TTile.Columns) + j] += value * values[j];
                }
            }
        }

        for (int i = 0; i < TTile.Rows; i++)
        {
            int row = firstRow + i;
            for (int j = 0; j < TTile.Columns; j++)
            {
                int column = firstColumn + (j * columnStep);
                if (row < m && column >= ownColumns)
                {
                    epilogue.Apply((row * n) + column, column, sums[(i * TTile.Columns) + j]);
                }
            }
        }
    }
}
