using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

public sealed partial class KernelSet
{
    private sealed class StatisticsKey;

    private sealed class MovingStatisticsKey;

    private sealed class NormalizeKey;

    private sealed class NormalizationSumsKey;

    private sealed class NormalizationBackwardKey<TActivation>;

    /// <summary>
    /// Finds mean and deviation of the columns of X [rows, columns] and moves the moving ones; see
    /// <see cref="BatchNormalization.FindStatistics"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent below 1.</exception>
    public void FindStatistics(int rows, int columns, ArrayView<float> x, in NormalizedColumns batch, in MovingStatistics moving)
    {
        Check(rows, columns, batch);
        Check(columns, moving);
        ShapeChecks.Matrix(x, rows, columns);
        using ObservedCall call = Observe("batch-statistics", sizeof(float) * (long)rows * columns);
        Get<StatisticsKey, Action<Index1D, ArrayView<float>, int, int, NormalizedColumns, MovingStatistics>>(accelerator =>
            accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, int, int, NormalizedColumns, MovingStatistics>(
                BatchNormalization.FindStatistics))(columns, x, rows, columns, batch, moving);
    }

    /// <summary>Takes the moving statistics for those of a batch; see <see cref="BatchNormalization.TakeMoving"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, or the columns below 1.</exception>
    public void TakeMovingStatistics(int columns, in NormalizedColumns batch, in MovingStatistics moving)
    {
        Check(1, columns, batch);
        Check(columns, moving);
        using ObservedCall call = Observe("moving-statistics", 4L * sizeof(float) * columns);
        Get<MovingStatisticsKey, Action<Index1D, NormalizedColumns, MovingStatistics>>(accelerator =>
            accelerator.LoadAutoGroupedStreamKernel<Index1D, NormalizedColumns, MovingStatistics>(
                BatchNormalization.TakeMoving))(columns, batch, moving);
    }

    /// <summary>Y ← γ·X̂ + β, both [rows, columns]; see <see cref="BatchNormalization.Normalize"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent below 1.</exception>
    public void Normalize(int rows, int columns, ArrayView<float> x, in NormalizedColumns batch, ArrayView<float> y)
    {
        Check(rows, columns, batch);
        ShapeChecks.Matrix(x, rows, columns);
        ShapeChecks.Matrix(y, rows, columns);
        using ObservedCall call = Observe("normalize", 2L * sizeof(float) * rows * columns);
        Get<NormalizeKey, Action<Index2D, ArrayView<float>, int, NormalizedColumns, ArrayView<float>>>(accelerator =>
            accelerator.LoadAutoGroupedStreamKernel<Index2D, ArrayView<float>, int, NormalizedColumns, ArrayView<float>>(
                BatchNormalization.Normalize))(new Index2D(columns, rows), x, columns, batch, y);
    }

    /// <summary>The gradients of γ and β from that of Y, with X [rows, columns] as it went in; see <see cref="BatchNormalization.SumGradients"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent below 1.</exception>
    public void SumNormalizationGradients(
        int rows,
        int columns,
        ArrayView<float> x,
        ArrayView<float> dy,
        in NormalizedColumns batch,
        ArrayView<float> gammaGradient,
        ArrayView<float> betaGradient)
    {
        Check(rows, columns, batch);
        ShapeChecks.Matrix(x, rows, columns);
        ShapeChecks.Matrix(dy, rows, columns);
        ShapeChecks.Vector(gammaGradient, columns);
        ShapeChecks.Vector(betaGradient, columns);
        using ObservedCall call = Observe("normalize-sums", 2L * sizeof(float) * rows * columns);
        Get<NormalizationSumsKey, Action<Index1D, ArrayView<float>, ArrayView<float>, int, int, NormalizedColumns, ArrayView<float>, ArrayView<float>>>(accelerator =>
            accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, int, int, NormalizedColumns, ArrayView<float>, ArrayView<float>>(
                BatchNormalization.SumGradients))(columns, x, dy, rows, columns, batch, gammaGradient, betaGradient);
    }

    /// <summary>The gradient of X from that of Y and the sums of <see cref="SumNormalizationGradients"/>; see <see cref="BatchNormalization.Backward"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent below 1.</exception>
    public void NormalizeBackward<TActivation>(
        int rows,
        int columns,
        ArrayView<float> x,
        ArrayView<float> dy,
        in NormalizedColumns batch,
        ArrayView<float> gammaGradient,
        ArrayView<float> betaGradient,
        ArrayView<float> dx)
        where TActivation : struct, IActivation
    {
        Check(rows, columns, batch);
        ShapeChecks.Matrix(x, rows, columns);
        ShapeChecks.Matrix(dy, rows, columns);
        ShapeChecks.Matrix(dx, rows, columns);
        ShapeChecks.Vector(gammaGradient, columns);
        ShapeChecks.Vector(betaGradient, columns);
        using ObservedCall call = Observe<TActivation>("normalize-gradient", 3L * sizeof(float) * rows * columns);
        Get<NormalizationBackwardKey<TActivation>, Action<Index2D, ArrayView<float>, ArrayView<float>, int, int, NormalizedColumns, ArrayView<float>, ArrayView<float>, ArrayView<float>>>(accelerator =>
            accelerator.LoadAutoGroupedStreamKernel<Index2D, ArrayView<float>, ArrayView<float>, int, int, NormalizedColumns, ArrayView<float>, ArrayView<float>, ArrayView<float>>(
                BatchNormalization.Backward<TActivation>))(
                    new Index2D(columns, rows), x, dy, rows, columns, batch, gammaGradient, betaGradient, dx);
    }

    private static void Check(int rows, int columns, in NormalizedColumns batch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ShapeChecks.Vector(batch.Gamma, columns);
        ShapeChecks.Vector(batch.Beta, columns);
        ShapeChecks.Vector(batch.Mean, columns);
        ShapeChecks.Vector(batch.InverseDeviation, columns);
    }

    private static void Check(int columns, in MovingStatistics moving)
    {
        ShapeChecks.Vector(moving.Mean, columns);
        ShapeChecks.Vector(moving.Variance, columns);
    }
}
