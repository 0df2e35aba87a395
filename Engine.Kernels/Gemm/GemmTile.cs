namespace Engine.Kernels;

/// <summary>
/// How many elements of C one lane computes, and how lanes are laid over C. Rows × Columns is at most
/// <see cref="GemmTiles.MaxAccumulators"/>.
/// </summary>
public interface IGemmTile
{
    /// <summary>Rows of C of a lane.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of C of a lane, one warp width apart.</summary>
    static abstract int Columns { get; }

    /// <summary>
    /// False: a warp covers neighbouring columns of the same rows. True: lanes run over (row tile, column) pairs without
    /// gaps, which wastes none where C has fewer columns than a warp has lanes; then a lane has one column.
    /// </summary>
    static abstract bool Linear { get; }
}

/// <summary>Limits that all tiles keep.</summary>
public static class GemmTiles
{
    /// <summary>The accumulators that the kernel sets aside for a lane.</summary>
    public const int MaxAccumulators = 16;
}

/// <summary>8 rows × 2 columns a lane: the fewest loads for each multiplication.</summary>
public readonly struct Tile8x2 : IGemmTile
{
    /// <inheritdoc/>
    public static int Rows => 8;

    /// <inheritdoc/>
    public static int Columns => 2;

    /// <inheritdoc/>
    public static bool Linear => false;
}

/// <summary>8 rows × 1 column a lane.</summary>
public readonly struct Tile8x1 : IGemmTile
{
    /// <inheritdoc/>
    public static int Rows => 8;

    /// <inheritdoc/>
    public static int Columns => 1;

    /// <inheritdoc/>
    public static bool Linear => false;
}

/// <summary>4 rows × 1 column a lane, for small products on devices with many processors.</summary>
public readonly struct Tile4x1 : IGemmTile
{
    /// <inheritdoc/>
    public static int Rows => 4;

    /// <inheritdoc/>
    public static int Columns => 1;

    /// <inheritdoc/>
    public static bool Linear => false;
}

/// <summary>One element a lane, for single rows and for the smallest products on devices with many processors.</summary>
public readonly struct Tile1x1 : IGemmTile
{
    /// <inheritdoc/>
    public static int Rows => 1;

    /// <inheritdoc/>
    public static int Columns => 1;

    /// <inheritdoc/>
    public static bool Linear => false;
}

/// <summary>4 rows × 1 column a lane, lanes without gaps: for few columns, such as 10 classes.</summary>
public readonly struct Tile4Linear : IGemmTile
{
    /// <inheritdoc/>
    public static int Rows => 4;

    /// <inheritdoc/>
    public static int Columns => 1;

    /// <inheritdoc/>
    public static bool Linear => true;
}

/// <summary>12 rows × 2 columns a lane: nearly all of 32 vector registers.</summary>
public readonly struct Tile12x2 : IGemmTile
{
    /// <inheritdoc/>
    public static int Rows => 12;

    /// <inheritdoc/>
    public static int Columns => 2;

    /// <inheritdoc/>
    public static bool Linear => false;
}

/// <summary>6 rows × 2 columns a lane: nearly all of 16 vector registers.</summary>
public readonly struct Tile6x2 : IGemmTile
{
    /// <inheritdoc/>
    public static int Rows => 6;

    /// <inheritdoc/>
    public static int Columns => 2;

    /// <inheritdoc/>
    public static bool Linear => false;
}
