namespace Engine;

/// <summary>
/// A fully connected layer: y = f(x·W + b) with x [batch, inputs], W "kernel" [inputs, units] and b "bias" [units].
/// The kernel starts Glorot-uniform, the bias at zero.
/// </summary>
public sealed class Dense : Layer
{
    /// <summary>Describes a layer.</summary>
    /// <param name="units">How many outputs, at least 1.</param>
    /// <param name="activation">The function applied to each weighted sum.</param>
    /// <exception cref="EngineException"><paramref name="units"/> is below 1, or the activation is unknown.</exception>
    public Dense(int units, Activation activation = Activation.Linear)
    {
        if (units < 1)
        {
            throw new EngineException($"A dense layer needs at least 1 unit; {units} was given.");
        }

        if (!Enum.IsDefined(activation))
        {
            throw new EngineException($"{(int)activation} is not an activation; use Linear, Relu, Sigmoid or Softmax.");
        }

        Units = units;
        Activation = activation;
    }

    /// <summary>How many outputs.</summary>
    public int Units { get; }

    /// <summary>The function applied to each weighted sum.</summary>
    public Activation Activation { get; }

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
        new ParameterSpec("kernel", [inputShape[0], Units], Initializer.GlorotUniform),
        new ParameterSpec("bias", [Units], Initializer.Zeros),
    ];
}
