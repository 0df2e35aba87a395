namespace Engine;

/// <summary>
/// A fully connected layer: y = f(x·W + b) with x [batch, inputs], W "kernel" [inputs, units] and b "bias" [units].
/// By default the kernel starts Glorot-uniform, the bias at zero.
/// </summary>
public sealed class Dense : Layer
{
    /// <summary>Describes a layer.</summary>
    /// <param name="units">How many outputs, at least 1.</param>
    /// <param name="activation">The function applied to each weighted sum.</param>
    /// <param name="kernelInitializer">How the kernel starts.</param>
    /// <param name="biasInitializer">How the bias starts; its fans are both the number of units.</param>
    /// <exception cref="EngineException"><paramref name="units"/> is below 1, or the activation or an initialiser is unknown.</exception>
    public Dense(
        int units,
        Activation activation = Activation.Linear,
        Initializer kernelInitializer = Initializer.GlorotUniform,
        Initializer biasInitializer = Initializer.Zeros)
    {
        if (units < 1)
        {
            throw new EngineException($"A dense layer needs at least 1 unit; {units} was given.");
        }

        Units = units;
        Activation = Checked(activation);
        KernelInitializer = Checked(kernelInitializer);
        BiasInitializer = Checked(biasInitializer);
    }

    /// <summary>How many outputs.</summary>
    public int Units { get; }

    /// <summary>The function applied to each weighted sum.</summary>
    public Activation Activation { get; }

    /// <summary>How the kernel starts.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>How the bias starts.</summary>
    public Initializer BiasInitializer { get; }

    internal override string Kind => "dense";

    internal override string Detail => Activation.ToString().ToLowerInvariant();

    internal override int[] OutputShape(IReadOnlyList<int> inputShape)
    {
        if (inputShape.Count != 1)
        {
            throw new EngineException(
                $"A dense layer takes rows of numbers, but its input has shape {Shapes.Format(inputShape)}; put a Flatten layer before it.");
        }

        return [Units];
    }

    internal override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<int> inputShape) =>
    [
        new ParameterSpec("kernel", [inputShape[0], Units], KernelInitializer),
        new ParameterSpec("bias", [Units], BiasInitializer),
    ];

    /// <summary>Throws unless an activation or initialiser is one of those that there are.</summary>
    internal static T Checked<T>(T value)
        where T : struct, Enum => Enum.IsDefined(value)
            ? value
            : throw new EngineException($"{value} is not an {typeof(T).Name.ToLowerInvariant()}; use {string.Join(", ", Enum.GetNames<T>())}.");
}
