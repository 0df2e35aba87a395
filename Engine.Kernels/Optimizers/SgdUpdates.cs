using ILGPU;

namespace Engine.Kernels;

/// <summary>w ← w − lr·g.</summary>
/// <param name="Weights">w.</param>
/// <param name="LearningRate">lr.</param>
public readonly record struct SgdUpdate(ArrayView<float> Weights, float LearningRate) : ISteppedUpdate<SgdUpdate>
{
    /// <inheritdoc/>
    public void Apply(int index, float gradient) => Weights[index] -= LearningRate * gradient;

    /// <inheritdoc/>
    public SgdUpdate WithStepSize(float stepSize) => new(Weights, stepSize);
}

/// <summary>v ← μ·v − lr·g, w ← w + v: momentum as Keras has it. A velocity below 1e-30 counts as 0: see <see cref="Negligible"/>.</summary>
/// <param name="Weights">w.</param>
/// <param name="Velocity">v, zero before the first step.</param>
/// <param name="LearningRate">lr.</param>
/// <param name="Momentum">μ.</param>
public readonly record struct MomentumUpdate(
    ArrayView<float> Weights,
    ArrayView<float> Velocity,
    float LearningRate,
    float Momentum) : ISteppedUpdate<MomentumUpdate>
{
    /// <inheritdoc/>
    public void Apply(int index, float gradient)
    {
        float velocity = Negligible.FlushState((Momentum * Velocity[index]) - (LearningRate * gradient));
        Velocity[index] = velocity;
        Weights[index] += velocity;
    }

    /// <inheritdoc/>
    public MomentumUpdate WithStepSize(float stepSize) => new(Weights, Velocity, stepSize, Momentum);
}

/// <summary>
/// v ← μ·v − lr·g, w ← w + μ·v − lr·g: Nesterov's momentum as Keras has it.
/// Source: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep learning", 2013.
/// A velocity below 1e-30 counts as 0: see <see cref="Negligible"/>.
/// </summary>
/// <param name="Weights">w.</param>
/// <param name="Velocity">v, zero before the first step.</param>
/// <param name="LearningRate">lr.</param>
/// <param name="Momentum">μ.</param>
public readonly record struct NesterovUpdate(
    ArrayView<float> Weights,
    ArrayView<float> Velocity,
    float LearningRate,
    float Momentum) : ISteppedUpdate<NesterovUpdate>
{
    /// <inheritdoc/>
    public void Apply(int index, float gradient)
    {
        float step = LearningRate * gradient;
        float velocity = Negligible.FlushState((Momentum * Velocity[index]) - step);
        Velocity[index] = velocity;
        Weights[index] += (Momentum * velocity) - step;
    }

    /// <inheritdoc/>
    public NesterovUpdate WithStepSize(float stepSize) => new(Weights, Velocity, stepSize, Momentum);
}
