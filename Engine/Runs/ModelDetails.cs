namespace Engine.Runs;

/// <summary>What the layers of a <see cref="ModelSpec"/> are like.</summary>
public sealed record ModelDetails
{
    /// <summary>The activation of the hidden layers.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Whether the sums of the hidden layers are normalised before their activation.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>The share of each hidden layer's outputs that is dropped while training, at least 0 and below 1.</summary>
    public float Dropout { get; init; }

    /// <summary>The loss, which determines the last activation; null for the one that goes with the data.</summary>
    public Loss? Loss { get; init; }

    /// <summary>The activation of the last layer: sigmoid for binary cross-entropy, none for mean squared error, else softmax.</summary>
    public Activation OutputActivation => Loss?.Kind switch
    {
        LossKind.Binary => Activation.Sigmoid,
        LossKind.SquaredError => Activation.Linear,
        _ => Activation.Softmax,
    };

    /// <summary>With the loss that goes with the data, where none is given: cross-entropy for classes, mean squared error for numbers.</summary>
    public ModelDetails For(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Loss is null ? this with { Loss = data.HasTargets ? Loss.MeanSquaredError : Loss.SparseCategoricalCrossEntropy } : this;
    }
}
