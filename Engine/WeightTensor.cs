namespace Engine;

/// <summary>A named weight tensor in host memory.</summary>
public sealed class WeightTensor
{
    /// <summary>Wraps values without copying them.</summary>
    /// <param name="name">The name, unique in its model: "dense.kernel".</param>
    /// <param name="shape">The dimensions, the last one fastest.</param>
    /// <param name="values">As many values as the shape has, row-major.</param>
    /// <exception cref="EngineException">The number of values is not that of the shape.</exception>
    public WeightTensor(string name, IReadOnlyList<int> shape, ReadOnlyMemory<float> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        int size = Shapes.Size(shape, "tensor " + name);
        if (values.Length != size)
        {
            throw new EngineException($"Tensor {name} has shape {Shapes.Format(shape)}, so {size} values, but {values.Length} were given.");
        }

        Name = name;
        Shape = [.. shape];
        Values = values;
    }

    /// <summary>The name, such as "dense.kernel".</summary>
    public string Name { get; }

    /// <summary>The dimensions, the last one fastest.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The values, row-major.</summary>
    public ReadOnlyMemory<float> Values { get; }
}
