namespace Engine.Kernels;

/// <summary>Eight columns of a row of <see cref="LaneTile"/>.</summary>
public record struct LaneRow
{
    private Quad _left;
    private Quad _right;

    /// <param name="left">The first four.</param>
    /// <param name="right">The other four, half the columns of a warp away.</param>
    public LaneRow(Quad left, Quad right)
    {
        _left = left;
        _right = right;
    }

    /// <summary>The first four.</summary>
    public readonly Quad Left => _left;

    /// <summary>The other four, half the columns of a warp away.</summary>
    public readonly Quad Right => _right;

    /// <summary>this ← this + factor · values.</summary>
    public void Add(float factor, LaneRow values)
    {
        _left.Add(factor, values._left);
        _right.Add(factor, values._right);
    }
}

/// <summary>
/// The 8 × 8 sums of a lane. Fields, not an array: compilers keep them in registers whatever they think of loops.
/// </summary>
public record struct LaneTile
{
    private LaneRow _row0;
    private LaneRow _row1;
    private LaneRow _row2;
    private LaneRow _row3;
    private LaneRow _row4;
    private LaneRow _row5;
    private LaneRow _row6;
    private LaneRow _row7;

    /// <summary>The first row.</summary>
    public readonly LaneRow First => _row0;

    /// <summary>Adds the products of a column of eight with a row of eight.</summary>
    /// <param name="above">The first four of the column.</param>
    /// <param name="below">The other four of the column.</param>
    /// <param name="row">The row.</param>
    public void Add(Quad above, Quad below, LaneRow row)
    {
        _row0.Add(above.X, row);
        _row1.Add(above.Y, row);
        _row2.Add(above.Z, row);
        _row3.Add(above.W, row);
        _row4.Add(below.X, row);
        _row5.Add(below.Y, row);
        _row6.Add(below.Z, row);
        _row7.Add(below.W, row);
    }

    /// <summary>Moves each row into the place of the one before.</summary>
    public void MoveUp()
    {
        _row0 = _row1;
        _row1 = _row2;
        _row2 = _row3;
        _row3 = _row4;
        _row4 = _row5;
        _row5 = _row6;
        _row6 = _row7;
    }
}
