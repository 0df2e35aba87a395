using System.Runtime.InteropServices;

namespace Engine.Onnx;

/// <summary>Reads the ONNX files that <see cref="OnnxFile"/> writes, to run what was really written.</summary>
internal sealed class OnnxReader
{
    private readonly string _path;

    private OnnxReader(string path) => _path = path;

    /// <exception cref="DataFormatException">The file is not such a graph.</exception>
    /// <exception cref="EngineException">The file cannot be read.</exception>
    public static OnnxGraph Read(string path)
    {
        try
        {
            return new OnnxReader(path).Model(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read '{path}': {error.Message}", error);
        }
    }

    private OnnxGraph Model(byte[] file)
    {
        OnnxGraph? graph = null;
        foreach (ProtoField field in ProtoField.Read(_path, file, 0))
        {
            if (field.Number == OnnxFields.Model.Graph)
            {
                graph = Graph(field);
            }
        }

        return graph ?? throw new DataFormatException(_path, 0, "an ONNX model with a graph was expected, but there is none.");
    }

    private OnnxGraph Graph(ProtoField graph)
    {
        string name = "";
        OnnxValue? input = null;
        OnnxValue? output = null;
        var nodes = new List<OnnxNode>();
        var constants = new List<OnnxTensor>();
        foreach (ProtoField field in graph.Fields(_path))
        {
            switch (field.Number)
            {
                case OnnxFields.Graph.Name:
                    name = field.Text(_path);
                    break;
                case OnnxFields.Graph.Node:
                    nodes.Add(Node(field));
                    break;
                case OnnxFields.Graph.Constant:
                    constants.Add(Tensor(field));
                    break;
                case OnnxFields.Graph.Input:
                    input = Value(field);
                    break;
                case OnnxFields.Graph.Output:
                    output = Value(field);
                    break;
            }
        }

        return input is null || output is null
            ? throw new DataFormatException(_path, graph.Offset, "a graph with an input and an output was expected.")
            : new OnnxGraph(name, input, output, nodes, constants);
    }

    private OnnxNode Node(ProtoField node)
    {
        string name = "";
        string output = "";
        var inputs = new List<string>();
        var attributes = new List<OnnxAttribute>();
        foreach (ProtoField field in node.Fields(_path))
        {
            switch (field.Number)
            {
                case OnnxFields.Node.Operator:
                    name = field.Text(_path);
                    break;
                case OnnxFields.Node.Input:
                    inputs.Add(field.Text(_path));
                    break;
                case OnnxFields.Node.Output:
                    output = field.Text(_path);
                    break;
                case OnnxFields.Node.Attribute:
                    attributes.Add(Attribute(field));
                    break;
            }
        }

        return new OnnxNode(name, inputs, output, attributes);
    }

    private OnnxAttribute Attribute(ProtoField attribute)
    {
        ProtoField[] fields = [.. attribute.Fields(_path)];
        string name = Single(fields, OnnxFields.Attribute.Name, attribute.Offset).Text(_path);
        bool isSingle = Single(fields, OnnxFields.Attribute.Type, attribute.Offset).Integer == OnnxFields.Attribute.TypeSingle;
        return isSingle
            ? OnnxAttribute.Of(name, Single(fields, OnnxFields.Attribute.Single, attribute.Offset).Single)
            : OnnxAttribute.Of(name, Single(fields, OnnxFields.Attribute.Integer, attribute.Offset).Integer);
    }

    private OnnxTensor Tensor(ProtoField tensor)
    {
        ProtoField[] fields = [.. tensor.Fields(_path)];
        int[] shape = [.. fields.Where(field => field.Number == OnnxFields.Tensor.Extent).Select(field => (int)Math.Clamp(field.Integer, -1, int.MaxValue))];
        ProtoField data = Single(fields, OnnxFields.Tensor.RawData, tensor.Offset);
        long size = shape.Aggregate(1L, (product, extent) => product < 0 || extent < 0 || product > int.MaxValue ? -1 : product * extent);
        if (Single(fields, OnnxFields.Tensor.Type, tensor.Offset).Integer != (long)OnnxType.Float || data.Bytes.Length != size * sizeof(float))
        {
            throw new DataFormatException(_path, tensor.Offset, $"a tensor of floats of shape [{string.Join(", ", shape)}] was expected, not {data.Bytes.Length} bytes.");
        }

        string name = Single(fields, OnnxFields.Tensor.Name, tensor.Offset).Text(_path);
        return new OnnxTensor(name, shape, MemoryMarshal.Cast<byte, float>(data.Bytes.Span).ToArray());
    }

    private OnnxValue Value(ProtoField value)
    {
        ProtoField[] fields = [.. value.Fields(_path)];
        ProtoField type = Single(fields, OnnxFields.Value.Type, value.Offset);
        ProtoField[] tensor = [.. Single([.. type.Fields(_path)], OnnxFields.Value.TensorType, type.Offset).Fields(_path)];
        IEnumerable<int> extents = Single(tensor, OnnxFields.Value.Shape, type.Offset).Fields(_path)
            .Select(dimension => dimension.Fields(_path).FirstOrDefault(field => field.Number == OnnxFields.Value.Extent))
            .Select(extent => (int)extent.Integer);
        return new OnnxValue(
            Single(fields, OnnxFields.Value.Name, value.Offset).Text(_path),
            (OnnxType)Single(tensor, OnnxFields.Value.ElementType, type.Offset).Integer,
            [.. extents.Skip(1)]);
    }

    private ProtoField Single(ProtoField[] fields, int number, long offset)
    {
        ProtoField[] found = [.. fields.Where(field => field.Number == number)];
        return found.Length == 1
            ? found[0]
            : throw new DataFormatException(_path, offset, $"field {number} is there {found.Length} times; once was expected.");
    }
}
