using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Engine;

/// <summary>One tensor of a safetensors file.</summary>
public sealed class SafeTensor
{
    /// <summary>A tensor of any type from its bytes.</summary>
    /// <param name="name">The name that it is stored under.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="shape">The extents, outermost first; an empty shape is a scalar.</param>
    /// <param name="data">The elements, row-major, little-endian, as many bytes as type and shape say.</param>
    /// <exception cref="ArgumentException">Type, shape and number of bytes do not fit together.</exception>
    public SafeTensor(string name, SafeTensorType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (type.ByteSize(shape) != data.Length)
        {
            throw new ArgumentException($"Tensor '{name}': {data.Length} bytes do not make {type.Name()} [{string.Join(", ", shape)}].", nameof(data));
        }

        Name = name;
        Type = type;
        Shape = shape;
        Data = data;
    }

    /// <summary>The name that it is stored under.</summary>
    public string Name { get; }

    /// <summary>The type of its elements.</summary>
    public SafeTensorType Type { get; }

    /// <summary>The extents, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements, row-major, little-endian.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>A float32 tensor.</summary>
    /// <param name="name">The name that it is stored under.</param>
    /// <param name="values">The values, row-major, as many as the shape says.</param>
    /// <param name="shape">The extents, outermost first.</param>
    /// <exception cref="ArgumentException">The number of values is not the product of the extents.</exception>
    public static SafeTensor FromFloats(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        var extents = new long[shape.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            extents[axis] = shape[axis];
        }

        var bytes = new byte[checked(values.Length * sizeof(float))];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
            }
        }

        return new SafeTensor(name, SafeTensorType.F32, extents, bytes);
    }

    /// <summary>The values of a float32 tensor, row-major.</summary>
    /// <exception cref="InvalidOperationException">The tensor has another type.</exception>
    public float[] ToFloats()
    {
        if (Type != SafeTensorType.F32)
        {
            throw new InvalidOperationException($"Tensor '{Name}' is {Type.Name()}, not F32.");
        }

        var values = new float[Data.Length / sizeof(float)];
        ReadOnlySpan<byte> bytes = Data.Span;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        return values;
    }
}
