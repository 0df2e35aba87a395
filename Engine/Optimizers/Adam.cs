using Engine.Kernels;

namespace Engine;

/// <summary>
/// Adam in the form that Keras uses: with t counted from 1 and αₜ = lr·sqrt(1 − β₂ᵗ)/(1 − β₁ᵗ),
/// m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂), w ← w − αₜ·m/(sqrt(v) + ε).
/// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, the form just before section 2.1.
/// </summary>
public class Adam : Optimizer
{
    /// <summary>Describes the optimizer; the defaults are Keras's.</summary>
    /// <param name="learningRate">lr, above 0.</param>
    /// <param name="beta1">β₁, the decay of the mean, in [0, 1).</param>
    /// <param name="beta2">β₂, the decay of the mean square, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <exception cref="EngineException">A number is out of its range.</exception>
    public Adam(float learningRate = 0.001f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-7f)
        : base(learningRate)
    {
        Beta1 = CheckRate(beta1, "Adam's beta1");
        Beta2 = CheckRate(beta2, "Adam's beta2");
        Epsilon = CheckPositive(epsilon, "Adam's epsilon");
    }

    /// <inheritdoc/>
    public override string Name => "adam";

    /// <summary>β₁, the decay of the mean.</summary>
    public float Beta1 { get; }

    /// <summary>β₂, the decay of the mean square.</summary>
    public float Beta2 { get; }

    /// <summary>ε, what keeps the division finite.</summary>
    public float Epsilon { get; }

    internal float MeanRate => Complement(Beta1);

    internal float SquareRate => Complement(Beta2);

    internal override int SlotCount => 2;

    internal override bool Varies => true;

    internal override float StepSize(double rate, long step) =>
        AdamUpdate.StepSizeAt(rate, (double)(decimal)Beta1, (double)(decimal)Beta2, step);
}
