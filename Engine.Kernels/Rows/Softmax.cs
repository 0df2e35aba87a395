using ILGPU;
using ILGPU.Algorithms;

namespace Engine.Kernels;

/// <summary>Row-wise softmax.</summary>
public static class Softmax
{
    /// <summary>
    /// y[r,c] = exp(x[r,c] − maxᵣ) / Σⱼ exp(x[r,j] − maxᵣ), row-major [rows, columns]; x and y may be the same memory.
    /// The row maximum is subtracted so that nothing overflows. One lane a row, launched with an extent of rows.
    /// </summary>
    public static void Rows(Index1D row, ArrayView<float> x, int columns, ArrayView<float> y)
    {
        int start = row * columns;
        float maximum = x[start];
        for (int column = 1; column < columns; column++)
        {
            maximum = XMath.Max(maximum, x[start + column]);
        }

        float sum = 0;
        for (int column = 0; column < columns; column++)
        {
            float power = XMath.Exp(x[start + column] - maximum);
            y[start + column] = power;
            sum += power;
        }

        float scale = 1 / sum;
        for (int column = 0; column < columns; column++)
        {
            y[start + column] *= scale;
        }
    }
}
