namespace Engine.Kernels;

/// <summary>
/// Which operands of a product C[M,N] = op(A)·op(B) are stored transposed, as the strides of the two operands in elements.
/// All matrices are row-major and dense. Constant strides let the compiler see which lanes read neighbours.
/// </summary>
public interface IGemmOrientation
{
    /// <summary>From one row of op(A) to the next.</summary>
    static abstract int RowStepA(int k);

    /// <summary>From one column of op(A) to the next.</summary>
    static abstract int DepthStepA(int m);

    /// <summary>From one row of op(B) to the next.</summary>
    static abstract int DepthStepB(int n);

    /// <summary>From one column of op(B) to the next.</summary>
    static abstract int ColumnStepB(int k);

    /// <summary>True if the step between columns of op(B) is one element.</summary>
    static abstract bool HasNeighbouringColumns { get; }

    /// <summary>True if the step between rows of op(A) is one element.</summary>
    static abstract bool HasNeighbouringRows { get; }
}

/// <summary>Both as they are: A [M,K], B [K,N].</summary>
public readonly struct GemmNN : IGemmOrientation
{
    /// <inheritdoc/>
    public static int RowStepA(int k) => k;

    /// <inheritdoc/>
    public static int DepthStepA(int m) => 1;

    /// <inheritdoc/>
    public static int DepthStepB(int n) => n;

    /// <inheritdoc/>
    public static int ColumnStepB(int k) => 1;

    /// <inheritdoc/>
    public static bool HasNeighbouringColumns => true;

    /// <inheritdoc/>
    public static bool HasNeighbouringRows => false;
}

/// <summary>B transposed: A [M,K], B [N,K].</summary>
public readonly struct GemmNT : IGemmOrientation
{
    /// <inheritdoc/>
    public static int RowStepA(int k) => k;

    /// <inheritdoc/>
    public static int DepthStepA(int m) => 1;

    /// <inheritdoc/>
    public static int DepthStepB(int n) => 1;

    /// <inheritdoc/>
    public static int ColumnStepB(int k) => k;

    /// <inheritdoc/>
    public static bool HasNeighbouringColumns => false;

    /// <inheritdoc/>
    public static bool HasNeighbouringRows => false;
}

/// <summary>A transposed: A [K,M], B [K,N].</summary>
public readonly struct GemmTN : IGemmOrientation
{
    /// <inheritdoc/>
    public static int RowStepA(int k) => 1;

    /// <inheritdoc/>
    public static int DepthStepA(int m) => m;

    /// <inheritdoc/>
    public static int DepthStepB(int n) => n;

    /// <inheritdoc/>
    public static int ColumnStepB(int k) => 1;

    /// <inheritdoc/>
    public static bool HasNeighbouringColumns => true;

    /// <inheritdoc/>
    public static bool HasNeighbouringRows => true;
}
