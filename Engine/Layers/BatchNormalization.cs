namespace Engine;

/// <summary>
/// Normalises each feature, the last dimension of its input, to mean 0 and variance 1 and then applies a learned scale "gamma"
/// and shift "beta". While training, mean and (biased) variance are those of the batch; otherwise "moving_mean" and
/// "moving_variance", which training moves by 1 − momentum towards those of each batch, and which are saved with the weights.
/// Source: Ioffe and Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift", 2015.
/// </summary>
public sealed class BatchNormalization : Layer
{
    /// <summary>Describes a layer; the defaults are Keras's.</summary>
    /// <param name="momentum">The share of the moving statistics that a step keeps, at least 0 and below 1.</param>
    /// <param name="epsilon">What is added to the variance, above 0.</param>
    /// <exception cref="EngineException">A number is out of its range.</exception>
    public BatchNormalization(float momentum = 0.99f, float epsilon = 1e-3f)
    {
        Momentum = momentum is >= 0 and < 1
            ? momentum
            : throw new EngineException($"The momentum of batch normalisation must be at least 0 and below 1; {momentum} was given.");
        Epsilon = epsilon > 0 && float.IsFinite(epsilon)
            ? epsilon
            : throw new EngineException($"The epsilon of batch normalisation must be a positive number; {epsilon} was given.");
    }

    /// <summary>The share of the moving statistics that a step keeps.</summary>
    public float Momentum { get; }

    /// <summary>What is added to the variance.</summary>
    public float Epsilon { get; }

    internal override string Kind => "batch_normalization";

    internal override int[] OutputShape(IReadOnlyList<int> inputShape) => [.. inputShape];

    internal override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<int> inputShape) =>
    [
        new ParameterSpec("gamma", [inputShape[^1]], Initializer.Ones),
        new ParameterSpec("beta", [inputShape[^1]], Initializer.Zeros),
        new ParameterSpec("moving_mean", [inputShape[^1]], Initializer.Zeros, Trainable: false),
        new ParameterSpec("moving_variance", [inputShape[^1]], Initializer.Ones, Trainable: false),
    ];
}
