using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// What differs from step to step, kept where kernels read it, so that a step can be recorded once and queued again as it is.
/// </summary>
/// <param name="Step">One element: how many steps of the epoch are done.</param>
/// <param name="StepSizes">The optimizer's factor for each step of the epoch; empty if it is always the same.</param>
public readonly record struct StepSchedule(ArrayView<int> Step, ArrayView<float> StepSizes);

/// <summary><see cref="AdamUpdate"/> with the step size that the schedule holds for the step at hand.</summary>
/// <param name="Rule">The rule; its own step size does not count.</param>
/// <param name="Schedule">See <see cref="StepSchedule"/>.</param>
public readonly record struct ScheduledAdamUpdate(AdamUpdate Rule, StepSchedule Schedule) : IWeightUpdate
{
    /// <inheritdoc/>
    public void Apply(int index, float gradient) =>
        (Rule with { StepSize = Schedule.StepSizes[Schedule.Step[0]] }).Apply(index, gradient);
}
