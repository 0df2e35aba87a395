using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Engine.Ilgpu.Frontend;

/// <summary>The constant bytes that C# keeps for array initialisers.</summary>
internal static class ConstantData
{
    public static byte[] Of(FieldInfo field, long bytes)
    {
        var data = new byte[bytes];
        RuntimeHelpers.InitializeArray(data, field.FieldHandle);
        return data;
    }

    public static long Read(ReadOnlySpan<byte> data, int offset, int size) => size switch
    {
        1 => data[offset],
        2 => BinaryPrimitives.ReadInt16LittleEndian(data[offset..]),
        4 => BinaryPrimitives.ReadInt32LittleEndian(data[offset..]),
        _ => BinaryPrimitives.ReadInt64LittleEndian(data[offset..]),
    };
}
