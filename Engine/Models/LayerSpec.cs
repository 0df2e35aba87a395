using System.Text.Json.Serialization;

namespace Engine.Models;

/// <summary>A layer as a model file describes it; "layer" says which one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "layer", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(FlattenSpec), "flatten")]
[JsonDerivedType(typeof(DenseSpec), "dense")]
[JsonDerivedType(typeof(ActivationSpec), "activation")]
[JsonDerivedType(typeof(LeakyReluSpec), "leakyRelu")]
[JsonDerivedType(typeof(DropoutSpec), "dropout")]
[JsonDerivedType(typeof(BatchNormalizationSpec), "batchNormalization")]
public abstract record LayerSpec
{
    /// <summary>The layer's name; null for that of its kind, numbered.</summary>
    public string? Name { get; init; }

    /// <summary>Makes the layer.</summary>
    /// <param name="last">What the last layer is to be like where it does not say.</param>
    /// <exception cref="EngineException">A setting is out of its range, or is missing.</exception>
    internal abstract Layer ToLayer(LastLayer? last);
}

/// <summary>What the last layer of a model is to be like where it does not say.</summary>
/// <param name="Units">The outputs: one a class, or one a value of a target.</param>
/// <param name="Activation">The activation that goes with the loss.</param>
internal sealed record LastLayer(int Units, Activation Activation);

/// <summary>See <see cref="Flatten"/>.</summary>
public sealed record FlattenSpec : LayerSpec
{
    internal override Layer ToLayer(LastLayer? last) => new Flatten { Name = Name };
}

/// <summary>See <see cref="Dense"/>.</summary>
public sealed record DenseSpec : LayerSpec
{
    /// <summary>How many outputs; null, in the last layer alone, for as many as the data asks for.</summary>
    public int? Units { get; init; }

    /// <summary>The activation; null for linear, and in the last layer for the one that goes with the loss.</summary>
    public Activation? Activation { get; init; }

    /// <summary>How the kernel starts; null for Glorot-uniform.</summary>
    public Initializer? KernelInitializer { get; init; }

    /// <summary>How the bias starts; null for zeros.</summary>
    public Initializer? BiasInitializer { get; init; }

    internal override Layer ToLayer(LastLayer? last)
    {
        int units = Units ?? last?.Units ?? throw new EngineException("A dense layer needs \"units\"; only the last layer can take their number from the data.");
        return units <= ModelDescription.MaxUnits
            ? new Dense(
                units,
                Activation ?? last?.Activation ?? Engine.Activation.Linear,
                KernelInitializer ?? Initializer.GlorotUniform,
                BiasInitializer ?? Initializer.Zeros)
            { Name = Name }
            : throw new EngineException($"A dense layer of {units} units is too wide; use at most {ModelDescription.MaxUnits}.");
    }
}

/// <summary>See <see cref="ActivationLayer"/>.</summary>
public sealed record ActivationSpec : LayerSpec
{
    /// <summary>The function.</summary>
    public required Activation Activation { get; init; }

    internal override Layer ToLayer(LastLayer? last) => new ActivationLayer(Activation) { Name = Name };
}

/// <summary>See <see cref="LeakyReluLayer"/>.</summary>
public sealed record LeakyReluSpec : LayerSpec
{
    /// <summary>The slope below zero; null for Keras's.</summary>
    public float? Slope { get; init; }

    internal override Layer ToLayer(LastLayer? last) => Slope is { } slope ? new LeakyReluLayer(slope) { Name = Name } : new LeakyReluLayer { Name = Name };
}

/// <summary>See <see cref="Dropout"/>.</summary>
public sealed record DropoutSpec : LayerSpec
{
    /// <summary>The share that is dropped.</summary>
    public required float Rate { get; init; }

    internal override Layer ToLayer(LastLayer? last) => new Dropout(Rate) { Name = Name };
}

/// <summary>See <see cref="BatchNormalization"/>.</summary>
public sealed record BatchNormalizationSpec : LayerSpec
{
    private static readonly BatchNormalization s_usual = new();

    /// <summary>The share of the moving means that a batch leaves; null for Keras's.</summary>
    public float? Momentum { get; init; }

    /// <summary>What is added to the variance; null for Keras's.</summary>
    public float? Epsilon { get; init; }

    internal override Layer ToLayer(LastLayer? last) => new BatchNormalization(Momentum ?? s_usual.Momentum, Epsilon ?? s_usual.Epsilon) { Name = Name };
}
