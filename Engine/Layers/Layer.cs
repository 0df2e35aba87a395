namespace Engine;

/// <summary>
/// One step of a <see cref="Sequential"/> model: an immutable description. Weights belong to the model,
/// so the same layer object may be used in several models.
/// </summary>
public abstract class Layer
{
    private protected Layer()
    {
    }

    /// <summary>The name in summaries and weight files; by default that of the kind, numbered as Keras does: dense, dense_1.</summary>
    public string? Name { get; init; }

    /// <summary>What the default name is made of.</summary>
    internal abstract string Kind { get; }

    /// <summary>What else sets the layer apart in summaries, in a word or two.</summary>
    internal virtual string Detail => "";

    /// <summary>The shape of one output sample for an input shape that the caller has checked.</summary>
    /// <exception cref="EngineException">The layer cannot take such an input.</exception>
    internal abstract int[] OutputShape(IReadOnlyList<int> inputShape);

    /// <summary>The weights that the layer needs for such an input, in Keras's order.</summary>
    internal abstract IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<int> inputShape);
}
