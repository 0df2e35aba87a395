using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// v ← v + (g² − v)·(1 − ρ), w ← w − lr·g / sqrt(v + ε): RMSprop as Keras has it.
/// Source: Tieleman and Hinton, "Lecture 6.5: rmsprop", 2012.
/// A square below 1e-30 counts as that: see <see cref="Negligible"/>.
/// </summary>
/// <param name="Weights">w.</param>
/// <param name="Square">v, zero before the first step.</param>
/// <param name="LearningRate">lr.</param>
/// <param name="SquareRate">1 − ρ.</param>
/// <param name="Epsilon">ε.</param>
public readonly record struct RmsPropUpdate(
    ArrayView<float> Weights,
    ArrayView<float> Square,
    float LearningRate,
    float SquareRate,
    float Epsilon) : ISteppedUpdate<RmsPropUpdate>
{
    /// <inheritdoc/>
    public void Apply(int index, float gradient)
    {
        float square = Square[index];
        square += ((gradient * gradient) - square) * SquareRate;
        square = square < Negligible.Square ? Negligible.Square : square;
        Square[index] = square;
        Weights[index] -= LearningRate * gradient * Newton.Reciprocal(Newton.SquareRoot(square + Epsilon));
    }

    /// <inheritdoc/>
    public RmsPropUpdate WithStepSize(float stepSize) => new(Weights, Square, stepSize, SquareRate, Epsilon);
}

/// <summary>
/// RMSprop with momentum, and centred where asked: v as in <see cref="RmsPropUpdate"/>, a ← a + (g − a)·(1 − ρ),
/// s = lr·g / sqrt(v − a² + ε), m ← μ·m + s, w ← w − m. Without centring, a is left out.
/// Source of the centring: Graves, "Generating Sequences With Recurrent Neural Networks", 2013.
/// v − a² is a variance; where rounding makes it negative, it counts as 0.
/// </summary>
/// <param name="Rule">The plain rule.</param>
/// <param name="Momentum">m, zero before the first step.</param>
/// <param name="Share">μ.</param>
/// <param name="Average">a, zero before the first step; empty without centring.</param>
public readonly record struct RmsPropMomentumUpdate(
    RmsPropUpdate Rule,
    ArrayView<float> Momentum,
    float Share,
    ArrayView<float> Average) : ISteppedUpdate<RmsPropMomentumUpdate>
{
    /// <inheritdoc/>
    public void Apply(int index, float gradient)
    {
        float square = Rule.Square[index];
        square += ((gradient * gradient) - square) * Rule.SquareRate;
        square = square < Negligible.Square ? Negligible.Square : square;
        Rule.Square[index] = square;
        if (Average.Length > 0)
        {
            float average = Average[index];
            average = Negligible.FlushState(average + ((gradient - average) * Rule.SquareRate));
            Average[index] = average;
            square -= average * average;
            square = square < 0 ? 0 : square;
        }

        float step = Rule.LearningRate * gradient * Newton.Reciprocal(Newton.SquareRoot(square + Rule.Epsilon));
        step = Negligible.FlushState((Share * Momentum[index]) + step);
        Momentum[index] = step;
        Rule.Weights[index] -= step;
    }

    /// <inheritdoc/>
    public RmsPropMomentumUpdate WithStepSize(float stepSize) => new(Rule.WithStepSize(stepSize), Momentum, Share, Average);
}
