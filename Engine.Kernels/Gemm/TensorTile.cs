namespace Engine.Kernels;

/// <summary>A lane's sums of 64 rows × 8 columns: four blocks of <see cref="Tensor.MultiplyAdd"/>, one below the other.</summary>
internal record struct TensorColumn
{
    private Quad _block0;
    private Quad _block1;
    private Quad _block2;
    private Quad _block3;

    /// <summary>The sums of rows 0 to 15.</summary>
    public readonly Quad Block0 => _block0;

    /// <summary>The sums of rows 16 to 31.</summary>
    public readonly Quad Block1 => _block1;

    /// <summary>The sums of rows 32 to 47.</summary>
    public readonly Quad Block2 => _block2;

    /// <summary>The sums of rows 48 to 63.</summary>
    public readonly Quad Block3 => _block3;

    /// <summary>Adds the products of eight depths.</summary>
    public void Add(in FragmentQuads left, float right, float rightNext)
    {
        Tensor.MultiplyAdd(ref _block0, left.First, right, rightNext);
        Tensor.MultiplyAdd(ref _block1, left.Second, right, rightNext);
        Tensor.MultiplyAdd(ref _block2, left.Third, right, rightNext);
        Tensor.MultiplyAdd(ref _block3, left.Fourth, right, rightNext);
    }
}

/// <summary>A lane's 128 sums of a warp's 64 rows × 64 columns.</summary>
internal record struct TensorTile
{
    private TensorColumn _column0;
    private TensorColumn _column1;
    private TensorColumn _column2;
    private TensorColumn _column3;
    private TensorColumn _column4;
    private TensorColumn _column5;
    private TensorColumn _column6;
    private TensorColumn _column7;

    /// <summary>The first eight columns.</summary>
    public readonly TensorColumn First => _column0;

    /// <summary>Adds the products of eight depths.</summary>
    public void Add(in FragmentQuads left, in FragmentQuads right)
    {
        _column0.Add(left, right.First.X, right.First.Y);
        _column1.Add(left, right.First.Z, right.First.W);
        _column2.Add(left, right.Second.X, right.Second.Y);
        _column3.Add(left, right.Second.Z, right.Second.W);
        _column4.Add(left, right.Third.X, right.Third.Y);
        _column5.Add(left, right.Third.Z, right.Third.W);
        _column6.Add(left, right.Fourth.X, right.Fourth.Y);
        _column7.Add(left, right.Fourth.Z, right.Fourth.W);
    }

    /// <summary>Moves all columns to the left, eight at a time.</summary>
    public void MoveLeft()
    {
        _column0 = _column1;
        _column1 = _column2;
        _column2 = _column3;
        _column3 = _column4;
        _column4 = _column5;
        _column5 = _column6;
        _column6 = _column7;
    }
}
