namespace Engine;

/// <summary>Arithmetic on shapes: lists of dimensions, the last one fastest.</summary>
internal static class Shapes
{
    /// <summary>The product of the dimensions; every dimension must be at least 1 and the product an int.</summary>
    public static int Size(IReadOnlyList<int> shape, string what)
    {
        long size = 1;
        foreach (int dimension in shape)
        {
            if (dimension < 1)
            {
                throw new EngineException($"{Capitalised(what)} is {Format(shape)}; every dimension must be at least 1.");
            }

            size *= dimension;
            if (size > int.MaxValue)
            {
                throw new EngineException($"{Capitalised(what)} is {Format(shape)}, which is more than {int.MaxValue} values.");
            }
        }

        return (int)size;
    }

    /// <summary>As people write shapes: (28, 28).</summary>
    public static string Format(IReadOnlyList<int> shape) => "(" + string.Join(", ", shape) + ")";

    private static string Capitalised(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
