using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// What differs from step to step, kept where kernels read it, so that a step can be recorded once and queued again as it is.
/// </summary>
/// <param name="Step">How many steps of the epoch are done; then, for layers that ask, how many the optimizer made before the epoch.</param>
/// <param name="Factors">
/// For each step of the epoch <see cref="FactorsPerStep"/> numbers: the optimizer's step size, and the share of each weight
/// that decays. Empty if they are always the same.
/// </param>
public readonly record struct StepSchedule(ArrayView<int> Step, ArrayView<float> Factors)
{
    /// <summary>Numbers that a step has in <see cref="Factors"/>.</summary>
    public const int FactorsPerStep = 2;

    /// <summary>The optimizer's step size at the step at hand.</summary>
    internal float StepSize => Factors[FactorsPerStep * Step[0]];

    /// <summary>The share of each weight that decays at the step at hand.</summary>
    internal float Decay => Factors[(FactorsPerStep * Step[0]) + 1];
}
