using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Engine.Data;

/// <summary>An array in NumPy's .npy format: booleans, integers of 1 to 8 bytes or floats of 2 to 8, in either byte order.</summary>
internal sealed class NpyArray
{
    private readonly char _kind;
    private readonly int _itemSize;
    private readonly bool _bigEndian;
    private readonly ReadOnlyMemory<byte> _data;

    private NpyArray(char kind, int itemSize, bool bigEndian, int[] shape, ReadOnlyMemory<byte> data)
    {
        _kind = kind;
        _itemSize = itemSize;
        _bigEndian = bigEndian;
        Shape = shape;
        _data = data;
    }

    public IReadOnlyList<int> Shape { get; }

    public int Count => _data.Length / _itemSize;

    /// <summary>Whether the elements are bytes from 0 to 255.</summary>
    public bool IsBytes => (_kind, _itemSize) == ('u', 1);

    /// <summary>Whether the elements are floats.</summary>
    public bool IsFloating => _kind == 'f';

    /// <summary>The elements of an array that <see cref="IsBytes"/>, row-major.</summary>
    public ReadOnlyMemory<byte> Bytes => _data;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its content, which the array keeps.</param>
    /// <param name="name">Named in errors.</param>
    /// <param name="offset">Where it begins, for errors.</param>
    /// <exception cref="DataFormatException">The file is malformed, or its elements are no numbers.</exception>
    public static NpyArray Parse(byte[] file, string name, long offset)
    {
        NpyHeader header = NpyHeader.Parse(file, name, offset);
        var (kind, itemSize, bigEndian) = ParseType(header.Type, name, offset);
        Int128 expected = itemSize;
        foreach (int extent in header.Shape)
        {
            expected = expected > long.MaxValue ? expected : expected * extent;
        }

        int length = file.Length - header.DataOffset;
        if (expected != length)
        {
            throw new DataFormatException(name, offset + header.DataOffset, $"an array of {header.Type} ({string.Join(", ", header.Shape)}) should have {expected} bytes, but {length} are there.");
        }

        ReadOnlyMemory<byte> data = file.AsMemory(header.DataOffset);
        if (header.IsFortran && header.Shape.Length > 1)
        {
            data = ToRowMajor(data.Span, header.Shape, itemSize);
        }

        return new NpyArray(kind, itemSize, bigEndian, header.Shape, data);
    }

    /// <summary>The elements as floats, row-major; integers and doubles are rounded to the nearest.</summary>
    public float[] ToFloats()
    {
        if (_kind == 'f' && _itemSize == 4 && _bigEndian != BitConverter.IsLittleEndian)
        {
            return MemoryMarshal.Cast<byte, float>(_data.Span).ToArray();
        }

        var values = new float[Count];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> item = Item(i);
            values[i] = _kind != 'f' ? (float)Integer(item)
                : _itemSize == 2 ? (float)BinaryPrimitives.ReadHalfLittleEndian(item)
                : _itemSize == 4 ? BinaryPrimitives.ReadSingleLittleEndian(item)
                : (float)BinaryPrimitives.ReadDoubleLittleEndian(item);
        }

        return values;
    }

    /// <summary>Element <paramref name="index"/> of an array of integers or booleans.</summary>
    public Int128 Integer(int index) => Integer(Item(index));

    private static (char Kind, int ItemSize, bool BigEndian) ParseType(string type, string name, long offset)
    {
        if (type.Contains('O', StringComparison.Ordinal))
        {
            throw new DataFormatException(name, offset, "the array holds Python objects, which only Python can read, and which can run code there; save numbers instead.");
        }

        bool known = type is ['<' or '>' or '|' or '=', _, _]
            && (type[1], type[2]) is ('b' or 'u' or 'i', '1') or ('u' or 'i' or 'f', '2' or '4' or '8')
            && (type[0] != '|' || type[2] == '1');
        return known
            ? (type[1], type[2] - '0', type[0] == '>')
            : throw new DataFormatException(name, offset, $"the array's elements are of type '{type}'; booleans, integers and floats of up to 8 bytes are read.");
    }

    private static byte[] ToRowMajor(ReadOnlySpan<byte> source, int[] shape, int itemSize)
    {
        var target = new byte[source.Length];
        var index = new int[shape.Length];
        for (int item = 0; item < source.Length / itemSize; item++)
        {
            // In the source the first index runs fastest.
            int place = 0;
            foreach (int axis in Enumerable.Range(0, shape.Length))
            {
                place = (place * shape[axis]) + index[axis];
            }

            source.Slice(item * itemSize, itemSize).CopyTo(target.AsSpan(place * itemSize));
            for (int axis = 0; axis < shape.Length && ++index[axis] == shape[axis]; axis++)
            {
                index[axis] = 0;
            }
        }

        return target;
    }

    /// <summary>The bytes of an element, the lowest first.</summary>
    private ReadOnlySpan<byte> Item(int index)
    {
        ReadOnlySpan<byte> item = _data.Span.Slice(index * _itemSize, _itemSize);
        if (!_bigEndian || _itemSize == 1)
        {
            return item;
        }

        byte[] swapped = item.ToArray();
        swapped.AsSpan().Reverse();
        return swapped;
    }

    private Int128 Integer(ReadOnlySpan<byte> item)
    {
        ulong bits = 0;
        for (int i = item.Length - 1; i >= 0; i--)
        {
            bits = (bits << 8) | item[i];
        }

        int unused = 64 - (8 * item.Length);
        return _kind == 'i' ? (long)(bits << unused) >> unused : bits;
    }
}
