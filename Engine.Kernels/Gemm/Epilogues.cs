using ILGPU;

namespace Engine.Kernels;

/// <summary>C ← α·value + β·C, as in BLAS: with β = 0, C is not read.</summary>
/// <param name="Target">C, row-major.</param>
/// <param name="Alpha">α.</param>
/// <param name="Beta">β.</param>
public readonly record struct AffineEpilogue(ArrayView<float> Target, float Alpha, float Beta) : IEpilogue
{
    /// <inheritdoc/>
    public static bool IsShort => false;

    /// <inheritdoc/>
    public void Apply(int index, int column, float value)
    {
        float result = Alpha * value;
        if (Beta != 0)
        {
            result += Beta * Target[index];
        }

        Target[index] = result;
    }
}

/// <summary>C ← α·value.</summary>
/// <param name="Target">C, row-major.</param>
/// <param name="Alpha">α.</param>
public readonly record struct ScaledEpilogue(ArrayView<float> Target, float Alpha) : IEpilogue
{
    /// <inheritdoc/>
    public static bool IsShort => true;

    /// <inheritdoc/>
    public void Apply(int index, int column, float value) => Target[index] = Alpha * value;
}

/// <summary>Y ← f(value + bias[column]): the forward pass of a dense layer behind its product.</summary>
/// <param name="Bias">One value a column.</param>
/// <param name="Target">Y, row-major.</param>
public readonly record struct BiasActivationEpilogue<TActivation>(ArrayView<float> Bias, ArrayView<float> Target) : IEpilogue
    where TActivation : struct, IActivation
{
    /// <inheritdoc/>
    public static bool IsShort => false;

    /// <inheritdoc/>
    public void Apply(int index, int column, float value) => Target[index] = TActivation.Apply(value + Bias[column]);
}

/// <summary>
/// D ← value · f′ by the chain rule, where value is ∂L/∂y and f′ is taken at the layer's output y: the backward pass into a
/// hidden layer behind its product.
/// </summary>
/// <param name="Output">y, row-major.</param>
/// <param name="Target">D, row-major.</param>
public readonly record struct ActivationGradientEpilogue<TActivation>(ArrayView<float> Output, ArrayView<float> Target) : IEpilogue
    where TActivation : struct, IActivation
{
    /// <inheritdoc/>
    public static bool IsShort => false;

    /// <inheritdoc/>
    public void Apply(int index, int column, float value) => Target[index] = value * TActivation.Derivative(Output[index]);
}

/// <summary>Updates a weight by its gradient, which is never stored: the element at index has the weight at index.</summary>
/// <param name="Update">The optimizer's rule with its state.</param>
public readonly record struct UpdateEpilogue<TUpdate>(TUpdate Update) : IEpilogue
    where TUpdate : struct, IWeightUpdate
{
    /// <inheritdoc/>
    public static bool IsShort => false;

    /// <inheritdoc/>
    public void Apply(int index, int column, float value) => Update.Apply(index, value);
}
