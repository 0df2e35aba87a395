namespace Engine.Onnx;

/// <summary>
/// A graph of ONNX operators as far as <see cref="OnnxExport"/> makes them: values by name, nodes in an order in which they
/// can run. Source: https://onnx.ai/onnx/operators/.
/// </summary>
/// <param name="Name">The graph's name.</param>
/// <param name="Input">The one input, with a batch in front.</param>
/// <param name="Output">The one output, likewise.</param>
/// <param name="Nodes">The operators.</param>
/// <param name="Constants">The weights and other constants.</param>
internal sealed record OnnxGraph(
    string Name,
    OnnxValue Input,
    OnnxValue Output,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyList<OnnxTensor> Constants);

/// <summary>Element types, by their numbers in ONNX files.</summary>
internal enum OnnxType
{
    Float = 1,
    UInt8 = 2,
}

/// <summary>An input or output of the graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its elements.</param>
/// <param name="SampleShape">Its extents without the batch.</param>
internal sealed record OnnxValue(string Name, OnnxType Type, IReadOnlyList<int> SampleShape);

/// <summary>An operator at work.</summary>
/// <param name="Operator">Its name in the standard: Gemm, Relu.</param>
/// <param name="Inputs">The values that it reads.</param>
/// <param name="Output">The value that it makes.</param>
/// <param name="Attributes">Its settings by name.</param>
internal sealed record OnnxNode(string Operator, IReadOnlyList<string> Inputs, string Output, IReadOnlyList<OnnxAttribute> Attributes);

/// <summary>A setting of an operator: a whole number or a fraction.</summary>
internal readonly record struct OnnxAttribute(string Name, long? Integer, float? Single)
{
    public static OnnxAttribute Of(string name, long value) => new(name, value, null);

    public static OnnxAttribute Of(string name, float value) => new(name, null, value);
}

/// <summary>A constant of floats, row-major; no extents for a single number.</summary>
internal sealed record OnnxTensor(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values);
