namespace Engine;

/// <summary>
/// Stochastic gradient descent as Keras has it: without momentum w ← w − lr·g;
/// with momentum μ, v ← μ·v − lr·g and w ← w + v.
/// </summary>
public sealed class Sgd : Optimizer
{
    /// <summary>Describes the optimizer; the defaults are Keras's.</summary>
    /// <param name="learningRate">lr, above 0.</param>
    /// <param name="momentum">μ, in [0, 1); 0 keeps no state.</param>
    /// <exception cref="EngineException">A number is out of its range.</exception>
    public Sgd(float learningRate = 0.01f, float momentum = 0)
        : base(learningRate) => Momentum = CheckRate(momentum, "SGD's momentum");

    /// <summary>μ, the share of the last step that is kept.</summary>
    public float Momentum { get; }

    internal override int SlotCount => Momentum == 0 ? 0 : 1;
}
