using System.Text;
using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>The kinds of virtual registers.</summary>
internal enum RegisterClass
{
    Predicate,
    Word,
    Long,
    Float,
    Double,
}

/// <summary>
/// Gives every value its virtual register. i8 and i16 lie in the low bits of a word, whose other bits mean nothing. Pointers
/// to shared memory are words, others longs: addresses in their own space where it is known, generic ones where it is not.
/// </summary>
internal sealed class PtxRegisters(AddressSpaces spaces)
{
    private static readonly string[] Prefixes = ["%p", "%r", "%rd", "%f", "%fd"];
    private static readonly string[] Types = ["pred", "b32", "b64", "f32", "f64"];

    private readonly int[] _counts = new int[Prefixes.Length];
    private readonly Dictionary<Value, string> _names = new(ReferenceEqualityComparer.Instance);

    public string New(RegisterClass kind) => Prefixes[(int)kind] + ++_counts[(int)kind];

    public string New(IRType type) => New(ClassOf(type));

    /// <summary>The register of a value that is no constant.</summary>
    public string Of(Value value)
    {
        if (!_names.TryGetValue(value, out string? name))
            _names.Add(value, name = New(ClassOf(value)));
        return name;
    }

    public RegisterClass ClassOf(Value value) =>
        value.Type == IRType.Pointer && spaces.SpaceOf(value) == AddressSpace.Shared ? RegisterClass.Word : ClassOf(value.Type);

    public static RegisterClass ClassOf(IRType type) => type switch
    {
        IRType.Int1 => RegisterClass.Predicate,
        IRType.Int8 or IRType.Int16 or IRType.Int32 => RegisterClass.Word,
        IRType.Float32 => RegisterClass.Float,
        IRType.Float64 => RegisterClass.Double,
        _ => RegisterClass.Long,
    };

    /// <summary>Writes the declarations of all registers given so far.</summary>
    public void Declare(StringBuilder text)
    {
        for (int i = 0; i < Prefixes.Length; i++)
        {
            if (_counts[i] > 0)
                text.Append($"    .reg .{Types[i]} {Prefixes[i]}<{_counts[i] + 1}>;\n");
        }
    }
}
