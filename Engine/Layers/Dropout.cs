namespace Engine;

/// <summary>
/// While training, sets a random share of the values to 0 and divides the rest by 1 − share; otherwise leaves all as they are.
/// Which values follows from the model's seed, the layer's place and the optimizer's step alone, so that a training is
/// reproducible, resumed or not.
/// Source: Srivastava and others, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.
/// </summary>
public sealed class Dropout : Layer
{
    /// <summary>Describes a layer.</summary>
    /// <param name="rate">The share to drop, at least 0 and below 1.</param>
    /// <exception cref="EngineException">The rate is out of its range.</exception>
    public Dropout(float rate) => Rate = rate is >= 0 and < 1
        ? rate
        : throw new EngineException($"A dropout rate must be at least 0 and below 1; {rate} was given.");

    /// <summary>The share to drop.</summary>
    public float Rate { get; }

    internal override string Kind => "dropout";

    internal override string Detail => FormattableString.Invariant($"rate {Rate}");

    internal override int[] OutputShape(IReadOnlyList<int> inputShape) => [.. inputShape];

    internal override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<int> inputShape) => [];
}
