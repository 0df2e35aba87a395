namespace Engine;

/// <summary>
/// RMSprop as Keras has it: v ← v + (g² − v)(1 − ρ), w ← w − lr·g / sqrt(v + ε). Centred, the root is of v − a² + ε with
/// a ← a + (g − a)(1 − ρ); with momentum μ, m ← μ·m + lr·g / sqrt(…), w ← w − m.
/// Source: Tieleman and Hinton, "Lecture 6.5: rmsprop", 2012.
/// </summary>
public sealed class RmsProp : Optimizer
{
    /// <summary>Describes the optimizer; the defaults are Keras's.</summary>
    /// <param name="learningRate">lr, above 0.</param>
    /// <param name="rho">ρ, the decay of the means, in [0, 1).</param>
    /// <param name="momentum">μ, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <param name="centered">Whether to divide by the root of the variance, not of the mean square.</param>
    /// <exception cref="EngineException">A number is out of its range.</exception>
    public RmsProp(float learningRate = 0.001f, float rho = 0.9f, float momentum = 0, float epsilon = 1e-7f, bool centered = false)
        : base(learningRate)
    {
        Rho = CheckRate(rho, "RMSprop's rho");
        Momentum = CheckRate(momentum, "RMSprop's momentum");
        Epsilon = CheckPositive(epsilon, "RMSprop's epsilon");
        Centered = centered;
    }

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <summary>ρ, the decay of the means.</summary>
    public float Rho { get; }

    /// <summary>μ, the share of the last step that is kept.</summary>
    public float Momentum { get; }

    /// <summary>ε, what keeps the division finite.</summary>
    public float Epsilon { get; }

    /// <summary>Whether to divide by the root of the variance, not of the mean square.</summary>
    public bool Centered { get; }

    internal float SquareRate => Complement(Rho);

    /// <summary>Whether there is nothing but the mean square to keep.</summary>
    internal bool IsPlain => Momentum == 0 && !Centered;

    internal override int SlotCount => IsPlain ? 1 : Centered ? 3 : 2;
}
