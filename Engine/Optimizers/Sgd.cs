namespace Engine;

/// <summary>
/// Stochastic gradient descent as Keras has it: without momentum w ← w − lr·g;
/// with momentum μ, v ← μ·v − lr·g and w ← w + v, or, with Nesterov's, w ← w + μ·v − lr·g.
/// </summary>
public sealed class Sgd : Optimizer
{
    /// <summary>Describes the optimizer; the defaults are Keras's.</summary>
    /// <param name="learningRate">lr, above 0.</param>
    /// <param name="momentum">μ, in [0, 1); 0 keeps no state.</param>
    /// <param name="nesterov">Whether the gradient's step comes after the momentum's; needs a momentum.</param>
    /// <exception cref="EngineException">A number is out of its range, or there is no momentum for Nesterov.</exception>
    public Sgd(float learningRate = 0.01f, float momentum = 0, bool nesterov = false)
        : base(learningRate)
    {
        Momentum = CheckRate(momentum, "SGD's momentum");
        Nesterov = !nesterov || momentum > 0
            ? nesterov
            : throw new EngineException("Nesterov's momentum needs a momentum above 0, such as 0.9.");
    }

    /// <inheritdoc/>
    public override string Name => "sgd";

    /// <summary>μ, the share of the last step that is kept.</summary>
    public float Momentum { get; }

    /// <summary>Whether the gradient's step comes after the momentum's.</summary>
    public bool Nesterov { get; }

    internal override int SlotCount => Momentum == 0 ? 0 : 1;
}
