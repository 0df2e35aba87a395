namespace Engine.Kernels;

/// <summary>How op(A) [M,K] lies in memory, for <see cref="PackedGemm"/>; steps are in elements.</summary>
public interface IGemmLeft
{
    /// <summary>The first row of the tile that answers for the rows from <paramref name="row"/> on; no element outside of memory is read.</summary>
    static abstract int FirstRow(int row, int tileRows, int m);

    /// <summary>Where the element of a row at a depth lies, in a launch for the rows from <paramref name="firstRow"/> on.</summary>
    static abstract long Offset(int row, int firstRow, int depth, int tileRows, int m, int k);

    /// <summary>
    /// Terms of a sum that are added before the next tile's turn: few, and a piece of a panel of op(B) waits for it in the
    /// first cache; many, and sums need not wait between.
    /// </summary>
    static abstract int DepthsOfBlock { get; }

    /// <summary>From one row of a tile to the next.</summary>
    static abstract int RowStep(int k);

    /// <summary>From one depth to the next.</summary>
    static abstract int DepthStep(int tileRows, int m);
}

/// <summary>A [M,K] as it is. The last tile is moved up to end with the matrix, which has a tile's rows at least.</summary>
public readonly struct LeftRows : IGemmLeft
{
    /// <inheritdoc/>
    public static int DepthsOfBlock => 192;

    /// <inheritdoc/>
    public static int FirstRow(int row, int tileRows, int m) => row + tileRows > m ? m - tileRows : row;

    /// <inheritdoc/>
    public static long Offset(int row, int firstRow, int depth, int tileRows, int m, int k) => ((long)row * k) + depth;

    /// <inheritdoc/>
    public static int RowStep(int k) => k;

    /// <inheritdoc/>
    public static int DepthStep(int tileRows, int m) => 1;
}

/// <summary>A [K,M] as it is, of which op(A) is the transpose. The last tile is moved as that of <see cref="LeftRows"/> is.</summary>
public readonly struct LeftColumns : IGemmLeft
{
    /// <inheritdoc/>
    public static int DepthsOfBlock => 192;

    /// <inheritdoc/>
    public static int FirstRow(int row, int tileRows, int m) => row + tileRows > m ? m - tileRows : row;

    /// <inheritdoc/>
    public static long Offset(int row, int firstRow, int depth, int tileRows, int m, int k) => ((long)depth * m) + row;

    /// <inheritdoc/>
    public static int RowStep(int k) => 1;

    /// <inheritdoc/>
    public static int DepthStep(int tileRows, int m) => m;
}

/// <summary>Panels of the launch's rows of op(A)ᵀ, as <see cref="Panels"/> packs them, one for each tile.</summary>
public readonly struct LeftPanels : IGemmLeft
{
    /// <inheritdoc/>
    public static int DepthsOfBlock => 1024;

    /// <inheritdoc/>
    public static int FirstRow(int row, int tileRows, int m) => row;

    /// <inheritdoc/>
    public static long Offset(int row, int firstRow, int depth, int tileRows, int m, int k) =>
        ((long)(row - firstRow) * Panels.Room(k)) + ((long)depth * tileRows);

    /// <inheritdoc/>
    public static int RowStep(int k) => 1;

    /// <inheritdoc/>
    public static int DepthStep(int tileRows, int m) => tileRows;
}
