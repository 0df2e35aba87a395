namespace Engine;

/// <summary>One weight tensor that a layer asks its model for.</summary>
/// <param name="Name">The name within the layer.</param>
/// <param name="Shape">The dimensions, the last one fastest.</param>
/// <param name="Initializer">How it starts.</param>
/// <param name="Trainable">Whether an optimizer updates it; if not, the layer does.</param>
internal sealed record ParameterSpec(string Name, int[] Shape, Initializer Initializer, bool Trainable = true)
{
    public int Size { get; } = Shapes.Size(Shape, "weight " + Name);
}
