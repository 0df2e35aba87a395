using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>Atomic operations; those that the device lacks are loops of compare-and-swap.</summary>
internal sealed class PtxAtomics(PtxCode code, PtxAddresses addresses, PtxFloats floats)
{
    /// <param name="isUsed">Whether the value before is needed; if not, the cheaper reduction will do.</param>
    public void Atomic(Instruction instruction, bool isUsed)
    {
        var kind = (AtomicKind)instruction.Immediate;
        if (!IsNative(kind, instruction.Type))
        {
            Loop(instruction, kind);
            return;
        }
        var (pointer, value) = (instruction.Operands[0], instruction.Operands[1]);
        string operation = Operation(kind, instruction.Type);
        string space = PtxText.Suffix(code.Spaces.SpaceOf(pointer));
        string operands = $"{addresses.Operand(pointer)}, {code.InRegister(value)}";
        if (isUsed || kind == AtomicKind.Exchange)
            code.Line($"atom{space}.{operation} {code.Define(instruction)}, {operands}");
        else
            code.Line($"red{space}.{operation} {operands}");
    }

    public void CompareExchange(Instruction instruction)
    {
        var operands = instruction.Operands;
        string address = addresses.Operand(operands[0]);
        string space = PtxText.Suffix(code.Spaces.SpaceOf(operands[0]));
        string bits = BitsOf(instruction.Type);
        string old = code.Compute(
            WordOf(instruction.Type), $"atom{space}.cas.{bits}", $"{address}, {AsBits(operands[1])}, {AsBits(operands[2])}");
        code.Line($"mov.{bits} {code.Define(instruction)}, {old}");
    }

    private bool IsNative(AtomicKind kind, IRType type) => kind switch
    {
        AtomicKind.Exchange => true,
        AtomicKind.Add => type != IRType.Float64 || code.Target.HasAtomicAddFloat64,
        _ => !type.IsFloat(),
    };

    private static string Operation(AtomicKind kind, IRType type) => kind switch
    {
        AtomicKind.Add when type == IRType.Int64 => "add.u64",
        AtomicKind.Add => "add." + PtxText.Signed(type),
        AtomicKind.Min => "min." + PtxText.Signed(type),
        AtomicKind.Max => "max." + PtxText.Signed(type),
        AtomicKind.MinUnsigned => "min." + PtxText.Unsigned(type),
        AtomicKind.MaxUnsigned => "max." + PtxText.Unsigned(type),
        AtomicKind.And => "and." + BitsOf(type),
        AtomicKind.Or => "or." + BitsOf(type),
        AtomicKind.Xor => "xor." + BitsOf(type),
        _ => "exch." + BitsOf(type),
    };

    /// <summary>Reads, computes, and swaps if nobody else has; else again with what that one left.</summary>
    private void Loop(Instruction instruction, AtomicKind kind)
    {
        var type = instruction.Type;
        var pointer = instruction.Operands[0];
        string bits = BitsOf(type);
        string suffix = PtxText.Signed(type);
        string space = PtxText.Suffix(code.Spaces.SpaceOf(pointer));
        string address = addresses.Operand(pointer);
        string value = code.InRegister(instruction.Operands[1]);
        string old = code.Compute(WordOf(type), $"ld{space}.{bits}", address);
        string expected = code.Registers.New(WordOf(type));
        string before = code.Define(instruction);
        string after = code.Registers.New(type);
        string desired = code.Registers.New(WordOf(type));
        string isLost = code.Registers.New(RegisterClass.Predicate);
        string retry = code.NewLabel("C");
        code.Label(retry);
        code.Line($"mov.{bits} {expected}, {old}");
        code.Line($"mov.{bits} {before}, {old}");
        if (kind == AtomicKind.Add)
            code.Line($"add.rn.{suffix} {after}, {before}, {value}");
        else
            floats.MinMax(type, kind == AtomicKind.Min ? "min" : "max", after, before, value);
        code.Line($"mov.{bits} {desired}, {after}");
        code.Line($"atom{space}.cas.{bits} {old}, {address}, {expected}, {desired}");
        code.Line($"setp.ne.{bits} {isLost}, {old}, {expected}");
        code.Line($"@{isLost} bra {retry}");
    }

    private string AsBits(Value value)
    {
        string register = code.InRegister(value);
        return value.Type.IsFloat() ? code.Compute(WordOf(value.Type), $"mov.{BitsOf(value.Type)}", register) : register;
    }

    private static string BitsOf(IRType type) => type.SizeInBytes() == 8 ? "b64" : "b32";

    private static RegisterClass WordOf(IRType type) => type.SizeInBytes() == 8 ? RegisterClass.Long : RegisterClass.Word;
}
