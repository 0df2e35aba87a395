using ILGPU;

namespace Engine.Kernels;

/// <summary>Four quads that a lane moves: two sides, eight apart, at four depths each, or twice four sides at two depths each.</summary>
internal readonly record struct FragmentQuads(Quad First, Quad Second, Quad Third, Quad Fourth);

/// <summary>
/// One lane's share in moving a block of an operand, 128 sides × 16 depths by 128 lanes, into shared memory, in TF32 and
/// in the order in which <see cref="Tensor.MultiplyAdd"/> takes its numbers: a quad has two depths of a side and of the side eight
/// further on. A block of 16 sides has 8 × 8 quads, a pair of sides after the other. The lane with the number t in its four has the
/// depths 4·t to 4·t + 3; the quads with the first two of these come first, or last for every other pair. So eight lanes that
/// read or write side by side meet all banks once.
/// </summary>
internal readonly struct FragmentShare
{
    /// <summary>Depths of a block.</summary>
    public const int Depths = 16;

    /// <summary>Sides of a block.</summary>
    public const int Sides = 128;

    private const int HalfOfSides = Sides / 2;
    private const int PairDistance = 8;

    private readonly SharedOperand _operand;
    private readonly int _firstSide;
    private readonly int _side;
    private readonly int _depth;

    /// <param name="operand">The operand.</param>
    /// <param name="firstSide">The first side of the group.</param>
    /// <param name="lane">The lane's number in the group.</param>
    public FragmentShare(SharedOperand operand, int firstSide, int lane)
    {
        _operand = operand;
        _firstSide = firstSide;

        // Bit 3 of a side is free for the pair; depths as neighbours leave bit 6 for the second turn.
        if (operand.HasNeighbouringSides)
        {
            int quad = lane / 8;
            _side = ((quad & 1) * 4) + (quad / 2 * 16);
            _depth = lane % 8 * 2;
        }
        else
        {
            int side = lane / 4;
            _side = (side & 7) + (side / 8 * 16);
            _depth = lane % 4 * 4;
        }
    }

    /// <summary>Where the first or second quad of the depths 4·t to 4·t + 3 of a side and its pair lies in a block.</summary>
    public static int SlotOf(int side, int half, int t)
    {
        int pair = ((side >> 4) * PairDistance) + (side & 7);
        return (pair * 8) + ((half ^ (side & 1)) * 4) + t;
    }

    /// <summary>Reads of the block that begins at a depth; depths from <paramref name="end"/> on give zeros.</summary>
    public FragmentQuads Read<TAccess>(int firstDepth, int end)
        where TAccess : struct, IOperandAccess
    {
        int side = _firstSide + _side;
        int depth = firstDepth + _depth;
        return _operand.HasNeighbouringSides
            ? new FragmentQuads(
                _operand.Read<TAccess>(side, depth, end),
                _operand.Read<TAccess>(side, depth + 1, end),
                _operand.Read<TAccess>(side + PairDistance, depth, end),
                _operand.Read<TAccess>(side + PairDistance, depth + 1, end))
            : new FragmentQuads(
                _operand.Read<TAccess>(side, depth, end),
                _operand.Read<TAccess>(side + PairDistance, depth, end),
                _operand.Read<TAccess>(side + HalfOfSides, depth, end),
                _operand.Read<TAccess>(side + HalfOfSides + PairDistance, depth, end));
    }

    /// <summary>Puts what was read into a block in shared memory that begins at an offset.</summary>
    /// <param name="isLeft">Whether the two sides of a depth are neighbours in a quad; else the two depths of a side.</param>
    public void Write(ArrayView<Quad> blocks, int offset, bool isLeft, in FragmentQuads values)
    {
        Quad first = Tensor.Round(values.First);
        Quad second = Tensor.Round(values.Second);
        Quad third = Tensor.Round(values.Third);
        Quad fourth = Tensor.Round(values.Fourth);
        int t = _depth / 4;
        if (_operand.HasNeighbouringSides)
        {
            int half = _depth / 2 % 2;
            blocks[offset + SlotOf(_side, half, t)] = Pack(isLeft, first.X, second.X, third.X, fourth.X);
            blocks[offset + SlotOf(_side + 1, half, t)] = Pack(isLeft, first.Y, second.Y, third.Y, fourth.Y);
            blocks[offset + SlotOf(_side + 2, half, t)] = Pack(isLeft, first.Z, second.Z, third.Z, fourth.Z);
            blocks[offset + SlotOf(_side + 3, half, t)] = Pack(isLeft, first.W, second.W, third.W, fourth.W);
        }
        else
        {
            blocks[offset + SlotOf(_side, 0, t)] = Pack(isLeft, first.X, first.Y, second.X, second.Y);
            blocks[offset + SlotOf(_side, 1, t)] = Pack(isLeft, first.Z, first.W, second.Z, second.W);
            blocks[offset + SlotOf(_side + HalfOfSides, 0, t)] = Pack(isLeft, third.X, third.Y, fourth.X, fourth.Y);
            blocks[offset + SlotOf(_side + HalfOfSides, 1, t)] = Pack(isLeft, third.Z, third.W, fourth.Z, fourth.W);
        }
    }

    /// <summary>Two depths of a side and of its pair in the order of the operand.</summary>
    private static Quad Pack(bool isLeft, float side, float sideNext, float pair, float pairNext) => isLeft
        ? new Quad { X = side, Y = pair, Z = sideNext, W = pairNext }
        : new Quad { X = side, Y = sideNext, Z = pair, W = pairNext };
}
