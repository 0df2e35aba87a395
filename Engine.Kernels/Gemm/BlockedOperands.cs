namespace Engine.Kernels;

/// <summary>How op(A) [M,K] lies in memory, for <see cref="BlockedGemm"/>; steps are in elements.</summary>
public interface IGemmLeft
{
    /// <summary>The first row of the tile that answers for the rows from <paramref name="row"/> on; no element outside of memory is read.</summary>
    static abstract int FirstRow(int row, int tileRows, int m);

    /// <summary>Where the element of a tile's first row at a depth lies.</summary>
    static abstract long Offset(int firstRow, int depth, int m, int k, int lanes);

    /// <summary>From one row of a tile to the next.</summary>
    static abstract int RowStep(int k);

    /// <summary>From one depth to the next.</summary>
    static abstract int DepthStep(int m, int lanes);
}

/// <summary>How op(B) [K,N] lies in memory, for <see cref="BlockedGemm"/>; columns are neighbours, the step is in elements.</summary>
public interface IGemmRight
{
    /// <summary>The first column that is read to compute the columns from <paramref name="column"/> on.</summary>
    static abstract int FirstColumn(int column, int width, int n);

    /// <summary>Where the element of that column at depth 0 lies.</summary>
    static abstract long Offset(int firstColumn, int k);

    /// <summary>From one depth to the next.</summary>
    static abstract int DepthStep(int n, int lanes);
}

/// <summary>A [M,K] as it is. The last tile is moved up to end with the matrix, which has a tile's rows at least.</summary>
public readonly struct LeftRows : IGemmLeft
{
    /// <inheritdoc/>
    public static int FirstRow(int row, int tileRows, int m) => row + tileRows > m ? m - tileRows : row;

    /// <inheritdoc/>
    public static long Offset(int firstRow, int depth, int m, int k, int lanes) => ((long)firstRow * k) + depth;

    /// <inheritdoc/>
    public static int RowStep(int k) => k;

    /// <inheritdoc/>
    public static int DepthStep(int m, int lanes) => 1;
}

/// <summary>A [K,M] as it is. The last tile is moved up to end with the matrix, which has a tile's rows at least.</summary>
public readonly struct LeftColumns : IGemmLeft
{
    /// <inheritdoc/>
    public static int FirstRow(int row, int tileRows, int m) => row + tileRows > m ? m - tileRows : row;

    /// <inheritdoc/>
    public static long Offset(int firstRow, int depth, int m, int k, int lanes) => ((long)depth * m) + firstRow;

    /// <inheritdoc/>
    public static int RowStep(int k) => 1;

    /// <inheritdoc/>
    public static int DepthStep(int m, int lanes) => m;
}

/// <summary>Panels of op(A)ᵀ, as <see cref="Panels"/> packs them with <see cref="VectorsOfPanel"/> vectors a panel.</summary>
public readonly struct LeftPanels : IGemmLeft
{
    /// <summary>Vectors side by side in a panel: three hold a whole number of tiles of 12, 8 or 6 rows for 16, 8 or 4 lanes.</summary>
    public const int VectorsOfPanel = 3;

    /// <inheritdoc/>
    public static int FirstRow(int row, int tileRows, int m) => row;

    /// <inheritdoc/>
    public static long Offset(int firstRow, int depth, int m, int k, int lanes)
    {
        int width = VectorsOfPanel * lanes;
        int inPanel = firstRow % width;
        return ((long)(firstRow - inPanel) * k) + ((long)depth * width) + inPanel;
    }

    /// <inheritdoc/>
    public static int RowStep(int k) => 1;

    /// <inheritdoc/>
    public static int DepthStep(int m, int lanes) => VectorsOfPanel * lanes;
}

/// <summary>B [K,N] as it is. The last panel is moved left to end with the matrix, which has a panel's columns at least.</summary>
public readonly struct RightRows : IGemmRight
{
    /// <inheritdoc/>
    public static int FirstColumn(int column, int width, int n) => column + width > n ? n - width : column;

    /// <inheritdoc/>
    public static long Offset(int firstColumn, int k) => firstColumn;

    /// <inheritdoc/>
    public static int DepthStep(int n, int lanes) => n;
}

/// <summary>Panels of op(B), as <see cref="Panels"/> packs them with <see cref="VectorsOfPanel"/> vectors a panel.</summary>
public readonly struct RightPanels : IGemmRight
{
    /// <summary>Vectors side by side in a panel: a tile's columns.</summary>
    public const int VectorsOfPanel = 2;

    /// <inheritdoc/>
    public static int FirstColumn(int column, int width, int n) => column;

    /// <inheritdoc/>
    public static long Offset(int firstColumn, int k) => (long)firstColumn * k;

    /// <inheritdoc/>
    public static int DepthStep(int n, int lanes) => VectorsOfPanel * lanes;
}
