namespace Engine;

/// <summary>Applies a function to each value, or softmax to the values of a sample. Behind a Dense layer without an activation it costs nothing of its own.</summary>
public sealed class ActivationLayer : Layer
{
    /// <summary>Describes a layer.</summary>
    /// <exception cref="EngineException">The activation is unknown.</exception>
    public ActivationLayer(Activation activation) => Activation = Dense.Checked(activation);

    /// <summary>The function.</summary>
    public Activation Activation { get; }

    internal override string Kind => "activation";

    internal override string Detail => Activation.ToString().ToLowerInvariant();

    internal override int[] OutputShape(IReadOnlyList<int> inputShape) => [.. inputShape];

    internal override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<int> inputShape) => [];
}
