using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// a ← a + g², w ← w − lr·g / sqrt(a + ε): Adagrad as Keras has it.
/// Source: Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011.
/// </summary>
/// <param name="Weights">w.</param>
/// <param name="Accumulator">a, before the first step the initial value, which Keras has at 0.1.</param>
/// <param name="LearningRate">lr.</param>
/// <param name="Epsilon">ε, at least 1e-30.</param>
public readonly record struct AdagradUpdate(
    ArrayView<float> Weights,
    ArrayView<float> Accumulator,
    float LearningRate,
    float Epsilon) : ISteppedUpdate<AdagradUpdate>
{
    /// <inheritdoc/>
    public void Apply(int index, float gradient)
    {
        float sum = Accumulator[index] + (gradient * gradient);
        Accumulator[index] = sum;
        Weights[index] -= LearningRate * gradient * Newton.Reciprocal(Newton.SquareRoot(sum + Epsilon));
    }

    /// <inheritdoc/>
    public AdagradUpdate WithStepSize(float stepSize) => new(Weights, Accumulator, stepSize, Epsilon);
}
