namespace Engine;

/// <summary>
/// <see cref="Adam"/> with weight decay that the moments do not see: w ← w − d·lr·w before Adam's rule.
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
/// </summary>
public sealed class AdamW : Adam
{
    /// <summary>Describes the optimizer; the defaults are Keras's.</summary>
    /// <param name="learningRate">lr, above 0.</param>
    /// <param name="weightDecay">d, at least 0.</param>
    /// <param name="beta1">β₁, the decay of the mean, in [0, 1).</param>
    /// <param name="beta2">β₂, the decay of the mean square, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <exception cref="EngineException">A number is out of its range.</exception>
    public AdamW(float learningRate = 0.001f, float weightDecay = 0.004f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-7f)
        : base(learningRate, beta1, beta2, epsilon) => WeightDecay = weightDecay;

    /// <inheritdoc/>
    public override string Name => "adamw";
}
