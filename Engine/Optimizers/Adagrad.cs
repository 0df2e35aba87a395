namespace Engine;

/// <summary>
/// Adagrad as Keras has it: a ← a + g², w ← w − lr·g / sqrt(a + ε).
/// Source: Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011.
/// </summary>
public sealed class Adagrad : Optimizer
{
    /// <summary>Describes the optimizer; the defaults are Keras's.</summary>
    /// <param name="learningRate">lr, above 0.</param>
    /// <param name="initialAccumulator">a before the first step, at least 0.</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <exception cref="EngineException">A number is out of its range.</exception>
    public Adagrad(float learningRate = 0.001f, float initialAccumulator = 0.1f, float epsilon = 1e-7f)
        : base(learningRate)
    {
        InitialAccumulator = initialAccumulator >= 0 && float.IsFinite(initialAccumulator)
            ? initialAccumulator
            : throw new EngineException($"Adagrad's initial accumulator must be at least 0; {initialAccumulator} was given.");
        Epsilon = CheckPositive(epsilon, "Adagrad's epsilon");
    }

    /// <inheritdoc/>
    public override string Name => "adagrad";

    /// <summary>a before the first step.</summary>
    public float InitialAccumulator { get; }

    /// <summary>ε, what keeps the division finite.</summary>
    public float Epsilon { get; }

    internal override int SlotCount => 1;

    internal override float InitialSlot => InitialAccumulator;
}
