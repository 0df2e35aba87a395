using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>Loads, stores and the memory that a kernel declares.</summary>
internal sealed class PtxMemory(PtxCode code, PtxAddresses addresses, PtxSharedMemory shared, PtxVectorAccesses vectors)
{
    private const int UnrolledZeroing = 256;

    private int _locals;

    /// <summary>Declarations of local memory, for the head of the kernel.</summary>
    public List<string> Declarations { get; } = [];

    public void Load(Instruction instruction)
    {
        if (vectors.Of(instruction) is { } vector)
        {
            if (vector.Leader == instruction)
                code.Line($"ld{VectorSuffix(vector, instruction.Type)} {{{string.Join(", ", vector.Members.Select(code.Define))}}}, {addresses.Operand(vector.Members[0].Operands[0])}");
            return;
        }
        var pointer = instruction.Operands[0];
        string opcode = "ld" + PtxText.Suffix(code.Spaces.SpaceOf(pointer));
        string address = addresses.Operand(pointer);
        string target = code.Define(instruction);
        switch (instruction.Type)
        {
            case IRType.Int1:
                string value = code.Compute(RegisterClass.Word, $"{opcode}.u8", address);
                code.Line($"setp.ne.u32 {target}, {value}, 0");
                break;
            case IRType.Pointer:
                addresses.DefineFromGeneric(instruction, code.Compute(RegisterClass.Long, $"{opcode}.b64", address));
                break;
            default:
                code.Line($"{opcode}.{AccessType(instruction.Type)} {target}, {address}");
                break;
        }
    }

    public void Store(Instruction instruction)
    {
        var (pointer, value) = (instruction.Operands[0], instruction.Operands[1]);
        if (vectors.Of(instruction) is { } vector)
        {
            if (vector.Leader != instruction)
                return;
            string values = string.Join(", ", vector.Members.Select(store => code.InRegister(store.Operands[1])));
            code.Line($"st{VectorSuffix(vector, value.Type)} {addresses.Operand(vector.Members[0].Operands[0])}, {{{values}}}");
            return;
        }
        string opcode = "st" + PtxText.Suffix(code.Spaces.SpaceOf(pointer));
        string source = value.Type switch
        {
            IRType.Int1 => code.Compute(RegisterClass.Word, "selp.b32", $"1, 0, {code.InRegister(value)}"),
            IRType.Pointer => addresses.Generic(value),
            _ => code.InRegister(value),
        };
        code.Line($"{opcode}.{AccessType(value.Type)} {addresses.Operand(pointer)}, {source}");
    }

    public void SharedAlloca(Instruction instruction) =>
        code.Line($"mov.b32 {code.Define(instruction)}, {shared.Place(instruction)}");

    /// <summary>Local memory starts zeroed.</summary>
    public void Alloca(Instruction instruction)
    {
        long bytes = (instruction.Immediate + 7) / 8 * 8;
        string name = $"local{_locals++}";
        Declarations.Add($".local .align 16 .b8 {name}[{bytes}]");
        string address = code.Define(instruction);
        code.Line($"mov.b64 {address}, {name}");
        string zero = code.Compute(RegisterClass.Long, "mov.b64", "0");
        if (bytes <= UnrolledZeroing)
        {
            for (long offset = 0; offset < bytes; offset += 8)
                code.Line($"st.local.b64 [{address}+{offset}], {zero}");
            return;
        }
        string position = code.Compute(RegisterClass.Long, "mov.b64", address);
        string end = code.Compute(RegisterClass.Long, "add.s64", $"{address}, {bytes}");
        string isLess = code.Registers.New(RegisterClass.Predicate);
        string loop = code.NewLabel("Z");
        code.Label(loop);
        code.Line($"st.local.b64 [{position}], {zero}");
        code.Line($"add.s64 {position}, {position}, 8");
        code.Line($"setp.lt.u64 {isLess}, {position}, {end}");
        code.Line($"@{isLess} bra {loop}");
    }

    private string VectorSuffix(PtxVectorAccess vector, IRType type) =>
        $"{PtxText.Suffix(code.Spaces.SpaceOf(vector.Members[0].Operands[0]))}.v{vector.Members.Count}.{AccessType(type)}";

    private static string AccessType(IRType type) => type switch
    {
        IRType.Int1 => "u8",
        IRType.Int8 => "s8",
        IRType.Int16 => "s16",
        IRType.Int32 => "b32",
        IRType.Float32 => "f32",
        IRType.Float64 => "f64",
        _ => "b64",
    };
}
