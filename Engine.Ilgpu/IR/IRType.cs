namespace Engine.Ilgpu.IR;

/// <summary>
/// The types of IR values. Integers carry no sign (operations do); there are no aggregates:
/// the frontend splits a structure into its leaves. <see cref="Int8"/> and <see cref="Int16"/> exist
/// for loads, stores and conversions; arithmetic is done on 32 and 64 bits, as in CIL.
/// A pointer's address space is found by analysis, not by type.
/// </summary>
internal enum IRType : byte
{
    Void,
    Int1,
    Int8,
    Int16,
    Int32,
    Int64,
    Float32,
    Float64,
    Pointer,
}

internal static class IRTypes
{
    private static readonly string[] Names = ["void", "i1", "i8", "i16", "i32", "i64", "f32", "f64", "ptr"];

    /// <summary>The type's spelling in IR text.</summary>
    public static string Name(this IRType type) => Names[(int)type];

    /// <summary>The inverse of <see cref="Name"/>; null for an unknown spelling.</summary>
    public static IRType? Parse(ReadOnlySpan<char> name)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
                return (IRType)i;
        }
        return null;
    }

    /// <summary>Bytes that a value takes in memory; an <see cref="IRType.Int1"/> is stored as one byte, 0 or 1.</summary>
    public static int SizeInBytes(this IRType type) => type switch
    {
        IRType.Int1 or IRType.Int8 => 1,
        IRType.Int16 => 2,
        IRType.Int32 or IRType.Float32 => 4,
        IRType.Int64 or IRType.Float64 or IRType.Pointer => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The type has no size."),
    };

    public static int SizeInBits(this IRType type) => type == IRType.Int1 ? 1 : type.SizeInBytes() * 8;

    public static bool IsInteger(this IRType type) => type is >= IRType.Int1 and <= IRType.Int64;

    public static bool IsFloat(this IRType type) => type is IRType.Float32 or IRType.Float64;

    /// <summary>True for the types on which arithmetic is defined.</summary>
    public static bool IsArithmetic(this IRType type) =>
        type is IRType.Int32 or IRType.Int64 or IRType.Float32 or IRType.Float64;
}
