using ILGPU;

namespace Engine.Kernels;

/// <summary>A rule with the step size that the schedule holds for the step at hand.</summary>
/// <param name="Rule">The rule; its own step size does not count.</param>
/// <param name="Schedule">See <see cref="StepSchedule"/>.</param>
public readonly record struct ScheduledUpdate<TRule>(TRule Rule, StepSchedule Schedule) : IWeightUpdate
    where TRule : struct, ISteppedUpdate<TRule>
{
    /// <inheritdoc/>
    public void Apply(int index, float gradient) => Rule.WithStepSize(Schedule.StepSize).Apply(index, gradient);
}

/// <summary>
/// w ← w − d·w before the rule, d = weight decay · learning rate: decoupled weight decay, as all of Keras's optimizers have it.
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
/// </summary>
/// <param name="Rule">The rule.</param>
/// <param name="Weights">w, the rule's.</param>
/// <param name="Share">d.</param>
public readonly record struct DecayingUpdate<TRule>(TRule Rule, ArrayView<float> Weights, float Share) : IWeightUpdate
    where TRule : struct, IWeightUpdate
{
    /// <inheritdoc/>
    public void Apply(int index, float gradient)
    {
        float weight = Weights[index];
        Weights[index] = weight - (weight * Share);
        Rule.Apply(index, gradient);
    }
}

/// <summary>As <see cref="DecayingUpdate{TRule}"/> of a <see cref="ScheduledUpdate{TRule}"/>, with the share of the step at hand.</summary>
/// <param name="Rule">The rule; its own step size does not count.</param>
/// <param name="Weights">w, the rule's.</param>
/// <param name="Schedule">See <see cref="StepSchedule"/>.</param>
public readonly record struct ScheduledDecayingUpdate<TRule>(TRule Rule, ArrayView<float> Weights, StepSchedule Schedule) : IWeightUpdate
    where TRule : struct, ISteppedUpdate<TRule>
{
    /// <inheritdoc/>
    public void Apply(int index, float gradient)
    {
        float weight = Weights[index];
        Weights[index] = weight - (weight * Schedule.Decay);
        Rule.WithStepSize(Schedule.StepSize).Apply(index, gradient);
    }
}

/// <summary>A rule that takes gradients times a factor that the device has computed: see <see cref="Clipping"/>.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Factor">One element.</param>
public readonly record struct ScaledUpdate<TRule>(TRule Rule, ArrayView<float> Factor) : IWeightUpdate
    where TRule : struct, IWeightUpdate
{
    /// <inheritdoc/>
    public void Apply(int index, float gradient) => Rule.Apply(index, gradient * Factor[0]);
}
