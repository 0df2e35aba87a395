using ILGPU;

namespace Engine;

/// <summary>y = f(x·W + b), with the activation in the product's epilogue.</summary>
internal sealed class DenseStage(PlannedLayer layer, StageActivation activation) : Stage(layer.Parameters[0].Spec.Shape[1])
{
    private readonly int _inputs = layer.Parameters[0].Spec.Shape[0];
    private readonly PlannedParameter _kernel = layer.Parameters[0];
    private readonly PlannedParameter _bias = layer.Parameters[1];

    public override StageActivation Activation => activation;

    public override bool IsTrainable => true;

    public override void Forward(in StagePass pass, ArrayView<float> x, ArrayView<float> y) =>
        activation.DenseForward(
            pass.Kernels, pass.Rows, _inputs, Width, x, _kernel.In(pass.Weights), _bias.In(pass.Weights), y, pass.InputHasZeros);

    public override void Backward(in StagePass pass, in StageGradients gradients, OptimizerState optimizer)
    {
        if (gradients.IsBelowWanted)
        {
            gradients.Below.DenseBackward(
                pass.Kernels, pass.Rows, _inputs, Width, gradients.Gradient, _kernel.In(pass.Weights), gradients.Input, gradients.GradientBelow);
        }

        optimizer.UpdateByProduct(_kernel, pass.Rows, gradients.Input, gradients.Gradient, pass.InputHasZeros);
        optimizer.UpdateByColumnSums(_bias, pass.Rows, gradients.Gradient);
    }
}
