namespace Engine.Kernels;

/// <summary>An optimizer's rule for one weight: a functor that kernels inline, with views of the weights and their state.</summary>
public interface IWeightUpdate
{
    /// <summary>Updates the weight at <paramref name="index"/> by its gradient.</summary>
    void Apply(int index, float gradient);
}

/// <summary>A rule whose step size may differ from step to step.</summary>
public interface ISteppedUpdate<TSelf> : IWeightUpdate
    where TSelf : struct, ISteppedUpdate<TSelf>
{
    /// <summary>The rule with another step size.</summary>
    TSelf WithStepSize(float stepSize);
}
