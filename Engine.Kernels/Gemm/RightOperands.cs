using ILGPU;

namespace Engine.Kernels;

/// <summary>How op(B) [K,N] lies in memory, for <see cref="PackedGemm"/>; steps are in elements, those of columns are 1.</summary>
public interface IGemmRight
{
    /// <summary>The first column of the tile that answers for the columns from <paramref name="column"/> on; no element outside of memory is read.</summary>
    static abstract int FirstColumn(int column, int width, int n);

    /// <summary>Where the element of a tile's first column at a depth lies.</summary>
    static abstract long Offset(int firstColumn, int depth, int width, int n, int k);

    /// <summary>From one depth to the next.</summary>
    static abstract int DepthStep(int width, int n);

    /// <summary>
    /// True: groups that follow each other have the same columns. False: the same rows, so that a thread that takes a share
    /// of them has whole rows of C; and the grid's Z counts parts of the sums.
    /// </summary>
    static abstract bool HasRowsFirst { get; }
}

/// <summary>B [K,N] as it is. The last tile is moved left to end with the matrix, which has a tile's columns at least.</summary>
public readonly struct RightRows : IGemmRight
{
    /// <inheritdoc/>
    public static int FirstColumn(int column, int width, int n) => IntrinsicMath.Min(column, n - width);

    /// <inheritdoc/>
    public static long Offset(int firstColumn, int depth, int width, int n, int k) => ((long)depth * n) + firstColumn;

    /// <inheritdoc/>
    public static int DepthStep(int width, int n) => n;

    /// <inheritdoc/>
    public static bool HasRowsFirst => false;
}

/// <summary>Panels of op(B), as <see cref="Panels"/> packs them, one for each tile.</summary>
public readonly struct RightPanels : IGemmRight
{
    /// <inheritdoc/>
    public static int FirstColumn(int column, int width, int n) => column;

    /// <inheritdoc/>
    public static long Offset(int firstColumn, int depth, int width, int n, int k) =>
        ((long)firstColumn * Panels.Room(k)) + ((long)depth * width);

    /// <inheritdoc/>
    public static int DepthStep(int width, int n) => width;

    /// <inheritdoc/>
    public static bool HasRowsFirst => true;
}
