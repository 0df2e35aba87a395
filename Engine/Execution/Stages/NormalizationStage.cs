using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine;

/// <summary>Batch normalisation over the last dimension; all others count as samples.</summary>
internal sealed class NormalizationStage : Stage
{
    private readonly int _columns;
    private readonly int _rowsOfSample;
    private readonly IReadOnlyList<PlannedParameter> _parameters;
    private readonly float _rate;
    private readonly float _epsilon;

    // Mean, inverse deviation and the gradients of gamma and beta, between the ways forwards and backwards.
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _memory;

    public NormalizationStage(ComputeDevice device, PlannedLayer layer, BatchNormalization description)
        : base(Shapes.Size(layer.OutputShape, "the output of " + layer.Name))
    {
        _columns = layer.OutputShape[^1];
        _rowsOfSample = Width / _columns;
        _parameters = layer.Parameters;
        _rate = (float)(1 - (decimal)description.Momentum);
        _epsilon = description.Epsilon;
        _memory = device.Accelerator.Allocate1D<float>(4L * _columns);
    }

    public override bool IsTrainable => true;

    public override void Forward(in StagePass pass, ArrayView<float> x, ArrayView<float> y)
    {
        int rows = pass.Rows * _rowsOfSample;
        NormalizedColumns batch = Columns(pass);
        var moving = new MovingStatistics(_parameters[2].In(pass.Weights), _parameters[3].In(pass.Weights), _rate, _epsilon);
        if (pass.Step is null)
        {
            pass.Kernels.TakeMovingStatistics(_columns, batch, moving);
        }
        else
        {
            pass.Kernels.FindStatistics(rows, _columns, x, batch, moving);
        }

        pass.Kernels.Normalize(rows, _columns, x, batch, y);
    }

    public override void Backward(in StagePass pass, in StageGradients gradients, OptimizerState optimizer)
    {
        int rows = pass.Rows * _rowsOfSample;
        NormalizedColumns batch = Columns(pass);
        ArrayView<float> gamma = Memory(2);
        ArrayView<float> beta = Memory(3);
        pass.Kernels.SumNormalizationGradients(rows, _columns, gradients.Input, gradients.Gradient, batch, gamma, beta);
        if (gradients.IsBelowWanted)
        {
            gradients.Below.NormalizeBackward(
                pass.Kernels, rows, _columns, gradients.Input, gradients.Gradient, batch, gamma, beta, gradients.GradientBelow);
        }

        optimizer.Update(_parameters[0], gamma);
        optimizer.Update(_parameters[1], beta);
    }

    public override void Dispose()
    {
        _memory.Dispose();
        base.Dispose();
    }

    private NormalizedColumns Columns(in StagePass pass) =>
        new(_parameters[0].In(pass.Weights), _parameters[1].In(pass.Weights), Memory(0), Memory(1));

    private ArrayView<float> Memory(int number) => _memory.View.SubView((long)number * _columns, _columns);
}
