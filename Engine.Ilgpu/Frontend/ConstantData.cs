using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>The constant bytes that C# keeps for array initialisers and constant spans.</summary>
internal static class ConstantData
{
    /// <summary>True for a field whose value lies in the assembly's own image.</summary>
    public static bool Is(FieldInfo field) => field.IsStatic && (field.Attributes & FieldAttributes.HasFieldRVA) != 0;

    public static long SizeOf(FieldInfo field) =>
        field.FieldType.StructLayoutAttribute is { Size: > 0 } layout ? layout.Size : DeviceLayout.Of(field.FieldType).Size;

    public static byte[] Read(FieldInfo field, long bytes)
    {
        var data = new byte[bytes];
        RuntimeHelpers.InitializeArray(data, field.FieldHandle);
        return data;
    }

    /// <summary>Writes the data into local memory of its own.</summary>
    /// <param name="type">The type in which it is read.</param>
    public static Value Place(Emitter emit, FieldInfo field, IRType type)
    {
        long bytes = SizeOf(field);
        var memory = emit.Alloca(bytes);
        Write(emit, memory, Read(field, bytes), type);
        return memory;
    }

    public static void Write(Emitter emit, Value memory, ReadOnlySpan<byte> data, IRType type)
    {
        int size = type.SizeInBytes();
        for (int offset = 0; offset + size <= data.Length; offset += size)
            emit.Store(emit.Offset(memory, offset), Constant.FromBits(type, Bits(data[offset..], size)));
    }

    private static long Bits(ReadOnlySpan<byte> data, int size) => size switch
    {
        1 => data[0],
        2 => BinaryPrimitives.ReadInt16LittleEndian(data),
        4 => BinaryPrimitives.ReadInt32LittleEndian(data),
        _ => BinaryPrimitives.ReadInt64LittleEndian(data),
    };
}
