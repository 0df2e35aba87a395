using System.Numerics;
using System.Runtime.InteropServices;

namespace Engine.Onnx;

/// <summary>
/// Runs a graph on the processor by plain loops, sample by sample, with nothing of the kernels: a second opinion on what was
/// exported. The operators are those of <see cref="OnnxExport"/>, as the standard defines them.
/// </summary>
internal sealed class OnnxRunner
{
    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, OnnxTensor> _constants;

    public OnnxRunner(OnnxGraph graph)
    {
        _graph = graph;
        _constants = graph.Constants.ToDictionary(constant => constant.Name, StringComparer.Ordinal);
    }

    /// <summary>Computes the output of each sample: [count, outputs].</summary>
    /// <param name="count">How many samples there are.</param>
    /// <param name="sampleOf">The values of the sample with a number, as the input has them.</param>
    /// <exception cref="EngineException">The graph has an operator, or a use of one, that is not known here.</exception>
    public float[][] Run(int count, Func<int, float[]> sampleOf)
    {
        var outputs = new float[count][];
        try
        {
            Parallel.For(0, count, sample => outputs[sample] = Run(sampleOf(sample)));
        }
        catch (AggregateException error) when (error.InnerException is EngineException inner)
        {
            throw new EngineException(inner.Message, inner);
        }

        return outputs;
    }

    private float[] Run(float[] input)
    {
        var values = new Dictionary<string, float[]>(StringComparer.Ordinal) { [_graph.Input.Name] = input };
        foreach (OnnxNode node in _graph.Nodes)
        {
            values[node.Output] = Apply(node, Value(values, node.Inputs[0]));
        }

        return Value(values, _graph.Output.Name);
    }

    private float[] Apply(OnnxNode node, float[] x) => node.Operator switch
    {
        // Bytes are floats already, and samples flat.
        "Cast" or "Flatten" => x,
        "Div" => Map(x, Scalar(node, 1), (value, divisor) => value / divisor),
        "Gemm" => Product(x, Constant(node, 1), Constant(node, 2).Values.Span),
        "Relu" => Map(x, 0, (value, zero) => Math.Max(value, zero)),
        "LeakyRelu" => Map(x, Setting(node, "alpha", 0.01f), (value, slope) => value < 0 ? value * slope : value),
        "Sigmoid" => Map(x, 1, (value, one) => one / (one + MathF.Exp(-value))),
        "Tanh" => Map(x, 0, (value, _) => MathF.Tanh(value)),
        "Softmax" => Softmax(x),
        "BatchNormalization" => Normalize(node, x),
        _ => throw new EngineException($"The graph has the operator '{node.Operator}', which the check of exported graphs does not know."),
    };

    private static float[] Map(float[] x, float parameter, Func<float, float, float> function) =>
        Array.ConvertAll(x, value => function(value, parameter));

    private static float[] Product(float[] x, OnnxTensor weights, ReadOnlySpan<float> bias)
    {
        int units = weights.Shape[1];
        if (weights.Shape[0] != x.Length || bias.Length != units)
        {
            throw new EngineException($"The graph multiplies {x.Length} values by a matrix [{string.Join(", ", weights.Shape)}] and adds {bias.Length}.");
        }

        float[] y = bias.ToArray();
        Span<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(y.AsSpan());
        int rest = wide.Length * Vector<float>.Count;
        for (int row = 0; row < x.Length; row++)
        {
            if (x[row] == 0)
            {
                continue;
            }

            ReadOnlySpan<float> factors = weights.Values.Span.Slice(row * units, units);
            ReadOnlySpan<Vector<float>> wideFactors = MemoryMarshal.Cast<float, Vector<float>>(factors);
            for (int i = 0; i < wide.Length; i++)
            {
                wide[i] += wideFactors[i] * x[row];
            }

            for (int i = rest; i < units; i++)
            {
                y[i] += factors[i] * x[row];
            }
        }

        return y;
    }

    private static float[] Softmax(float[] x)
    {
        float maximum = x.Max();
        float[] powers = Array.ConvertAll(x, value => MathF.Exp(value - maximum));
        float sum = powers.Sum();
        return Array.ConvertAll(powers, power => power / sum);
    }

    // The channels of a sample come first, and have one value each.
    private float[] Normalize(OnnxNode node, float[] x)
    {
        float epsilon = Setting(node, "epsilon", 1e-5f);
        ReadOnlyMemory<float> scale = Constant(node, 1).Values;
        ReadOnlyMemory<float> offset = Constant(node, 2).Values;
        ReadOnlyMemory<float> mean = Constant(node, 3).Values;
        ReadOnlyMemory<float> variance = Constant(node, 4).Values;
        var y = new float[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = ((x[i] - mean.Span[i]) / MathF.Sqrt(variance.Span[i] + epsilon) * scale.Span[i]) + offset.Span[i];
        }

        return y;
    }

    private static float Setting(OnnxNode node, string name, float usual)
    {
        foreach (OnnxAttribute attribute in node.Attributes)
        {
            if (attribute.Name == name && attribute.Single is { } value)
            {
                return value;
            }
        }

        return usual;
    }

    private float Scalar(OnnxNode node, int input) => Constant(node, input).Values.Span[0];

    private OnnxTensor Constant(OnnxNode node, int input) =>
        node.Inputs.Count > input && _constants.TryGetValue(node.Inputs[input], out OnnxTensor? constant)
            ? constant
            : throw new EngineException($"Input {input} of '{node.Output}' is no constant of the graph.");

    private static float[] Value(Dictionary<string, float[]> values, string name) =>
        values.TryGetValue(name, out float[]? value) ? value : throw new EngineException($"The graph uses '{name}' before it is computed.");
}
