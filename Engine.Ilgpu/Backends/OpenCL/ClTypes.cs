using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.OpenCL;

/// <summary>
/// The spelling of types. Integers are unsigned throughout, because overflow of signed ones is undefined in C;
/// operations that heed the sign cast.
/// </summary>
internal static class ClTypes
{
    /// <summary>The type of a variable; not for pointers, which have an address space.</summary>
    public static string Of(IRType type) => type switch
    {
        IRType.Int1 => "bool",
        IRType.Int8 => "uchar",
        IRType.Int16 => "ushort",
        IRType.Int32 => "uint",
        IRType.Int64 => "ulong",
        IRType.Float32 => "float",
        IRType.Float64 => "double",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The type has no spelling in OpenCL C."),
    };

    /// <summary>The signed form of an integer type.</summary>
    public static string Signed(IRType type) => type switch
    {
        IRType.Int8 => "char",
        IRType.Int16 => "short",
        IRType.Int32 => "int",
        IRType.Int64 => "long",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The type has no signed form."),
    };

    /// <summary>The type of a value in memory: pointers are numbers there, truth values bytes.</summary>
    public static string InMemory(IRType type) => type switch
    {
        IRType.Int1 => "uchar",
        IRType.Pointer => "ulong",
        _ => Of(type),
    };

    /// <summary>The integer type of a float's bits; an integer type itself.</summary>
    public static IRType Bits(IRType type) => type switch
    {
        IRType.Float32 => IRType.Int32,
        IRType.Float64 => IRType.Int64,
        _ => type,
    };

    public static string Pointer(AddressSpace space) => Qualifier(space) + " uchar*";

    /// <exception cref="NotSupportedException">The space is not one: OpenCL C 1.2 has no generic pointers.</exception>
    public static string Qualifier(AddressSpace space) => space switch
    {
        AddressSpace.Global or AddressSpace.None => "__global",
        AddressSpace.Shared => "__local",
        AddressSpace.Local => "__private",
        _ => throw new NotSupportedException("the pointer may lie in several address spaces"),
    };
}
