namespace Engine;

/// <summary>
/// How a weight tensor starts, with Keras's names and scales. The fans are the numbers of inputs and outputs of a layer. The
/// normal ones are drawn from a normal distribution cut off at two of its deviations, which is made wider so that what remains
/// has the deviation that is named.
/// </summary>
public enum Initializer
{
    /// <summary>All 0.</summary>
    Zeros,

    /// <summary>All 1.</summary>
    Ones,

    /// <summary>Uniform in ±sqrt(6 / (fan in + fan out)). Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.</summary>
    GlorotUniform,

    /// <summary>Normal with deviation sqrt(2 / (fan in + fan out)).</summary>
    GlorotNormal,

    /// <summary>Uniform in ±sqrt(6 / fan in). Source: He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", 2015.</summary>
    HeUniform,

    /// <summary>Normal with deviation sqrt(2 / fan in).</summary>
    HeNormal,
}
