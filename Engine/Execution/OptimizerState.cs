using Engine.Kernels;
using ILGPU;

namespace Engine;

/// <summary>An optimizer at work on one model: its moments and its step count.</summary>
internal abstract class OptimizerState : IDisposable
{
    /// <summary>The optimizer's name.</summary>
    public abstract string Name { get; }

    /// <summary>Steps made.</summary>
    public long Step { get; private set; }

    /// <summary>What the optimizer keeps for the weights, such as moments; empty if it keeps nothing.</summary>
    public abstract ArrayView<float> Slots { get; }

    /// <summary>Starts an optimizer on weights of which it has seen no gradient.</summary>
    public static OptimizerState Create(Optimizer optimizer, ComputeDevice device, ArrayView<float> weights) => optimizer switch
    {
        Adam adam => new OptimizerState<AdamUpdate>(adam, device, weights, (tensor, stepSize) =>
            new AdamUpdate(tensor.Weights, tensor.Slot(0), tensor.Slot(1), stepSize, adam.MeanRate, adam.SquareRate, adam.Epsilon)),
        Sgd { Momentum: 0 } => new OptimizerState<SgdUpdate>(optimizer, device, weights, (tensor, stepSize) =>
            new SgdUpdate(tensor.Weights, stepSize)),
        Sgd { Nesterov: false } sgd => new OptimizerState<MomentumUpdate>(sgd, device, weights, (tensor, stepSize) =>
            new MomentumUpdate(tensor.Weights, tensor.Slot(0), stepSize, sgd.Momentum)),
        Sgd sgd => new OptimizerState<NesterovUpdate>(sgd, device, weights, (tensor, stepSize) =>
            new NesterovUpdate(tensor.Weights, tensor.Slot(0), stepSize, sgd.Momentum)),
        Adagrad adagrad => new OptimizerState<AdagradUpdate>(adagrad, device, weights, (tensor, stepSize) =>
            new AdagradUpdate(tensor.Weights, tensor.Slot(0), stepSize, adagrad.Epsilon)),
        RmsProp { IsPlain: true } rms => new OptimizerState<RmsPropUpdate>(rms, device, weights, (tensor, stepSize) =>
            new RmsPropUpdate(tensor.Weights, tensor.Slot(0), stepSize, rms.SquareRate, rms.Epsilon)),
        RmsProp rms => new OptimizerState<RmsPropMomentumUpdate>(rms, device, weights, (tensor, stepSize) =>
            new RmsPropMomentumUpdate(
                new RmsPropUpdate(tensor.Weights, tensor.Slot(0), stepSize, rms.SquareRate, rms.Epsilon),
                tensor.Slot(1),
                rms.Momentum,
                rms.Centered ? tensor.Slot(2) : ArrayView<float>.Empty)),
        _ => throw new EngineException($"The optimizer {optimizer.Name} is not known."),
    };

    /// <summary>Goes on after so many steps; the caller has put the slots of that time back.</summary>
    public void Resume(long step) => Step = step;

    /// <summary>Begins the next step, which then updates every weight once.</summary>
    public virtual void BeginStep() => Step++;

    /// <summary>What <see cref="StepSchedule.Factors"/> has to hold for the next steps; empty if they do not differ.</summary>
    public abstract float[] Factors(int steps);

    /// <summary>From now on updates take what differs from step to step from the schedule, where there is one.</summary>
    public abstract void Follow(StepSchedule? schedule);

    /// <summary>Updates a tensor [inputs, units] by its gradient xᵀ·d with x [rows, inputs], of which most may be 0, and d [rows, units].</summary>
    public abstract void UpdateByProduct(PlannedParameter parameter, int rows, ArrayView<float> x, ArrayView<float> d, bool hasZeros);

    /// <summary>Updates a tensor [units] by its gradient, the column sums of d [rows, units].</summary>
    public abstract void UpdateByColumnSums(PlannedParameter parameter, int rows, ArrayView<float> d);

    /// <summary>Updates a tensor by its gradient.</summary>
    public abstract void Update(PlannedParameter parameter, ArrayView<float> gradient);

    /// <summary>Ends the step: what had to wait for the gradients of all tensors is done.</summary>
    public abstract void EndStep();

    public abstract void Dispose();
}
