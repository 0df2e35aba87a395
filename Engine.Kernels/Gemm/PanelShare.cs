using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// One lane's share in moving a block of an operand into shared memory, where the sides of a depth are neighbours. Between
/// depths lies one unused quad: where sides have depths for neighbours and four stores turn a quad, the lanes of a warp then
/// write to different banks.
/// </summary>
internal readonly struct PanelShare
{
    /// <summary>Depths of a block.</summary>
    public const int Depths = 8;

    private const int QuadsOfDepths = Depths / 4;

    private readonly SharedOperand _operand;
    private readonly int _side;
    private readonly int _depth;
    private readonly int _slot;

    /// <param name="operand">The operand.</param>
    /// <param name="firstSide">The first side of the group.</param>
    /// <param name="width">Sides of the group's tile.</param>
    /// <param name="quad">Which quad of the block is the lane's.</param>
    public PanelShare(SharedOperand operand, int firstSide, int width, int quad)
    {
        _operand = operand;
        if (operand.HasNeighbouringSides)
        {
            int quads = width / 4;
            _depth = quad / quads;
            _side = firstSide + (quad % quads * 4);
            _slot = (_depth * StrideOf(width)) + (quad % quads);
        }
        else
        {
            int side = quad / QuadsOfDepths;
            _depth = quad % QuadsOfDepths * 4;
            _side = firstSide + side;
            _slot = (_depth * StrideOf(width) * 4) + side;
        }
    }

    /// <summary>Quads from one depth to the next.</summary>
    public static int StrideOf(int width) => (width / 4) + 1;

    /// <summary>Reads the quad of the block that begins at a depth; depths from <paramref name="end"/> on give zeros.</summary>
    public Quad Read<TAccess>(int firstDepth, int end)
        where TAccess : struct, IOperandAccess => _operand.Read<TAccess>(_side, firstDepth + _depth, end);

    /// <summary>Puts the quad into a block in shared memory that begins at an offset.</summary>
    public void Write(ArrayView<Quad> blocks, int offset, int width, Quad value)
    {
        if (_operand.HasNeighbouringSides)
        {
            blocks[offset + _slot] = value;
            return;
        }

        ArrayView<float> floats = blocks.Cast<float>();
        int slot = (offset * 4) + _slot;
        int stride = StrideOf(width) * 4;
        floats[slot] = value.X;
        floats[slot + stride] = value.Y;
        floats[slot + (2 * stride)] = value.Z;
        floats[slot + (3 * stride)] = value.W;
    }
}
