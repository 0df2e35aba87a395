using ILGPU;

namespace Engine.Kernels;

/// <summary>Sums down the columns, such as the gradient of a bias.</summary>
public static class ColumnSums
{
    /// <summary>
    /// epilogue(s) for s[c] = Σᵣ x[r,c] in the order of r; x is row-major [rows, columns], s one row.
    /// One lane a column, launched with an extent of columns.
    /// </summary>
    public static void Sum<TEpilogue>(Index1D column, ArrayView<float> x, int rows, int columns, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        float sum = 0;
        for (int row = 0; row < rows; row++)
        {
            sum += x[(row * columns) + column];
        }

        epilogue.Apply(column, column, sum);
    }
}
