namespace Engine;

/// <summary>What training makes small.</summary>
public sealed class Loss
{
    private Loss(string name) => Name = name;

    /// <summary>
    /// −log p(label), the mean over the batch, for integer labels and a model that ends in softmax.
    /// Computed from the logits as logsumexp(z) − z[label], so it stays finite where softmax underflows.
    /// </summary>
    public static Loss SparseCategoricalCrossEntropy { get; } = new("sparse_categorical_crossentropy");

    /// <summary>The name, as Keras spells it.</summary>
    public string Name { get; }
}
