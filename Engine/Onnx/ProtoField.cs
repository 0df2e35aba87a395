using System.Buffers.Binary;
using System.Text;

namespace Engine.Onnx;

/// <summary>One field of a message in the wire format of Protocol Buffers.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Wire">How the value is laid out.</param>
/// <param name="Number64">The value of a varint or of fixed bits.</param>
/// <param name="Bytes">The value of a length-delimited field.</param>
/// <param name="Offset">Where the field begins, from the beginning of the file.</param>
internal readonly record struct ProtoField(int Number, ProtoWire Wire, ulong Number64, ReadOnlyMemory<byte> Bytes, long Offset)
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public long Integer => (long)Number64;

    public float Single => BitConverter.UInt32BitsToSingle((uint)Number64);

    public string Text(string path)
    {
        try
        {
            return s_strict.GetString(Bytes.Span);
        }
        catch (DecoderFallbackException error)
        {
            throw new DataFormatException(path, Offset, $"field {Number} is not UTF-8 text.", error);
        }
    }

    /// <summary>The fields of a message in their order.</summary>
    /// <param name="path">What the file is called in errors.</param>
    /// <param name="message">The message's bytes.</param>
    /// <param name="offset">Where they begin in the file.</param>
    /// <exception cref="DataFormatException">The bytes are not fields, or end within one.</exception>
    public static IEnumerable<ProtoField> Read(string path, ReadOnlyMemory<byte> message, long offset)
    {
        int position = 0;
        while (position < message.Length)
        {
            int start = position;
            ulong tag = Varint(path, message.Span, offset, ref position);
            int number = (int)Math.Min(tag >> 3, int.MaxValue);
            var wire = (ProtoWire)(tag & 7);
            ulong value = 0;
            ReadOnlyMemory<byte> bytes = default;
            switch (wire)
            {
                case ProtoWire.Varint:
                    value = Varint(path, message.Span, offset, ref position);
                    break;
                case ProtoWire.Fixed32:
                    value = BinaryPrimitives.ReadUInt32LittleEndian(Take(path, message, offset, ref position, sizeof(uint)).Span);
                    break;
                case ProtoWire.Fixed64:
                    value = BinaryPrimitives.ReadUInt64LittleEndian(Take(path, message, offset, ref position, sizeof(ulong)).Span);
                    break;
                case ProtoWire.Delimited:
                    bytes = Take(path, message, offset, ref position, Varint(path, message.Span, offset, ref position));
                    break;
                default:
                    throw new DataFormatException(path, offset + start, $"a field of wire type {(int)wire}, which Protocol Buffers do not have.");
            }

            yield return new ProtoField(number, wire, value, bytes, offset + start);
        }
    }

    /// <summary>The fields of a nested message.</summary>
    public IEnumerable<ProtoField> Fields(string path) => Read(path, Bytes, Offset);

    private static ReadOnlyMemory<byte> Take(string path, ReadOnlyMemory<byte> message, long offset, ref int position, ulong length)
    {
        if (length > (ulong)(message.Length - position))
        {
            throw new DataFormatException(path, offset + position, $"a field of {length} bytes, but its message ends after {message.Length - position}.");
        }

        ReadOnlyMemory<byte> taken = message.Slice(position, (int)length);
        position += (int)length;
        return taken;
    }

    private static ulong Varint(string path, ReadOnlySpan<byte> message, long offset, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (position == message.Length)
            {
                break;
            }

            byte next = message[position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new DataFormatException(path, offset + position, "a number that does not end.");
    }
}
