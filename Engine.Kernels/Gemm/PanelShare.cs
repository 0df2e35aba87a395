using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// One lane's share in moving a block of an operand, so many depths of so many rows of op(A) or columns of op(B), its "sides",
/// into shared memory, where the sides of a depth are neighbours. Between depths lies one unused quad: where sides have
/// depths for neighbours and four stores turn a quad, the lanes of a warp then write to different banks.
/// </summary>
internal readonly struct PanelShare
{
    /// <summary>Depths of a block.</summary>
    public const int Depths = 8;

    private const int QuadsOfDepths = Depths / 4;

    private readonly ArrayView<float> _source;
    private readonly bool _hasNeighbouringSides;
    private readonly int _side;
    private readonly int _sides;
    private readonly int _depth;
    private readonly int _k;
    private readonly int _slot;

    /// <param name="source">The operand.</param>
    /// <param name="hasNeighbouringSides">Whether sides are neighbours in memory; else depths are.</param>
    /// <param name="firstSide">The first side of the group.</param>
    /// <param name="width">Sides of the group's tile.</param>
    /// <param name="sides">All sides of the operand.</param>
    /// <param name="k">All depths of the operand.</param>
    /// <param name="quad">Which quad of the block is the lane's.</param>
    public PanelShare(ArrayView<float> source, bool hasNeighbouringSides, int firstSide, int width, int sides, int k, int quad)
    {
        _source = source;
        _hasNeighbouringSides = hasNeighbouringSides;
        _sides = sides;
        _k = k;
        if (hasNeighbouringSides)
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
        where TAccess : struct, IOperandAccess
    {
        int depth = firstDepth + _depth;
        if (_hasNeighbouringSides)
        {
            return depth < end ? TAccess.Read(_source, depth * _sides, _side, _sides) : default;
        }

        int line = IntrinsicMath.Min(_side, _sides - 1) * _k;
        if (firstDepth + Depths <= end)
        {
            return TAccess.Read(_source, line, depth, _k);
        }

        Quad rest = default;
        if (depth < end)
        {
            rest.X = _source[line + depth];
        }

        if (depth + 1 < end)
        {
            rest.Y = _source[line + depth + 1];
        }

        if (depth + 2 < end)
        {
            rest.Z = _source[line + depth + 2];
        }

        if (depth + 3 < end)
        {
            rest.W = _source[line + depth + 3];
        }

        return rest;
    }

    /// <summary>Puts the quad into a block in shared memory that begins at an offset.</summary>
    public void Write(ArrayView<Quad> blocks, int offset, int width, Quad value)
    {
        if (_hasNeighbouringSides)
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
