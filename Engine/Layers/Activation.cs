namespace Engine;

/// <summary>The function that a layer applies to its weighted sums.</summary>
public enum Activation
{
    /// <summary>f(x) = x.</summary>
    Linear,

    /// <summary>f(x) = max(x, 0).</summary>
    Relu,

    /// <summary>f(x) = 1 / (1 + exp(−x)).</summary>
    Sigmoid,

    /// <summary>f(x)ᵢ = exp(xᵢ) / Σⱼ exp(xⱼ) over the units of a layer; only in the last layer.</summary>
    Softmax,

    /// <summary>f(x) = tanh(x).</summary>
    Tanh,

    /// <summary>f(x) = x for x ≥ 0, else 0.2·x; a <see cref="LeakyReluLayer"/> has any slope.</summary>
    LeakyRelu,
}
