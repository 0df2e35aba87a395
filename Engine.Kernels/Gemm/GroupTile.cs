namespace Engine.Kernels;

/// <summary>
/// How many elements of C a group computes: blocks of 32 lanes, each with 32 rows × 64 columns of C, side by side. Rows ×
/// columns are such that each lane moves the same number of quads.
/// </summary>
public interface IGroupTile
{
    /// <summary>Blocks of lanes one above the other.</summary>
    static abstract int RowBlocks { get; }

    /// <summary>Blocks of lanes side by side.</summary>
    static abstract int ColumnBlocks { get; }
}

/// <summary>128 × 128 elements, 256 lanes.</summary>
public readonly struct Tile128x128 : IGroupTile
{
    /// <inheritdoc/>
    public static int RowBlocks => 4;

    /// <inheritdoc/>
    public static int ColumnBlocks => 2;
}

/// <summary>64 × 64 elements, 64 lanes: for results too small to give every multiprocessor a large tile.</summary>
public readonly struct Tile64x64 : IGroupTile
{
    /// <inheritdoc/>
    public static int RowBlocks => 2;

    /// <inheritdoc/>
    public static int ColumnBlocks => 1;
}
