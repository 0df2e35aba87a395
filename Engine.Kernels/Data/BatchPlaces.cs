using ILGPU;

namespace Engine.Kernels;

/// <summary>Where in an epoch's order a batch begins: a functor that kernels inline.</summary>
public interface IBatchPlace
{
    /// <summary>The place of the batch's first sample.</summary>
    int Start { get; }
}

/// <summary>A place that the host names.</summary>
/// <param name="Start">The place of the batch's first sample.</param>
public readonly record struct FixedPlace(int Start) : IBatchPlace;

/// <summary>The place of the step at hand, which the device keeps: see <see cref="StepSchedule"/>.</summary>
/// <param name="Step">One element: how many steps of the epoch are done.</param>
/// <param name="Rows">Samples of a step.</param>
public readonly record struct PlaceOfStep(ArrayView<int> Step, int Rows) : IBatchPlace
{
    /// <inheritdoc/>
    public int Start => Step[0] * Rows;
}
