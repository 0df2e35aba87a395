using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Engine.Onnx;

/// <summary>
/// Writes one message in the wire format of Protocol Buffers: fields by number, nested messages length-delimited.
/// Source: https://protobuf.dev/programming-guides/encoding/.
/// </summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public ProtoWriter Integer(int field, long value)
    {
        Tag(field, ProtoWire.Varint);
        Varint((ulong)value);
        return this;
    }

    public ProtoWriter Single(int field, float value)
    {
        Tag(field, ProtoWire.Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    public ProtoWriter Text(int field, string value) => Blob(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Message(int field, ProtoWriter message) => Blob(field, message.Bytes);

    public ProtoWriter Blob(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, ProtoWire.Delimited);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    private void Tag(int field, ProtoWire wire) => Varint(((ulong)field << 3) | (ulong)wire);

    private void Varint(ulong value)
    {
        for (; value > 0x7f; value >>= 7)
        {
            _bytes.Write([(byte)(value | 0x80)]);
        }

        _bytes.Write([(byte)value]);
    }
}

/// <summary>How a field's value is laid out.</summary>
internal enum ProtoWire
{
    Varint = 0,
    Fixed64 = 1,
    Delimited = 2,
    Fixed32 = 5,
}
