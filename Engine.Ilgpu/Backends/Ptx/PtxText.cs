using System.Globalization;
using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>How types, spaces and constants are spelt.</summary>
internal static class PtxText
{
    /// <summary>The suffix of an untyped move, load or store of register width: b32, b64, f32, f64, pred.</summary>
    public static string Bits(RegisterClass kind) => kind switch
    {
        RegisterClass.Predicate => "pred",
        RegisterClass.Word => "b32",
        RegisterClass.Long => "b64",
        RegisterClass.Float => "f32",
        _ => "f64",
    };

    public static string Signed(IRType type) => type switch
    {
        IRType.Int8 => "s8",
        IRType.Int16 => "s16",
        IRType.Int32 => "s32",
        IRType.Int64 => "s64",
        IRType.Float32 => "f32",
        _ => "f64",
    };

    public static string Unsigned(IRType type) => type switch
    {
        IRType.Int1 or IRType.Int8 => "u8",
        IRType.Int16 => "u16",
        IRType.Int32 => "u32",
        IRType.Float32 => "f32",
        IRType.Float64 => "f64",
        _ => "u64",
    };

    /// <summary>The suffix that names a state space; none for generic addresses.</summary>
    public static string Suffix(AddressSpace space) => space switch
    {
        AddressSpace.Global => ".global",
        AddressSpace.Shared => ".shared",
        AddressSpace.Local => ".local",
        _ => "",
    };

    public static string Literal(Constant constant) => constant.Type switch
    {
        IRType.Int1 => constant.Bits != 0 ? "-1" : "0",
        IRType.Float32 => $"0f{constant.Bits:X8}",
        IRType.Float64 => $"0d{constant.Bits:X16}",
        _ when constant.Bits == long.MinValue => "0x8000000000000000",
        _ => constant.Bits.ToString(CultureInfo.InvariantCulture),
    };
}
