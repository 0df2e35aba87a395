using ILGPU;

namespace Engine.Kernels;

/// <summary>Matrix products in TF32, for devices with tensor cores.</summary>
public static class TensorGemm
{
    /// <summary>Rows and columns of C of a group.</summary>
    public const int Side = FragmentShare.Sides;

    /// <summary>Lanes of a group: four warps.</summary>
    public const int Lanes = 128;

    private const int LanesOfWarp = 32;
    private const int SideOfWarp = 64;
    private const int ColumnsOfBlock = 8;
    private const int QuadsOfBlock = 512;
    private const int QuadsOf16Sides = 64;

    /// <summary>
    /// epilogue(C) for C = op(A)·op(B), c[i,j] = Σₖ a[i,k]·b[k,j], with a and b rounded to TF32: 11 significant bits, so that a product
    /// is off by 2⁻¹¹ of itself for each factor at most. Sums are float32, of products that are not rounded, in an order that the
    /// device chooses. All matrices row-major.
    /// </summary>
    /// <remarks>
    /// Launch shape: groups of 128 lanes of one dimension, grid X over the columns, 128 a group, grid Y over the rows, 128 a group,
    /// grid Z the parts of the sums. Only for CUDA devices from sm_80 on: elsewhere C is not computed.
    /// A group moves 16 depths of its operands into shared memory, in TF32, while it multiplies the 16 before, as
    /// <see cref="TiledGemm"/> does. A warp has 64 × 64 sums; it reads 16 quads a lane for 64 products of 16 × 8 × 8.
    /// </remarks>
    public static void Multiply<TOrientation, TAccess, TEpilogue>(GemmArguments arguments, TEpilogue epilogue)
        where TOrientation : struct, IGemmOrientation
        where TAccess : struct, IOperandAccess
        where TEpilogue : struct, IEpilogue
    {
        int m = arguments.M;
        int n = arguments.N;
        int k = arguments.K;
        int depth = Grid.IdxZ * arguments.PartLength;
        int end = IntrinsicMath.Min(depth + arguments.PartLength, k);
        int thread = Group.IdxX;
        ArrayView<Quad> lefts = SharedMemory.Allocate<Quad>(2 * QuadsOfBlock);
        ArrayView<Quad> rights = SharedMemory.Allocate<Quad>(2 * QuadsOfBlock);
        var left = new FragmentShare(new SharedOperand(arguments.A, TOrientation.HasNeighbouringRows, m, k), Grid.IdxY * Side, thread);
        var right = new FragmentShare(new SharedOperand(arguments.B, TOrientation.HasNeighbouringColumns, n, k), Grid.IdxX * Side, thread);
        left.Write(lefts, 0, isLeft: true, left.Read<TAccess>(depth, end));
        right.Write(rights, 0, isLeft: false, right.Read<TAccess>(depth, end));
        Group.Barrier();

        // See Tensor.MultiplyAdd: g and t.
        int warp = thread / LanesOfWarp;
        int g = thread % LanesOfWarp / 4;
        int t = thread % 4;
        int row = (warp / 2 * SideOfWarp) + g;
        int column = (warp % 2 * SideOfWarp) + g;
        int block = 0;
        TensorTile tile = default;
        for (; depth < end; depth += FragmentShare.Depths)
        {
            // Behind the end there are zeros, which go where nobody reads; see TiledGemm.
            int next = depth + FragmentShare.Depths;
            FragmentQuads nextLeft = left.Read<TAccess>(next, end);
            FragmentQuads nextRight = right.Read<TAccess>(next, end);
            tile.Add(
                ReadSides(lefts, block + FragmentShare.SlotOf(row, 0, t)),
                ReadSides(rights, block + FragmentShare.SlotOf(column, 0, t)));
            tile.Add(
                ReadSides(lefts, block + FragmentShare.SlotOf(row, 1, t)),
                ReadSides(rights, block + FragmentShare.SlotOf(column, 1, t)));
            block = QuadsOfBlock - block;
            left.Write(lefts, block, isLeft: true, nextLeft);
            right.Write(rights, block, isLeft: false, nextRight);
            Group.Barrier();
        }

        // A number of columns that is known only here keeps the loop a loop; see Gemm.Multiply.
        row += Grid.IdxY * Side;
        column += (Grid.IdxX * Side) - g + (t * 2);
        int columns = IntrinsicMath.Min(SideOfWarp / ColumnsOfBlock, (n - column + ColumnsOfBlock - 1) / ColumnsOfBlock);
        for (int i = 0; i < columns; i++)
        {
            TensorColumn sums = tile.First;
            Finish(epilogue, row, column, m, n, sums.Block0);
            Finish(epilogue, row + 16, column, m, n, sums.Block1);
            Finish(epilogue, row + 32, column, m, n, sums.Block2);
            Finish(epilogue, row + 48, column, m, n, sums.Block3);
            column += ColumnsOfBlock;
            tile.MoveLeft();
        }
    }

    /// <summary>A lane's numbers of 64 sides at eight depths.</summary>
    private static FragmentQuads ReadSides(ArrayView<Quad> blocks, int slot) =>
        new(blocks[slot], blocks[slot + QuadsOf16Sides], blocks[slot + (2 * QuadsOf16Sides)], blocks[slot + (3 * QuadsOf16Sides)]);

    /// <summary>Hands on what a lane has of 16 rows × 8 columns.</summary>
    private static void Finish<TEpilogue>(TEpilogue epilogue, int row, int column, int m, int n, Quad sums)
        where TEpilogue : struct, IEpilogue
    {
        if (row < m)
        {
            Finish(epilogue, (row * n) + column, column, n, sums.X);
            Finish(epilogue, (row * n) + column + 1, column + 1, n, sums.Y);
        }

        if (row + 8 < m)
        {
            Finish(epilogue, ((row + 8) * n) + column, column, n, sums.Z);
            Finish(epilogue, ((row + 8) * n) + column + 1, column + 1, n, sums.W);
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
