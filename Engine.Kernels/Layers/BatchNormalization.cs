using ILGPU;
using ILGPU.Algorithms;

namespace Engine.Kernels;

/// <summary>What batch normalisation keeps for each column.</summary>
/// <param name="Gamma">γ, the scale.</param>
/// <param name="Beta">β, the shift.</param>
/// <param name="Mean">μ, of the batch or moving.</param>
/// <param name="InverseDeviation">1 / sqrt(variance + ε).</param>
public readonly record struct NormalizedColumns(
    ArrayView<float> Gamma, ArrayView<float> Beta, ArrayView<float> Mean, ArrayView<float> InverseDeviation);

/// <summary>The statistics of batches so far, m ← m·momentum + batch·(1 − momentum).</summary>
/// <param name="Mean">Of the means, one a column.</param>
/// <param name="Variance">Of the biased variances, one a column.</param>
/// <param name="Rate">1 − momentum.</param>
/// <param name="Epsilon">ε, what keeps the division finite.</param>
public readonly record struct MovingStatistics(ArrayView<float> Mean, ArrayView<float> Variance, float Rate, float Epsilon);

/// <summary>
/// Batch normalisation of the columns of row-major matrices [rows, columns], as Keras has it. Sums go down the rows in order.
/// Source: Ioffe and Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift", 2015.
/// </summary>
public static class BatchNormalization
{
    /// <summary>
    /// Mean and 1 / sqrt(variance + ε) of each column of x, with the biased variance, and what they make of the moving ones.
    /// One lane a column, launched with an extent of columns.
    /// </summary>
    public static void FindStatistics(
        Index1D column, ArrayView<float> x, int rows, int columns, NormalizedColumns batch, MovingStatistics moving)
    {
        float sum = 0;
        for (int row = 0; row < rows; row++)
        {
            sum += x[(row * columns) + column];
        }

        float mean = sum / rows;
        float squares = 0;
        for (int row = 0; row < rows; row++)
        {
            float difference = x[(row * columns) + column] - mean;
            squares += difference * difference;
        }

        float variance = squares / rows;
        batch.Mean[column] = mean;
        batch.InverseDeviation[column] = 1 / XMath.Sqrt(variance + moving.Epsilon);
        moving.Mean[column] += (mean - moving.Mean[column]) * moving.Rate;
        moving.Variance[column] += (variance - moving.Variance[column]) * moving.Rate;
    }

    /// <summary>Takes the moving statistics for those of the batch. One lane a column, launched with an extent of columns.</summary>
    public static void TakeMoving(Index1D column, NormalizedColumns batch, MovingStatistics moving)
    {
        batch.Mean[column] = moving.Mean[column];
        batch.InverseDeviation[column] = 1 / XMath.Sqrt(moving.Variance[column] + moving.Epsilon);
    }

    /// <summary>
    /// y = γ·x̂ + β with x̂ = (x − μ) / sqrt(variance + ε); x and y may be the same memory. Launched with an extent of
    /// (columns, rows).
    /// </summary>
    public static void Normalize(Index2D index, ArrayView<float> x, int columns, NormalizedColumns batch, ArrayView<float> y)
    {
        int column = index.X;
        int element = (index.Y * columns) + column;
        y[element] = ((x[element] - batch.Mean[column]) * batch.InverseDeviation[column] * batch.Gamma[column]) + batch.Beta[column];
    }

    /// <summary>
    /// dβ = Σᵣ dy and dγ = Σᵣ dy·x̂ of each column. One lane a column, launched with an extent of columns.
    /// </summary>
    public static void SumGradients(
        Index1D column,
        ArrayView<float> x,
        ArrayView<float> dy,
        int rows,
        int columns,
        NormalizedColumns batch,
        ArrayView<float> gammaGradient,
        ArrayView<float> betaGradient)
    {
        float mean = batch.Mean[column];
        float inverse = batch.InverseDeviation[column];
        float gamma = 0;
        float beta = 0;
        for (int row = 0; row < rows; row++)
        {
            int element = (row * columns) + column;
            float gradient = dy[element];
            beta += gradient;
            gamma += gradient * ((x[element] - mean) * inverse);
        }

        gammaGradient[column] = gamma;
        betaGradient[column] = beta;
    }

    /// <summary>
    /// dx = γ / sqrt(variance + ε) · (dy − (dβ + x̂·dγ) / rows) · f′ at x, the output of the activation f before the layer;
    /// dx and dy may be the same memory. Launched with an extent of (columns, rows).
    /// </summary>
    public static void Backward<TActivation>(
        Index2D index,
        ArrayView<float> x,
        ArrayView<float> dy,
        int rows,
        int columns,
        NormalizedColumns batch,
        ArrayView<float> gammaGradient,
        ArrayView<float> betaGradient,
        ArrayView<float> dx)
        where TActivation : struct, IActivation
    {
        int column = index.X;
        int element = (index.Y * columns) + column;
        float value = x[element];
        float inverse = batch.InverseDeviation[column];
        float normalized = (value - batch.Mean[column]) * inverse;
        float gradient = dy[element] - ((betaGradient[column] + (normalized * gammaGradient[column])) / rows);
        dx[element] = batch.Gamma[column] * inverse * gradient * TActivation.Derivative(value);
    }
}
