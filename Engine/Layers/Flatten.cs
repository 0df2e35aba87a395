namespace Engine;

/// <summary>Turns a sample of any shape into one row of numbers, in row-major order. Costs nothing at run time.</summary>
public sealed class Flatten : Layer
{
    internal override string Kind => "flatten";

    internal override int[] OutputShape(IReadOnlyList<int> inputShape) => [Shapes.Size(inputShape, "the input of a flatten layer")];

    internal override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<int> inputShape) => [];
}
