using Engine.Kernels;

namespace Engine.Onnx;

/// <summary>
/// Turns a model into a graph: what the engine does to bytes before the first layer (value / 255) is part of it; what layers
/// do only in training is not.
/// </summary>
internal sealed class OnnxExport
{
    private const string Input = "input";
    private const string Output = "output";
    private const float WhitestByte = 255;

    private readonly Dictionary<string, WeightTensor> _weights;
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _constants = [];
    private string _value = Input;

    private OnnxExport(IEnumerable<WeightTensor> weights) => _weights = weights.ToDictionary(weight => weight.Name, StringComparer.Ordinal);

    public static OnnxGraph Create(ModelPlan plan, IReadOnlyList<int> inputShape, IEnumerable<WeightTensor> weights, OnnxInput input)
    {
        var export = new OnnxExport(weights);
        if (input == OnnxInput.Bytes)
        {
            export.Add("Cast", "input_float", [], OnnxAttribute.Of("to", (long)OnnxType.Float));
            export.Add("Div", "input_scaled", [export.Constant("input_scale", [], new[] { WhitestByte })]);
        }

        foreach (PlannedLayer layer in plan.Layers)
        {
            export.Add(layer);
        }

        export.EndIn(Output);
        return new OnnxGraph(
            "engine",
            new OnnxValue(Input, input == OnnxInput.Bytes ? OnnxType.UInt8 : OnnxType.Float, inputShape),
            new OnnxValue(Output, OnnxType.Float, plan.Layers[^1].OutputShape),
            export._nodes,
            export._constants);
    }

    private void Add(PlannedLayer planned)
    {
        switch (planned.Layer)
        {
            case Flatten:
                Add("Flatten", planned.Name, [], OnnxAttribute.Of("axis", 1L));
                break;
            case Dense dense:
                Add("Gemm", planned.Name + ".sums", [.. planned.Parameters.Select(parameter => Weight(parameter.FullName))]);
                Add(dense.Activation, planned.Name);
                break;
            case ActivationLayer layer:
                Add(layer.Activation, planned.Name);
                break;
            case LeakyReluLayer leaky:
                Add("LeakyRelu", planned.Name, [], OnnxAttribute.Of("alpha", leaky.Slope));
                break;
            case Dropout:
                break;
            case BatchNormalization normalization when planned.InputShape.Count == 1:
                Add(
                    "BatchNormalization",
                    planned.Name,
                    [.. planned.Parameters.Select(parameter => Weight(parameter.FullName))],
                    OnnxAttribute.Of("epsilon", normalization.Epsilon));
                break;
            case BatchNormalization:
                throw new EngineException($"Layer '{planned.Name}' normalises samples of shape {Shapes.Format(planned.InputShape)}; only behind a Flatten layer can it be exported to ONNX.");
            default:
                throw new EngineException($"Layer '{planned.Name}' of kind {planned.Layer.Kind} cannot be exported to ONNX.");
        }
    }

    private void Add(Activation activation, string name)
    {
        switch (activation)
        {
            case Activation.Linear:
                break;
            case Activation.Relu:
                Add("Relu", name, []);
                break;
            case Activation.Sigmoid:
                Add("Sigmoid", name, []);
                break;
            case Activation.Tanh:
                Add("Tanh", name, []);
                break;
            case Activation.LeakyRelu:
                Add("LeakyRelu", name, [], OnnxAttribute.Of("alpha", LeakyRelu.Slope));
                break;
            case Activation.Softmax:
                Add("Softmax", name, [], OnnxAttribute.Of("axis", 1L));
                break;
            default:
                throw new EngineException($"The activation {activation} of layer '{name}' cannot be exported to ONNX.");
        }
    }

    // The operator reads what the one before made, and further constants.
    private void Add(string @operator, string output, string[] constants, params OnnxAttribute[] attributes)
    {
        _nodes.Add(new OnnxNode(@operator, [_value, .. constants], output, attributes));
        _value = output;
    }

    private void EndIn(string name)
    {
        if (_nodes.Count == 0)
        {
            throw new EngineException("The model has no layers that do anything; there is nothing to export.");
        }

        _nodes[^1] = _nodes[^1] with { Output = name };
    }

    private string Weight(string name) => Constant(name, _weights[name].Shape, _weights[name].Values);

    private string Constant(string name, IReadOnlyList<int> shape, ReadOnlyMemory<float> values)
    {
        _constants.Add(new OnnxTensor(name, shape, values));
        return name;
    }
}
