using Engine.Kernels;
using ILGPU;

namespace Engine;

/// <summary>Drops values while training.</summary>
internal sealed class DropoutStage(int width, float rate, ulong key) : Stage(width)
{
    private readonly DropoutMask _mask = new(
        (uint)key, (uint)(key >> 32), (uint)Math.Round((double)(decimal)rate * (1L << 32)), (float)(1 / (1 - (decimal)rate)));

    public override void Forward(in StagePass pass, ArrayView<float> x, ArrayView<float> y)
    {
        int count = pass.Rows * Width;
        switch (pass.Step)
        {
            case null:
                pass.Kernels.Activate<Identity>(count, x, y);
                break;
            case { Schedule: { } schedule }:
                pass.Kernels.DropoutForward(count, x, _mask, new StepOfSchedule(schedule.Step), y);
                break;
            case { } step:
                pass.Kernels.DropoutForward(count, x, _mask, new FixedStep(step.Number), y);
                break;
        }
    }

    public override void Backward(in StagePass pass, in StageGradients gradients, OptimizerState optimizer)
    {
        if (gradients.IsBelowWanted)
        {
            gradients.Below.DropoutBackward(
                pass.Kernels, pass.Rows * Width, gradients.Gradient, gradients.Input, _mask, pass.Step!.Value, gradients.GradientBelow);
        }
    }
}
