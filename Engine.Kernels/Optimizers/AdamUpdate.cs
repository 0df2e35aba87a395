using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// m ← m + (g − m)·(1 − β₁), v ← v + (g² − v)·(1 − β₂), w ← w − αₜ·m / (sqrt(v) + ε): Adam as Keras has it.
/// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, the form just before section 2.1.
/// A mean below 1e-30 counts as 0, a square below 1e-30 as that: see <see cref="Negligible"/>.
/// </summary>
/// <param name="Weights">w.</param>
/// <param name="Mean">m, zero before the first step.</param>
/// <param name="Square">v, zero before the first step.</param>
/// <param name="StepSize">αₜ = lr·sqrt(1 − β₂ᵗ) / (1 − β₁ᵗ), from <see cref="StepSizeAt"/>.</param>
/// <param name="MeanRate">1 − β₁.</param>
/// <param name="SquareRate">1 − β₂.</param>
/// <param name="Epsilon">ε.</param>
public readonly record struct AdamUpdate(
    ArrayView<float> Weights,
    ArrayView<float> Mean,
    ArrayView<float> Square,
    float StepSize,
    float MeanRate,
    float SquareRate,
    float Epsilon) : ISteppedUpdate<AdamUpdate>
{
    /// <summary>αₜ, computed on the host in double precision.</summary>
    /// <param name="learningRate">lr.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="step">t, from 1.</param>
    public static float StepSizeAt(double learningRate, double beta1, double beta2, long step) =>
        (float)(learningRate * Math.Sqrt(1 - Math.Pow(beta2, step)) / (1 - Math.Pow(beta1, step)));

    /// <inheritdoc/>
    public void Apply(int index, float gradient)
    {
        float mean = Mean[index];
        float square = Square[index];
        mean = Negligible.FlushState(mean + ((gradient - mean) * MeanRate));
        square += ((gradient * gradient) - square) * SquareRate;
        square = square < Negligible.Square ? Negligible.Square : square;
        Mean[index] = mean;
        Square[index] = square;
        Weights[index] += -StepSize * mean * Newton.Reciprocal(Newton.SquareRoot(square) + Epsilon);
    }

    /// <inheritdoc/>
    public AdamUpdate WithStepSize(float stepSize) => new(Weights, Mean, Square, stepSize, MeanRate, SquareRate, Epsilon);
}
