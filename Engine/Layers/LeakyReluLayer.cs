namespace Engine;

/// <summary>f(x) = x for x ≥ 0, else slope·x, of each value: Keras's LeakyReLU.</summary>
public sealed class LeakyReluLayer : Layer
{
    /// <summary>Describes a layer; the default is Keras's.</summary>
    /// <param name="slope">The slope for negative values, at least 0 and below 1.</param>
    /// <exception cref="EngineException">The slope is out of its range.</exception>
    public LeakyReluLayer(float slope = 0.3f) => Slope = slope is >= 0 and < 1
        ? slope
        : throw new EngineException($"The slope of a leaky ReLU must be at least 0 and below 1; {slope} was given.");

    /// <summary>The slope for negative values.</summary>
    public float Slope { get; }

    internal override string Kind => "leaky_re_lu";

    internal override string Detail => FormattableString.Invariant($"slope {Slope}");

    internal override int[] OutputShape(IReadOnlyList<int> inputShape) => [.. inputShape];

    internal override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<int> inputShape) => [];
}
