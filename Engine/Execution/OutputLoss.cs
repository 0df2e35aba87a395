using Engine.Kernels;
using ILGPU;

namespace Engine;

/// <summary>A loss on the outputs of a network: which kernel it launches on what targets.</summary>
/// <param name="loss">The loss, which suits the head.</param>
/// <param name="head">The activation of the last layer.</param>
/// <param name="width">Outputs of a sample.</param>
internal sealed class OutputLoss(Loss loss, Activation head, int width)
{
    private readonly StageActivation _head = StageActivation.Of(head);

    /// <summary>Loss and hits of the rows.</summary>
    public void Measure(KernelSet kernels, Workspace batch, int rows) => Launch(kernels, batch, rows, ArrayView<float>.Empty, 0);

    /// <summary>As <see cref="Measure"/>, and the gradient of the mean loss with respect to the last stage's outputs.</summary>
    public void Differentiate(KernelSet kernels, Workspace batch, int rows) => Launch(kernels, batch, rows, batch.Gradients[^1], 1f / rows);

    private void Launch(KernelSet kernels, Workspace batch, int rows, ArrayView<float> gradient, float scale)
    {
        if (!batch.HasTargets && loss.Kind is LossKind.SparseCategorical or LossKind.Categorical)
        {
            var classes = new CrossEntropyArguments(batch.Outputs[^1], batch.Labels, width, batch.RowLoss, batch.RowCorrect);
            if (gradient.Length == 0)
            {
                kernels.CrossEntropyLoss(rows, classes);
            }
            else
            {
                kernels.CrossEntropyGradient(rows, classes, scale, gradient);
            }

            return;
        }

        var arguments = new LossArguments(batch.Outputs[^1], rows, width, batch.RowLoss, batch.RowCorrect, gradient, scale);
        if (batch.HasTargets)
        {
            Launch(kernels, arguments, new DenseTargets(batch.Targets, width));
        }
        else
        {
            Launch(kernels, arguments, new OneHotTargets(batch.Labels, width));
        }
    }

    private void Launch<TTargets>(KernelSet kernels, in LossArguments arguments, TTargets targets)
        where TTargets : struct, ILossTargets
    {
        switch (loss.Kind)
        {
            case LossKind.Binary:
                kernels.BinaryCrossEntropy(arguments, targets);
                break;
            case LossKind.SquaredError:
                _head.MeanSquaredError(kernels, arguments, targets);
                break;
            default:
                kernels.CategoricalCrossEntropy(arguments, targets);
                break;
        }
    }
}
