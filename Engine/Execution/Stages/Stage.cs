using Engine.Kernels;
using ILGPU;

namespace Engine;

/// <summary>
/// A layer at work: the kernels that it launches on a batch. A stage computes something and applies an elementwise
/// <see cref="Activation"/> to it. Backwards, it is given the loss's derivative with respect to what it has computed before the
/// activation, and finds that of the stage below, so that each product carries the derivative of the activation below
/// in its epilogue.
/// </summary>
internal abstract class Stage(int width) : IDisposable
{
    /// <summary>Values of a sample that the stage gives.</summary>
    public int Width { get; } = width;

    /// <summary>What is applied to what the stage computes.</summary>
    public virtual StageActivation Activation => StageActivation.Linear;

    /// <summary>Whether an optimizer updates weights of the stage.</summary>
    public virtual bool IsTrainable => false;

    /// <summary>y ← the stage's output for the first rows of x.</summary>
    public abstract void Forward(in StagePass pass, ArrayView<float> x, ArrayView<float> y);

    /// <summary>Fills the gradient of the stage below, if that is wanted, and then updates the stage's weights.</summary>
    public abstract void Backward(in StagePass pass, in StageGradients gradients, OptimizerState optimizer);

    public virtual void Dispose()
    {
    }
}

/// <summary>One way through the stages.</summary>
/// <param name="Kernels">What launches.</param>
/// <param name="Weights">All weights of the model.</param>
/// <param name="Rows">Samples of the batch.</param>
/// <param name="Step">Which step of a training it is; null in evaluation.</param>
/// <param name="InputHasZeros">Whether most of what goes into the stage is 0.</param>
internal readonly record struct StagePass(
    KernelSet Kernels, ArrayView<float> Weights, int Rows, TrainingStep? Step, bool InputHasZeros);

/// <summary>A step of a training.</summary>
/// <param name="Number">How many steps the optimizer made before.</param>
/// <param name="Schedule">Where the device keeps that number, if it counts itself; then <paramref name="Number"/> does not count.</param>
internal readonly record struct TrainingStep(int Number, StepSchedule? Schedule);

/// <summary>What a stage works on backwards.</summary>
/// <param name="Input">The batch that went into the stage: the output of the stage below.</param>
/// <param name="Output">What came out.</param>
/// <param name="Gradient">The derivative with respect to what the stage computed before its activation.</param>
/// <param name="Below">The activation of the stage below.</param>
/// <param name="GradientBelow">Where the derivative with respect to what the stage below computed before its activation goes; empty if nobody wants it.</param>
internal readonly record struct StageGradients(
    ArrayView<float> Input,
    ArrayView<float> Output,
    ArrayView<float> Gradient,
    StageActivation Below,
    ArrayView<float> GradientBelow)
{
    public bool IsBelowWanted => GradientBelow.Length > 0;
}
