namespace Engine;

/// <summary>What a safetensors file holds.</summary>
public sealed class SafetensorsContent
{
    private readonly string _path;

    internal SafetensorsContent(string path, IReadOnlyDictionary<string, SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        _path = path;
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafeTensor> Tensors { get; }

    /// <summary>The free text under <c>__metadata__</c>; empty if the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The values of a float32 tensor that must have a given shape.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">The extents that it must have, outermost first.</param>
    /// <returns>The values, row-major.</returns>
    /// <exception cref="EngineException">The file lacks the tensor, or its type or shape differs.</exception>
    public float[] Floats(string name, params ReadOnlySpan<int> shape)
    {
        if (!Tensors.TryGetValue(name, out SafeTensor? tensor))
        {
            string known = string.Join(", ", Tensors.Keys.Order(StringComparer.Ordinal).Take(8));
            throw new EngineException($"'{_path}' has no tensor '{name}' (it has: {(known.Length == 0 ? "none" : known)}): were these weights saved by a model of another shape?");
        }

        bool same = tensor.Shape.Count == shape.Length;
        for (int axis = 0; same && axis < shape.Length; axis++)
        {
            same = tensor.Shape[axis] == shape[axis];
        }

        if (!same)
        {
            throw new EngineException($"'{_path}': tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}], but the model needs [{string.Join(", ", shape.ToArray())}].");
        }

        if (tensor.Type != SafeTensorType.F32)
        {
            throw new EngineException($"'{_path}': tensor '{name}' is {tensor.Type.Name()}, but the model needs F32.");
        }

        return tensor.ToFloats();
    }
}
