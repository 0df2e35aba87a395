using ILGPU;

namespace Engine.Kernels;

/// <summary>How many steps the optimizer has made before the one at hand: a functor that kernels inline.</summary>
public interface IStepNumber
{
    /// <summary>The number, from 0.</summary>
    int Value { get; }
}

/// <summary>A number that the host names.</summary>
/// <param name="Value">The number, from 0.</param>
public readonly record struct FixedStep(int Value) : IStepNumber;

/// <summary>The number that the device keeps.</summary>
/// <param name="Step">As in <see cref="StepSchedule"/>: the steps of the epoch that are done, and those before the epoch.</param>
public readonly record struct StepOfSchedule(ArrayView<int> Step) : IStepNumber
{
    /// <inheritdoc/>
    public int Value => Step[0] + Step[1];
}
