namespace Engine;

public sealed partial class Sequential
{
    /// <summary>Copies the weights to the host, in Keras's order: for each layer kernel, then bias.</summary>
    /// <exception cref="EngineException">The layers do not fit together.</exception>
    public IReadOnlyList<WeightTensor> GetWeights()
    {
        Network network = Build();
        return
        [
            .. _plan!.Parameters.Select(parameter =>
            {
                var values = new float[parameter.Spec.Size];
                _device.Download(parameter.In(network.Weights), values);
                return new WeightTensor(parameter.FullName, parameter.Spec.Shape, values);
            }),
        ];
    }

    /// <summary>Replaces all weights. The optimizer's state is kept.</summary>
    /// <param name="weights">Every weight of the model by name, in any order.</param>
    /// <exception cref="EngineException">A weight is missing, unknown, given twice or of another shape; nothing was replaced.</exception>
    public void SetWeights(IEnumerable<WeightTensor> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Network network = Build();
        var given = new Dictionary<string, WeightTensor>(StringComparer.Ordinal);
        foreach (WeightTensor weight in weights)
        {
            if (!given.TryAdd(weight.Name, weight))
            {
                throw new EngineException($"Weight '{weight.Name}' is given twice.");
            }
        }

        // Everything is checked before anything is replaced.
        PlannedParameter[] parameters = [.. _plan!.Parameters];
        foreach (PlannedParameter parameter in parameters)
        {
            WeightTensor weight = given.GetValueOrDefault(parameter.FullName)
                ?? throw new EngineException($"Weight '{parameter.FullName}' of the model is missing.");
            if (!weight.Shape.SequenceEqual(parameter.Spec.Shape))
            {
                throw new EngineException(
                    $"Weight '{weight.Name}' has shape {Shapes.Format(weight.Shape)}, but the model needs {Shapes.Format(parameter.Spec.Shape)}.");
            }
        }

        if (given.Count != parameters.Length)
        {
            string unknown = given.Keys.Except(parameters.Select(parameter => parameter.FullName)).Order(StringComparer.Ordinal).First();
            throw new EngineException($"The model has no weight '{unknown}'.");
        }

        foreach (PlannedParameter parameter in parameters)
        {
            _device.Upload(given[parameter.FullName].Values.Span, parameter.In(network.Weights));
        }
    }

    /// <summary>Writes the weights as a safetensors file, which replaces an old one only when it is complete.</summary>
    /// <exception cref="EngineException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Safetensors.Write(path, WeightsToSave());
    }

    /// <summary>The SHA-256 of the file that <see cref="Save"/> would write, in hexadecimal digits: the same for the same weights.</summary>
    /// <exception cref="EngineException">The layers do not fit together.</exception>
    public string HashWeights() => Safetensors.Hash(Safetensors.Parts(WeightsToSave(), metadata: null));

    /// <summary>Reads the weights of a safetensors file.</summary>
    /// <exception cref="EngineException">The file cannot be read, is not one, or is of another model; nothing was replaced.</exception>
    public void Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _ = Build();
        SafetensorsContent content = Safetensors.Read(path);
        WeightTensor[] weights =
        [
            .. _plan!.Parameters.Select(parameter => new WeightTensor(
                parameter.FullName,
                parameter.Spec.Shape,
                content.Floats(parameter.FullName, parameter.Spec.Shape))),
        ];
        if (content.Tensors.Count != weights.Length)
        {
            string unknown = content.Tensors.Keys.Except(weights.Select(weight => weight.Name)).Order(StringComparer.Ordinal).First();
            throw new EngineException($"'{path}' holds tensor '{unknown}', which the model does not have: it is of another model.");
        }

        SetWeights(weights);
    }

    private IEnumerable<SafeTensor> WeightsToSave() =>
        GetWeights().Select(weight => SafeTensor.FromFloats(weight.Name, weight.Values.Span, [.. weight.Shape]));
}
