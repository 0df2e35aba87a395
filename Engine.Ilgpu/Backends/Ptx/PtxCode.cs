using System.Text;
using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>The body of a kernel while it is written: its instructions, registers and labels.</summary>
internal sealed class PtxCode
{
    private readonly StringBuilder _body = new();
    private readonly List<Action> _cold = [];
    private int _labels;

    public PtxCode(Function function, PtxTarget target)
    {
        Function = function;
        Target = target;
        Spaces = new(function);
        Registers = new(Spaces);
    }

    public Function Function { get; }
    public PtxTarget Target { get; }
    public AddressSpaces Spaces { get; }
    public PtxRegisters Registers { get; }
    public StringBuilder Body => _body;

    /// <summary>Writes one instruction, without its semicolon.</summary>
    public void Line(string instruction) => _body.Append("    ").Append(instruction).Append(";\n");

    /// <summary>Writes instructions as they are.</summary>
    public void Text(string instructions) => _body.Append("    ").Append(instructions).Append('\n');

    public void Label(string label) => _body.Append(label).Append(":\n");

    public string NewLabel(string prefix) => $"${prefix}{++_labels}";

    /// <summary>Queues code that is written behind the last block; it must not fall through.</summary>
    public void Cold(Action write) => _cold.Add(write);

    public void FlushCold()
    {
        for (int i = 0; i < _cold.Count; i++)
            _cold[i]();
        _cold.Clear();
    }

    /// <summary>The register that a value is written to.</summary>
    public string Define(Value value) => Registers.Of(value);

    /// <summary>A value as a source: its register, or a literal.</summary>
    public string Use(Value value) => value is Constant constant ? PtxText.Literal(constant) : Registers.Of(value);

    /// <summary>A value in a register, for the instructions that take no literals.</summary>
    public string InRegister(Value value)
    {
        if (value is not Constant)
            return Registers.Of(value);
        var kind = Registers.ClassOf(value);
        string register = Registers.New(kind);
        Line($"mov.{PtxText.Bits(kind)} {register}, {PtxText.Literal((Constant)value)}");
        return register;
    }

    /// <summary>A new register holding what an instruction with that register as its target gives.</summary>
    public string Compute(RegisterClass kind, string opcode, string operands)
    {
        string register = Registers.New(kind);
        Line($"{opcode} {register}, {operands}");
        return register;
    }
}
