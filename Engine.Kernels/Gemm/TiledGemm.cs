using ILGPU;

namespace Engine.Kernels;

/// <summary>Matrix products for devices whose groups share fast memory.</summary>
public static class TiledGemm
{
    /// <summary>Rows of C of 32 lanes.</summary>
    public const int RowsOfBlock = 32;

    /// <summary>Columns of C of 32 lanes.</summary>
    public const int ColumnsOfBlock = 64;

    private const int LanesOfBlock = 32;
    private const int RowsOfLane = 8;

    // Quads of a block of depths with 128 sides; two of them, so that one is filled while the other is read.
    private const int QuadsOfPanel = 264;

    /// <summary>
    /// epilogue(C) for C = op(A)·op(B), c[i,j] = Σₖ a[i,k]·b[k,j], summed in the order of k like <see cref="Gemm.Multiply"/>,
    /// with the same bits.
    /// </summary>
    /// <remarks>
    /// Launch shape: groups of one dimension, 32 × <see cref="IGroupTile.RowBlocks"/> × <see cref="IGroupTile.ColumnBlocks"/>
    /// lanes; grid X covers the columns, grid Y the rows, a tile a group, grid Z the parts of the sums.
    /// A group moves eight depths of its rows of op(A) and columns of op(B) into shared memory while it multiplies the eight
    /// before: global memory is read into registers before the products and written to the other half of shared memory behind
    /// them, so that one barrier a turn is enough. A lane reads 16 numbers for 64 products, by accesses of 16 bytes.
    /// Bit 0 of a lane's number chooses its row, bits 1 to 3 its column, bit 4 its row again. Each half of a warp then reads
    /// from 2 places of op(A) and 8 neighbouring ones of op(B), and lanes of a pair (or of neighbouring pairs) read the same:
    /// that is what one access of 16 bytes a lane needs to go through all 32 banks in two passes, the fewest there are.
    /// The scheme is that of V. Volkov and J. Demmel, "Benchmarking GPUs to Tune Dense Linear Algebra", 2008, with tiles
    /// as in NVIDIA's CUTLASS documentation, "Efficient GEMM in CUDA".
    /// </remarks>
    public static void Multiply<TOrientation, TTile, TAccess, TEpilogue>(GemmArguments arguments, TEpilogue epilogue)
        where TOrientation : struct, IGemmOrientation
        where TTile : struct, IGroupTile
        where TAccess : struct, IOperandAccess
        where TEpilogue : struct, IEpilogue
    {
        int m = arguments.M;
        int n = arguments.N;
        int k = arguments.K;
        int depth = Grid.IdxZ * arguments.PartLength;
        int end = IntrinsicMath.Min(depth + arguments.PartLength, k);
        int height = TTile.RowBlocks * RowsOfBlock;
        int width = TTile.ColumnBlocks * ColumnsOfBlock;
        int lanes = TTile.RowBlocks * TTile.ColumnBlocks * LanesOfBlock;
        bool hasTwoLeft = TTile.ColumnBlocks == 1;
        bool hasTwoRight = TTile.RowBlocks == 2;
        int lane = Group.IdxX;

        ArrayView<Quad> lefts = SharedMemory.Allocate<Quad>(2 * QuadsOfPanel);
        ArrayView<Quad> rights = SharedMemory.Allocate<Quad>(2 * QuadsOfPanel);
        int firstRow = Grid.IdxY * height;
        int firstColumn = Grid.IdxX * width;
        var a = new SharedOperand(arguments.A, TOrientation.HasNeighbouringRows, m, k);
        var b = new SharedOperand(arguments.B, TOrientation.HasNeighbouringColumns, n, k);
        var left = new PanelShare(a, firstRow, height, lane);
        var left2 = new PanelShare(a, firstRow, height, lane + lanes);
        var right = new PanelShare(b, firstColumn, width, lane);
        var right2 = new PanelShare(b, firstColumn, width, lane + lanes);
        left.Write(lefts, 0, height, left.Read<TAccess>(depth, end));
        right.Write(rights, 0, width, right.Read<TAccess>(depth, end));
        if (hasTwoLeft)
        {
            left2.Write(lefts, 0, height, left2.Read<TAccess>(depth, end));
        }

        if (hasTwoRight)
        {
            right2.Write(rights, 0, width, right2.Read<TAccess>(depth, end));
        }

        Group.Barrier();

        int block = lane / LanesOfBlock;
        int row = (block / TTile.ColumnBlocks * RowsOfBlock) + (((lane & 1) | ((lane >> 3) & 2)) * RowsOfLane);
        int column = (block % TTile.ColumnBlocks * ColumnsOfBlock) + (((lane >> 1) & 7) * 4);
        int panel = 0;
        LaneTile tile = default;
        for (; depth < end; depth += PanelShare.Depths)
        {
            // Behind the end there are zeros, which go where nobody reads: no branch separates loads from products.
            int next = depth + PanelShare.Depths;
            Quad nextLeft = left.Read<TAccess>(next, end);
            Quad nextRight = right.Read<TAccess>(next, end);
            Quad nextLeft2 = hasTwoLeft ? left2.Read<TAccess>(next, end) : default;
            Quad nextRight2 = hasTwoRight ? right2.Read<TAccess>(next, end) : default;

            int leftSlot = panel + (row / 4);
            int rightSlot = panel + (column / 4);
            Step(ref tile, lefts, rights, leftSlot, rightSlot);
            Step(ref tile, lefts, rights, leftSlot + PanelShare.StrideOf(height), rightSlot + PanelShare.StrideOf(width));
            Step(ref tile, lefts, rights, leftSlot + (2 * PanelShare.StrideOf(height)), rightSlot + (2 * PanelShare.StrideOf(width)));
            Step(ref tile, lefts, rights, leftSlot + (3 * PanelShare.StrideOf(height)), rightSlot + (3 * PanelShare.StrideOf(width)));
            Step(ref tile, lefts, rights, leftSlot + (4 * PanelShare.StrideOf(height)), rightSlot + (4 * PanelShare.StrideOf(width)));
            Step(ref tile, lefts, rights, leftSlot + (5 * PanelShare.StrideOf(height)), rightSlot + (5 * PanelShare.StrideOf(width)));
            Step(ref tile, lefts, rights, leftSlot + (6 * PanelShare.StrideOf(height)), rightSlot + (6 * PanelShare.StrideOf(width)));
            Step(ref tile, lefts, rights, leftSlot + (7 * PanelShare.StrideOf(height)), rightSlot + (7 * PanelShare.StrideOf(width)));

            panel = QuadsOfPanel - panel;
            left.Write(lefts, panel, height, nextLeft);
            right.Write(rights, panel, width, nextRight);
            if (hasTwoLeft)
            {
                left2.Write(lefts, panel, height, nextLeft2);
            }

            if (hasTwoRight)
            {
                right2.Write(rights, panel, width, nextRight2);
            }

            Group.Barrier();
        }

        // A number of rows that is known only here keeps the loop a loop; see Gemm.Multiply.
        row += firstRow;
        column += firstColumn;
        int rows = IntrinsicMath.Min(RowsOfLane, m - row);
        for (int i = 0; i < rows; i++)
        {
            LaneRow sums = tile.First;
            Finish<TAccess, TEpilogue>(epilogue, row + i, column, n, sums.Left);
            Finish<TAccess, TEpilogue>(epilogue, row + i, column + (ColumnsOfBlock / 2), n, sums.Right);
            tile.MoveUp();
        }
    }

    private static void Step(ref LaneTile tile, ArrayView<Quad> lefts, ArrayView<Quad> rights, int left, int right)
    {
        var row = new LaneRow(rights[right], rights[right + (ColumnsOfBlock / 8)]);
        tile.Add(lefts[left], lefts[left + 1], row);
    }

    /// <summary>Hands four neighbours of C on.</summary>
    private static void Finish<TAccess, TEpilogue>(TEpilogue epilogue, int row, int column, int n, Quad sums)
        where TAccess : struct, IOperandAccess
        where TEpilogue : struct, IEpilogue
    {
        if (TAccess.HasWholeQuads)
        {
            // So written, the compiler sees that the index is a multiple of four.
            int index = ((row * (n >> 2)) + (column >> 2)) << 2;
            if (column < n)
            {
                epilogue.Apply(index, column, sums.X);
                epilogue.Apply(index + 1, column + 1, sums.Y);
                epilogue.Apply(index + 2, column + 2, sums.Z);
                epilogue.Apply(index + 3, column + 3, sums.W);
            }
        }
        else
        {
            int index = (row * n) + column;
            Finish(epilogue, index, column, n, sums.X);
            Finish(epilogue, index + 1, column + 1, n, sums.Y);
            Finish(epilogue, index + 2, column + 2, n, sums.Z);
            Finish(epilogue, index + 3, column + 3, n, sums.W);
        }
    }

    private static void Finish<TEpilogue>(TEpilogue epilogue, int index, int column, int n, float sum)
        where TEpilogue : struct, IEpilogue
    {
        if (column < n)
        {
            epilogue.Apply(index, column, sum);
        }
    }
}
