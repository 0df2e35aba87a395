namespace Engine;

/// <summary>How a weight tensor starts.</summary>
internal enum Initializer
{
    Zeros,

    /// <summary>Uniform in ±sqrt(6 / (fan in + fan out)).</summary>
    GlorotUniform,
}

/// <summary>One weight tensor that a layer asks its model for.</summary>
internal sealed record ParameterSpec(string Name, int[] Shape, Initializer Initializer)
{
    public int Size { get; } = Shapes.Size(Shape, "weight " + Name);
}
