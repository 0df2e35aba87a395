using Engine.Kernels;
using ILGPU;

namespace Engine;

/// <summary>An elementwise activation as a choice among kernels: those into which it, or its derivative, is fused.</summary>
internal abstract class StageActivation
{
    public static StageActivation Linear { get; } = new StageActivation<Identity>();

    /// <summary>The choice for an activation; for softmax, which is not elementwise, that of the linear one.</summary>
    public static StageActivation Of(Activation activation) => activation switch
    {
        Activation.Relu => new StageActivation<Relu>(),
        Activation.Sigmoid => new StageActivation<Sigmoid>(),
        Activation.Tanh => new StageActivation<Tanh>(),
        Activation.LeakyRelu => new StageActivation<LeakyRelu>(),
        _ => Linear,
    };

    /// <summary>y ← f(x·W + b); most of x may be 0.</summary>
    public abstract void DenseForward(
        KernelSet kernels, int rows, int inputs, int units, ArrayView<float> x, ArrayView<float> weights, ArrayView<float> bias, ArrayView<float> y, bool hasZeros);

    /// <summary>d ← (e·Wᵀ) ∘ f′(y), with W of the dense layer above and e the gradient there.</summary>
    public abstract void DenseBackward(
        KernelSet kernels, int rows, int units, int unitsAbove, ArrayView<float> e, ArrayView<float> weightsAbove, ArrayView<float> y, ArrayView<float> d);

    /// <summary>y ← f(x).</summary>
    public abstract void Forward(KernelSet kernels, int count, ArrayView<float> x, ArrayView<float> y);

    /// <summary>d ← e ∘ f′(y); may be the same memory.</summary>
    public abstract void Backward(KernelSet kernels, int count, ArrayView<float> y, ArrayView<float> e, ArrayView<float> d);

    /// <summary>d ← e ∘ mask ∘ f′(y).</summary>
    public abstract void DropoutBackward(
        KernelSet kernels, int count, ArrayView<float> e, ArrayView<float> y, DropoutMask mask, TrainingStep step, ArrayView<float> d);

    /// <summary>As <see cref="KernelSet.NormalizeBackward"/>, times f′(y).</summary>
    public abstract void NormalizeBackward(
        KernelSet kernels, int rows, int columns, ArrayView<float> y, ArrayView<float> e, in NormalizedColumns batch, ArrayView<float> gamma, ArrayView<float> beta, ArrayView<float> d);

    /// <summary>The mean squared error of f(z).</summary>
    public abstract void MeanSquaredError<TTargets>(KernelSet kernels, in LossArguments batch, TTargets targets)
        where TTargets : struct, ILossTargets;
}

/// <inheritdoc/>
internal sealed class StageActivation<TActivation> : StageActivation
    where TActivation : struct, IActivation
{
    public override void DenseForward(
        KernelSet kernels, int rows, int inputs, int units, ArrayView<float> x, ArrayView<float> weights, ArrayView<float> bias, ArrayView<float> y, bool hasZeros) =>
        kernels.DenseForward<TActivation>(rows, inputs, units, x, weights, bias, y, hasZeros);

    public override void DenseBackward(
        KernelSet kernels, int rows, int units, int unitsAbove, ArrayView<float> e, ArrayView<float> weightsAbove, ArrayView<float> y, ArrayView<float> d) =>
        kernels.DenseBackward<TActivation>(rows, units, unitsAbove, e, weightsAbove, y, d);

    public override void Forward(KernelSet kernels, int count, ArrayView<float> x, ArrayView<float> y) =>
        kernels.Activate<TActivation>(count, x, y);

    public override void Backward(KernelSet kernels, int count, ArrayView<float> y, ArrayView<float> e, ArrayView<float> d) =>
        kernels.ActivationGradient<TActivation>(count, y, e, d);

    public override void DropoutBackward(
        KernelSet kernels, int count, ArrayView<float> e, ArrayView<float> y, DropoutMask mask, TrainingStep step, ArrayView<float> d)
    {
        if (step.Schedule is { } schedule)
        {
            kernels.DropoutBackward<StepOfSchedule, TActivation>(count, e, y, mask, new StepOfSchedule(schedule.Step), d);
        }
        else
        {
            kernels.DropoutBackward<FixedStep, TActivation>(count, e, y, mask, new FixedStep(step.Number), d);
        }
    }

    public override void NormalizeBackward(
        KernelSet kernels, int rows, int columns, ArrayView<float> y, ArrayView<float> e, in NormalizedColumns batch, ArrayView<float> gamma, ArrayView<float> beta, ArrayView<float> d) =>
        kernels.NormalizeBackward<TActivation>(rows, columns, y, e, batch, gamma, beta, d);

    public override void MeanSquaredError<TTargets>(KernelSet kernels, in LossArguments batch, TTargets targets) =>
        kernels.MeanSquaredError<TActivation, TTargets>(batch, targets);
}
