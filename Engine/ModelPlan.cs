using ILGPU;

namespace Engine;

/// <summary>
/// The layers of a model with everything that follows from the input shape: names, shapes, and where each weight lies
/// in the model's one buffer of weights.
/// </summary>
internal sealed class ModelPlan
{
    // Each tensor starts on a cache line of its own.
    private const int Alignment = 16;

    private ModelPlan(IReadOnlyList<PlannedLayer> layers, int bufferLength, int inputSize)
    {
        Layers = layers;
        BufferLength = bufferLength;
        InputSize = inputSize;
    }

    public IReadOnlyList<PlannedLayer> Layers { get; }

    /// <summary>Elements of the buffer that holds all weights.</summary>
    public int BufferLength { get; }

    /// <summary>Values of one input sample.</summary>
    public int InputSize { get; }

    public IEnumerable<PlannedParameter> Parameters => Layers.SelectMany(layer => layer.Parameters);

    public static ModelPlan Create(IReadOnlyList<int> inputShape, IReadOnlyList<Layer> layers)
    {
        if (layers.Count == 0)
        {
            throw new EngineException("The model has no layers; add at least one.");
        }

        var planned = new List<PlannedLayer>(layers.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);
        IReadOnlyList<int> shape = inputShape;
        long offset = 0;
        foreach (Layer layer in layers)
        {
            string name = layer.Name ?? NextName(layer.Kind, kinds, names);
            if (!names.Add(name))
            {
                throw new EngineException($"Two layers are called '{name}'; give each its own name.");
            }

            if (layer is Dense { Activation: Activation.Softmax } or ActivationLayer { Activation: Activation.Softmax } && !ReferenceEquals(layer, layers[^1]))
            {
                throw new EngineException($"Layer '{name}' has softmax, which only the last layer can have; use Relu or Sigmoid.");
            }

            int[] output = layer.OutputShape(shape);
            var parameters = new List<PlannedParameter>();
            foreach (ParameterSpec spec in layer.Parameters(shape))
            {
                parameters.Add(new PlannedParameter(name + "." + spec.Name, spec, (int)offset));
                offset += (spec.Size + Alignment - 1L) / Alignment * Alignment;
                if (offset > int.MaxValue)
                {
                    throw new EngineException($"The model has more than {int.MaxValue} weights by layer '{name}'; use fewer units.");
                }
            }

            planned.Add(new PlannedLayer(name, layer, shape, output, parameters));
            shape = output;
        }

        return new ModelPlan(planned, (int)offset, Shapes.Size(inputShape, "the model's input shape"));
    }

    private static string NextName(string kind, Dictionary<string, int> kinds, HashSet<string> taken)
    {
        string name;
        do
        {
            int number = kinds.GetValueOrDefault(kind);
            kinds[kind] = number + 1;
            name = number == 0 ? kind : $"{kind}_{number}";
        }
        while (taken.Contains(name));

        return name;
    }
}

/// <summary>A layer with its name, shapes and weights.</summary>
internal sealed record PlannedLayer(
    string Name,
    Layer Layer,
    IReadOnlyList<int> InputShape,
    IReadOnlyList<int> OutputShape,
    IReadOnlyList<PlannedParameter> Parameters)
{
    public LayerSummary Summary => new(Name, Layer.Kind, OutputShape, Parameters.Sum(parameter => (long)parameter.Spec.Size))
    {
        Detail = Layer.Detail,
        NonTrainableCount = Parameters.Where(parameter => !parameter.Spec.Trainable).Sum(parameter => (long)parameter.Spec.Size),
    };
}

/// <summary>A weight with its full name and its place in the model's buffer of weights, in elements.</summary>
internal sealed record PlannedParameter(string FullName, ParameterSpec Spec, int Offset)
{
    /// <summary>The tensor's part of a buffer with a place for each weight.</summary>
    public ArrayView<float> In(ArrayView<float> buffer) => buffer.SubView(Offset, Spec.Size);
}
