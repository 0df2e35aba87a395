namespace Engine;

/// <summary>What training makes small, and what counts as right.</summary>
public sealed class Loss
{
    private Loss(string name, LossKind kind)
    {
        Name = name;
        Kind = kind;
    }

    /// <summary>
    /// −log p(label), the mean over the batch, for classes and a model that ends in softmax. Right is a sample whose largest
    /// probability (the first of equals) is the label's.
    /// Computed from the logits as logsumexp(z) − z[label], so it stays finite where softmax underflows.
    /// </summary>
    public static Loss SparseCategoricalCrossEntropy { get; } = new("sparse_categorical_crossentropy", LossKind.SparseCategorical);

    /// <summary>
    /// −Σ t·log p, the mean over the batch, for one-hot or soft labels t (classes count as one-hot) and a model that ends in
    /// softmax. Right is a sample whose largest probability is where the largest target is.
    /// </summary>
    public static Loss CategoricalCrossEntropy { get; } = new("categorical_crossentropy", LossKind.Categorical);

    /// <summary>
    /// −t·log p − (1 − t)·log(1 − p), the mean over outputs and batch, for a model that ends in sigmoid. Targets are 0 to 1, one
    /// an output; or classes, which are one-hot, or with a single output 0 or 1 themselves. Right is the share of a sample's
    /// outputs with p &gt; 0.5 where t is 1 and p ≤ 0.5 where t is 0.
    /// Computed from the logits, so it stays finite where the sigmoid is 0 or 1.
    /// </summary>
    public static Loss BinaryCrossEntropy { get; } = new("binary_crossentropy", LossKind.Binary);

    /// <summary>
    /// (y − t)², the mean over outputs and batch, for any outputs but softmax. Targets as for
    /// <see cref="BinaryCrossEntropy"/>, of any size. As in Keras, right is a single output y &gt; 0.5 where t is 1, or y ≤ 0.5
    /// where t is 0, and of several outputs a largest one where the largest target is; of a regression it says nothing.
    /// </summary>
    public static Loss MeanSquaredError { get; } = new("mean_squared_error", LossKind.SquaredError);

    /// <summary>All losses.</summary>
    public static IReadOnlyList<Loss> All { get; } = [SparseCategoricalCrossEntropy, CategoricalCrossEntropy, BinaryCrossEntropy, MeanSquaredError];

    /// <summary>The name, as Keras spells it.</summary>
    public string Name { get; }

    internal LossKind Kind { get; }

    /// <summary>Throws unless a model's last activation suits the loss.</summary>
    internal void Check(Activation head)
    {
        switch (Kind)
        {
            case LossKind.SparseCategorical or LossKind.Categorical when head != Activation.Softmax:
                throw new EngineException($"The loss {Name} needs probabilities: give the last layer, a Dense one, the softmax activation.");
            case LossKind.Binary when head != Activation.Sigmoid:
                throw new EngineException($"The loss {Name} needs probabilities: give the last layer, a Dense one, the sigmoid activation.");
            case LossKind.SquaredError when head == Activation.Softmax:
                throw new EngineException($"The loss {Name} does not go with softmax; use categorical_crossentropy, or another activation.");
            default:
                break;
        }
    }

    /// <summary>Throws unless a data set has targets for the loss on so many outputs.</summary>
    internal void Check(Dataset data, int outputs)
    {
        if (data.HasTargets)
        {
            if (Kind == LossKind.SparseCategorical)
            {
                throw new EngineException($"The targets of data set {data.Name} are numbers, but the loss {Name} needs classes; use categorical_crossentropy, or mean_squared_error.");
            }

            if (data.TargetWidth != outputs)
            {
                throw new EngineException($"Data set {data.Name} has targets of {data.TargetWidth} values, but the model {outputs} outputs.");
            }
        }
        else if (data.ClassCount > (Kind is LossKind.Binary or LossKind.SquaredError && outputs == 1 ? 2 : outputs))
        {
            throw new EngineException($"Data set {data.Name} has {data.ClassCount} classes, but the model only {outputs} outputs.");
        }
    }
}

/// <summary>The kinds of losses.</summary>
internal enum LossKind
{
    SparseCategorical,
    Categorical,
    Binary,
    SquaredError,
}
