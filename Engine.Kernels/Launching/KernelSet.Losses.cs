using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

public sealed partial class KernelSet
{
    private sealed class CategoricalKey<TTargets>;

    private sealed class BinaryKey<TTargets>;

    private sealed class SquaredErrorKey<TActivation, TTargets>;

    /// <summary>Softmax cross-entropy with a target for each class; see <see cref="DenseLosses.CategoricalCrossEntropy"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, an extent negative, or there are more than 4,096 classes.</exception>
    public void CategoricalCrossEntropy<TTargets>(in LossArguments batch, TTargets targets)
        where TTargets : struct, ILossTargets
    {
        Check(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Width, RowTile.Capacity);
        if (batch.Rows > 0)
        {
            using ObservedCall call = Observe("categorical-cross-entropy", BytesOf(batch));
            Get<CategoricalKey<TTargets>, Action<KernelConfig, LossArguments, TTargets>>(accelerator =>
                accelerator.LoadStreamKernel<LossArguments, TTargets>(
                    DenseLosses.CategoricalCrossEntropy))(TilesOf(batch.Rows, batch.Width), batch, targets);
        }
    }

    /// <summary>Cross-entropy of sigmoids; see <see cref="DenseLosses.BinaryCrossEntropy"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void BinaryCrossEntropy<TTargets>(in LossArguments batch, TTargets targets)
        where TTargets : struct, ILossTargets
    {
        Check(batch);
        if (batch.Rows > 0)
        {
            using ObservedCall call = Observe("binary-cross-entropy", BytesOf(batch));
            Get<BinaryKey<TTargets>, Action<Index1D, LossArguments, TTargets>>(accelerator =>
                accelerator.LoadAutoGroupedStreamKernel<Index1D, LossArguments, TTargets>(
                    DenseLosses.BinaryCrossEntropy))(batch.Rows, batch, targets);
        }
    }

    /// <summary>Mean squared error of outputs f(z); see <see cref="DenseLosses.MeanSquaredError"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void MeanSquaredError<TActivation, TTargets>(in LossArguments batch, TTargets targets)
        where TActivation : struct, IActivation
        where TTargets : struct, ILossTargets
    {
        Check(batch);
        if (batch.Rows > 0)
        {
            using ObservedCall call = Observe("mean-squared-error", BytesOf(batch));
            Get<SquaredErrorKey<TActivation, TTargets>, Action<Index1D, LossArguments, TTargets>>(accelerator =>
                accelerator.LoadAutoGroupedStreamKernel<Index1D, LossArguments, TTargets>(
                    DenseLosses.MeanSquaredError<TActivation, TTargets>))(batch.Rows, batch, targets);
        }
    }

    private static void Check(in LossArguments batch)
    {
        ShapeChecks.Extent(batch.Rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.Width, 1);
        ShapeChecks.Matrix(batch.Logits, batch.Rows, batch.Width);
        ShapeChecks.Vector(batch.RowLoss, batch.Rows);
        ShapeChecks.Vector(batch.RowCorrect, batch.Rows);
        if (batch.Gradient.Length > 0)
        {
            ShapeChecks.Matrix(batch.Gradient, batch.Rows, batch.Width);
        }
    }

    // Logits, targets and, where there is one, the gradient.
    private static long BytesOf(in LossArguments batch) =>
        sizeof(float) * (long)batch.Rows * (((batch.Gradient.Length > 0 ? 3L : 2L) * batch.Width) + 2);
}
