using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine;

/// <summary>An optimizer at work on one model: its moments and its step count.</summary>
internal abstract class OptimizerState : IDisposable
{
    /// <summary>Steps made.</summary>
    public long Step { get; private set; }

    public static OptimizerState Create(Optimizer optimizer, ComputeDevice device, ArrayView<float> weights) => optimizer switch
    {
        Adam adam => new AdamState(adam, device, weights),
        Sgd { Momentum: 0 } sgd => new SgdState(sgd, device.Kernels, weights),
        Sgd sgd => new MomentumState(sgd, device, weights),
        _ => throw new EngineException($"The optimizer {optimizer.GetType().Name} is not known; use Adam or Sgd."),
    };

    /// <summary>What the optimizer keeps for the weights, such as moments; empty if it keeps nothing.</summary>
    public virtual ArrayView<float> Slots => ArrayView<float>.Empty;

    /// <summary>Goes on after so many steps; the caller has put the slots of that time back.</summary>
    public void Resume(long step) => Step = step;

    /// <summary>Begins the next step, which then updates every weight once.</summary>
    public virtual void BeginStep() => Step++;

    /// <summary>The factors of the next steps, for their schedule; empty if they do not differ.</summary>
    public virtual float[] StepSizes(int count) => [];

    /// <summary>From now on updates take what differs from step to step from the schedule, where there is one.</summary>
    public virtual void Follow(StepSchedule? schedule)
    {
    }

    /// <summary>Updates a stage's kernel by xᵀ·gradient and its bias by the gradient's column sums.</summary>
    public abstract void Update(DenseStage stage, int rows, ArrayView<float> x, ArrayView<float> gradient);

    public abstract void Dispose();

    // Zeros for each weight and slot: the state before the first step.
    private protected static MemoryBuffer1D<float, Stride1D.Dense> AllocateSlots(ComputeDevice device, Optimizer optimizer, ArrayView<float> weights)
    {
        MemoryBuffer1D<float, Stride1D.Dense> slots = device.Accelerator.Allocate1D<float>(optimizer.SlotCount * weights.Length);
        ((ArrayView<float>)slots.View).MemSetToZero();
        return slots;
    }
}

/// <summary>Launches the updates for one kind of rule.</summary>
internal abstract class OptimizerState<TUpdate>(KernelSet kernels) : OptimizerState
    where TUpdate : struct, IWeightUpdate
{
    public override void Update(DenseStage stage, int rows, ArrayView<float> x, ArrayView<float> gradient)
    {
        kernels.UpdateWeights(rows, stage.Inputs, stage.Units, x, gradient, UpdateOf(stage.Kernel));
        kernels.UpdateBias(rows, stage.Units, gradient, UpdateOf(stage.Bias));
    }

    /// <summary>The rule of the step at hand, on the part of weights and state that belongs to a tensor.</summary>
    protected abstract TUpdate UpdateOf(PlannedParameter parameter);
}

internal sealed class SgdState(Sgd sgd, KernelSet kernels, ArrayView<float> weights) : OptimizerState<SgdUpdate>(kernels)
{
    public override void Dispose()
    {
    }

    protected override SgdUpdate UpdateOf(PlannedParameter parameter) => new(parameter.In(weights), sgd.LearningRate);
}

internal sealed class MomentumState(Sgd sgd, ComputeDevice device, ArrayView<float> weights) : OptimizerState<MomentumUpdate>(device.Kernels)
{
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _slots = AllocateSlots(device, sgd, weights);

    public override ArrayView<float> Slots => _slots.View;

    public override void Dispose() => _slots.Dispose();

    protected override MomentumUpdate UpdateOf(PlannedParameter parameter) =>
        new(parameter.In(weights), parameter.In(_slots.View), sgd.LearningRate, sgd.Momentum);
}

internal sealed class AdamState(Adam adam, ComputeDevice device, ArrayView<float> weights) : OptimizerState<AdamUpdate>(device.Kernels)
{
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _slots = AllocateSlots(device, adam, weights);
    private readonly KernelSet _kernels = device.Kernels;
    private readonly long _slotLength = weights.Length;
    private float _stepSize;
    private StepSchedule? _schedule;

    public override ArrayView<float> Slots => _slots.View;

    public override void BeginStep()
    {
        base.BeginStep();
        _stepSize = StepSizeAt(Step);
    }

    public override float[] StepSizes(int count) => [.. Enumerable.Range(1, count).Select(ahead => StepSizeAt(Step + ahead))];

    public override void Follow(StepSchedule? schedule) => _schedule = schedule;

    public override void Update(DenseStage stage, int rows, ArrayView<float> x, ArrayView<float> gradient)
    {
        if (_schedule is { } schedule)
        {
            _kernels.UpdateWeights(rows, stage.Inputs, stage.Units, x, gradient, new ScheduledAdamUpdate(UpdateOf(stage.Kernel), schedule));
            _kernels.UpdateBias(rows, stage.Units, gradient, new ScheduledAdamUpdate(UpdateOf(stage.Bias), schedule));
        }
        else
        {
            base.Update(stage, rows, x, gradient);
        }
    }

    public override void Dispose() => _slots.Dispose();

    protected override AdamUpdate UpdateOf(PlannedParameter parameter)
    {
        ArrayView<float> slots = _slots.View;
        return new AdamUpdate(
            parameter.In(weights),
            parameter.In(slots.SubView(0, _slotLength)),
            parameter.In(slots.SubView(_slotLength, _slotLength)),
            _stepSize,
            (float)(1 - (decimal)adam.Beta1),
            (float)(1 - (decimal)adam.Beta2),
            adam.Epsilon);
    }

    // By decimal: the user's 0.9f means 0.9, and 1 - 0.9f would be off by 2e-8.
    private float StepSizeAt(long step) =>
        AdamUpdate.StepSizeAt(adam.LearningRate, (double)(decimal)adam.Beta1, (double)(decimal)adam.Beta2, step);
}
