using Engine.Kernels;
using ILGPU;

namespace Engine;

/// <summary>A dense layer at work: which kernels it launches on which part of the model's weights.</summary>
internal abstract class DenseStage(PlannedLayer layer)
{
    public int Inputs { get; } = layer.Parameters[0].Spec.Shape[0];

    public int Units { get; } = layer.Parameters[0].Spec.Shape[1];

    /// <summary>The kernel's place among the model's weights.</summary>
    public PlannedParameter Kernel { get; } = layer.Parameters[0];

    /// <summary>The bias's place among the model's weights.</summary>
    public PlannedParameter Bias { get; } = layer.Parameters[1];

    public static DenseStage Create(PlannedLayer layer) => ((Dense)layer.Layer).Activation switch
    {
        Activation.Relu => new DenseStage<Relu>(layer),
        Activation.Sigmoid => new DenseStage<Sigmoid>(layer),

        // Softmax is not part of the stage: training starts from the logits, and prediction appends it.
        _ => new DenseStage<Identity>(layer),
    };

    /// <summary>y ← f(x·W + b) for the first rows of x.</summary>
    public abstract void Forward(KernelSet kernels, ArrayView<float> weights, int rows, ArrayView<float> x, ArrayView<float> y);

    /// <summary>
    /// gradient ← the loss's derivative with respect to this stage's weighted sums, from that of the next stage.
    /// </summary>
    public abstract void Backward(
        KernelSet kernels,
        ArrayView<float> weights,
        int rows,
        DenseStage next,
        ArrayView<float> nextGradient,
        ArrayView<float> output,
        ArrayView<float> gradient);
}

/// <inheritdoc/>
internal sealed class DenseStage<TActivation>(PlannedLayer layer) : DenseStage(layer)
    where TActivation : struct, IActivation
{
    public override void Forward(KernelSet kernels, ArrayView<float> weights, int rows, ArrayView<float> x, ArrayView<float> y) =>
        kernels.DenseForward<TActivation>(rows, Inputs, Units, x, Kernel.In(weights), Bias.In(weights), y);

    public override void Backward(
        KernelSet kernels,
        ArrayView<float> weights,
        int rows,
        DenseStage next,
        ArrayView<float> nextGradient,
        ArrayView<float> output,
        ArrayView<float> gradient) =>
        kernels.DenseBackward<TActivation>(rows, Units, next.Units, nextGradient, next.Kernel.In(weights), output, gradient);
}
