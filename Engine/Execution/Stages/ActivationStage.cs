using ILGPU;

namespace Engine;

/// <summary>y = f(x): computes nothing before its activation, so that its gradient is that of its input.</summary>
internal sealed class ActivationStage(int width, StageActivation activation) : Stage(width)
{
    public override StageActivation Activation => activation;

    public override void Forward(in StagePass pass, ArrayView<float> x, ArrayView<float> y) =>
        activation.Forward(pass.Kernels, pass.Rows * Width, x, y);

    public override void Backward(in StagePass pass, in StageGradients gradients, OptimizerState optimizer)
    {
        if (gradients.IsBelowWanted)
        {
            gradients.Below.Backward(pass.Kernels, pass.Rows * Width, gradients.Input, gradients.Gradient, gradients.GradientBelow);
        }
    }
}

/// <summary>y = x where it is not negative, else slope·x.</summary>
internal sealed class LeakyReluStage(int width, float slope) : Stage(width)
{
    public override void Forward(in StagePass pass, ArrayView<float> x, ArrayView<float> y) =>
        pass.Kernels.LeakyRelu(pass.Rows * Width, x, slope, y);

    public override void Backward(in StagePass pass, in StageGradients gradients, OptimizerState optimizer)
    {
        if (gradients.IsBelowWanted)
        {
            int count = pass.Rows * Width;
            pass.Kernels.LeakyReluGradient(count, gradients.Input, gradients.Gradient, slope, gradients.GradientBelow);
            if (!ReferenceEquals(gradients.Below, StageActivation.Linear))
            {
                gradients.Below.Backward(pass.Kernels, count, gradients.Input, gradients.GradientBelow, gradients.GradientBelow);
            }
        }
    }
}
