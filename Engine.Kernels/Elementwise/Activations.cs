using ILGPU.Algorithms;

namespace Engine.Kernels;

/// <summary>A function of one number, with its derivative in terms of its own result.</summary>
public interface IActivation
{
    /// <summary>f(x).</summary>
    static abstract float Apply(float x);

    /// <summary>f′(x) given y = f(x).</summary>
    static abstract float Derivative(float y);
}

/// <summary>f(x) = x.</summary>
public readonly struct Identity : IActivation
{
    /// <inheritdoc/>
    public static float Apply(float x) => x;

    /// <inheritdoc/>
    public static float Derivative(float y) => 1;
}

/// <summary>f(x) = max(x, 0), with f′(0) = 0; NaN stays NaN.</summary>
public readonly struct Relu : IActivation
{
    /// <inheritdoc/>
    public static float Apply(float x) => x < 0 ? 0 : x;

    /// <inheritdoc/>
    public static float Derivative(float y) => y > 0 ? 1 : 0;
}

/// <summary>f(x) = x for x ≥ 0, else 0.2·x, with f′(0) = 0.2: the slope that Keras has where none is given.</summary>
public readonly struct LeakyRelu : IActivation
{
    /// <summary>The slope below 0.</summary>
    public const float Slope = 0.2f;

    /// <inheritdoc/>
    public static float Apply(float x) => x < 0 ? Slope * x : x;

    /// <inheritdoc/>
    public static float Derivative(float y) => y > 0 ? 1 : Slope;
}

/// <summary>f(x) = 1 / (1 + exp(−x)), f′ = y·(1 − y).</summary>
public readonly struct Sigmoid : IActivation
{
    /// <inheritdoc/>
    public static float Apply(float x) => 1 / (1 + XMath.Exp(-x));

    /// <inheritdoc/>
    public static float Derivative(float y) => y * (1 - y);
}

/// <summary>f(x) = tanh(x), f′ = 1 − y².</summary>
public readonly struct Tanh : IActivation
{
    /// <inheritdoc/>
    public static float Apply(float x) => XMath.Tanh(x);

    /// <inheritdoc/>
    public static float Derivative(float y) => 1 - (y * y);
}
