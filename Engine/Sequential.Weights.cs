namespace Engine;

public sealed partial class Sequential
{
    /// <summary>Copies the weights to the host, in Keras's order: for each layer kernel, then bias.</summary>
    /// <exception cref="EngineException">The layers do not fit together.</exception>
    public IReadOnlyList<WeightTensor> GetWeights() => throw Pending();

    /// <summary>Replaces all weights. The optimizer's state is kept.</summary>
    /// <param name="weights">Every weight of the model by name, in any order.</param>
    /// <exception cref="EngineException">A weight is missing, unknown, given twice or of another shape; nothing was replaced.</exception>
    public void SetWeights(IEnumerable<WeightTensor> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        throw Pending();
    }

    /// <summary>Writes the weights as a safetensors file, which replaces an old one only when it is complete.</summary>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        throw Pending();
    }

    /// <summary>Reads the weights of a safetensors file.</summary>
    /// <exception cref="EngineException">The file is not one, or is of another model; nothing was replaced.</exception>
    public void Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        throw Pending();
    }
}
