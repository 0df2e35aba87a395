using System.Globalization;
using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.OpenCL;

/// <summary>How values are named: a variable for each, literals by their bits.</summary>
internal sealed class ClValues
{
    private readonly AddressSpaces _spaces;

    public ClValues(Function function)
    {
        function.NumberValues();
        _spaces = new AddressSpaces(function);
    }

    public AddressSpace SpaceOf(Value pointer) => _spaces.SpaceOf(pointer);

    /// <summary>The type that a value's variable is declared with.</summary>
    public string TypeOf(Value value) =>
        value.Type == IRType.Pointer ? ClTypes.Pointer(SpaceOf(value)) : ClTypes.Of(value.Type);

    public string this[Value value] => value is Constant constant ? Literal(constant) : Name(value);

    /// <summary>A pointer as one into a given space: null fits any.</summary>
    public string In(AddressSpace space, Value value) =>
        value.Type == IRType.Pointer && SpaceOf(value) == AddressSpace.None ? $"({ClTypes.Pointer(space)})0" : this[value];

    public static string Name(Value value) => "v" + value.Id.ToString(CultureInfo.InvariantCulture);

    private static string Literal(Constant constant) => constant.Type switch
    {
        IRType.Int1 => constant.Bits != 0 ? "true" : "false",
        IRType.Int8 => $"(uchar){(byte)constant.Bits}",
        IRType.Int16 => $"(ushort){(ushort)constant.Bits}",
        IRType.Int32 => Number((uint)constant.Bits, 8) + "u",
        IRType.Int64 => Number((ulong)constant.Bits, 16) + "ul",
        IRType.Float32 => $"as_float(0x{(uint)constant.Bits:x8}u)",
        IRType.Float64 => $"as_double(0x{(ulong)constant.Bits:x16}ul)",
        _ => $"({ClTypes.Pointer(AddressSpace.None)}){constant.Bits}",
    };

    private static string Number(ulong value, int digits) => value < 1 << 30
        ? value.ToString(CultureInfo.InvariantCulture)
        : "0x" + value.ToString("x" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
