using System.Runtime.InteropServices;
using Engine.Runs;

namespace Engine.Onnx;

/// <summary>Writes graphs as ONNX files.</summary>
internal static class OnnxFile
{
    /// <summary>The version of the operators: 17 has all that is used, and runtimes since 2022 know it.</summary>
    public const int OperatorSetVersion = 17;

    /// <summary>The version of the file format that came with that set.</summary>
    private const int IrVersion = 8;

    private const string Batch = "batch";

    /// <summary>Writes beside and renames.</summary>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="EngineException">The file cannot be written.</exception>
    public static int Write(string path, OnnxGraph graph)
    {
        ProtoWriter model = Model(graph);
        AtomicFile.Write(path, stream => stream.Write(model.Bytes));
        return model.Bytes.Length;
    }

    public static ProtoWriter Model(OnnxGraph graph) => new ProtoWriter()
        .Integer(OnnxFields.Model.IrVersion, IrVersion)
        .Text(OnnxFields.Model.ProducerName, "engine")
        .Text(OnnxFields.Model.ProducerVersion, typeof(OnnxFile).Assembly.GetName().Version!.ToString(3))
        .Message(OnnxFields.Model.Graph, Graph(graph))
        .Message(OnnxFields.Model.OperatorSet, new ProtoWriter().Integer(OnnxFields.OperatorSet.Version, OperatorSetVersion));

    private static ProtoWriter Graph(OnnxGraph graph)
    {
        var message = new ProtoWriter();
        foreach (OnnxNode node in graph.Nodes)
        {
            message.Message(OnnxFields.Graph.Node, Node(node));
        }

        message.Text(OnnxFields.Graph.Name, graph.Name);
        foreach (OnnxTensor constant in graph.Constants)
        {
            message.Message(OnnxFields.Graph.Constant, Tensor(constant));
        }

        return message
            .Message(OnnxFields.Graph.Input, Value(graph.Input))
            .Message(OnnxFields.Graph.Output, Value(graph.Output));
    }

    private static ProtoWriter Node(OnnxNode node)
    {
        var message = new ProtoWriter();
        foreach (string input in node.Inputs)
        {
            message.Text(OnnxFields.Node.Input, input);
        }

        message.Text(OnnxFields.Node.Output, node.Output).Text(OnnxFields.Node.Name, node.Output).Text(OnnxFields.Node.Operator, node.Operator);
        foreach (OnnxAttribute attribute in node.Attributes)
        {
            message.Message(OnnxFields.Node.Attribute, Attribute(attribute));
        }

        return message;
    }

    private static ProtoWriter Attribute(OnnxAttribute attribute)
    {
        ProtoWriter message = new ProtoWriter().Text(OnnxFields.Attribute.Name, attribute.Name);
        return attribute.Single is { } single
            ? message.Single(OnnxFields.Attribute.Single, single).Integer(OnnxFields.Attribute.Type, OnnxFields.Attribute.TypeSingle)
            : message.Integer(OnnxFields.Attribute.Integer, attribute.Integer!.Value).Integer(OnnxFields.Attribute.Type, OnnxFields.Attribute.TypeInteger);
    }

    // Raw data is little-endian, as the memory of every machine that .NET runs on.
    private static ProtoWriter Tensor(OnnxTensor tensor)
    {
        var message = new ProtoWriter();
        foreach (int extent in tensor.Shape)
        {
            message.Integer(OnnxFields.Tensor.Extent, extent);
        }

        return message
            .Integer(OnnxFields.Tensor.Type, (long)OnnxType.Float)
            .Text(OnnxFields.Tensor.Name, tensor.Name)
            .Blob(OnnxFields.Tensor.RawData, MemoryMarshal.AsBytes(tensor.Values.Span));
    }

    private static ProtoWriter Value(OnnxValue value)
    {
        ProtoWriter shape = new ProtoWriter().Message(OnnxFields.Value.Dimension, new ProtoWriter().Text(OnnxFields.Value.Symbol, Batch));
        foreach (int extent in value.SampleShape)
        {
            shape.Message(OnnxFields.Value.Dimension, new ProtoWriter().Integer(OnnxFields.Value.Extent, extent));
        }

        ProtoWriter tensor = new ProtoWriter().Integer(OnnxFields.Value.ElementType, (long)value.Type).Message(OnnxFields.Value.Shape, shape);
        return new ProtoWriter()
            .Text(OnnxFields.Value.Name, value.Name)
            .Message(OnnxFields.Value.Type, new ProtoWriter().Message(OnnxFields.Value.TensorType, tensor));
    }
}
