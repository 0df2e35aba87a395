using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>PTX that the kernel brings along.</summary>
internal sealed class PtxAssembly(PtxCode code, PtxAddresses addresses)
{
    private readonly Dictionary<(Value Assembly, long Argument), string> _results = [];

    public void Emit(Instruction instruction)
    {
        var template = code.Function.Assemblies[(int)instruction.Immediate];
        var names = new string[template.Arguments.Count];
        int operand = 0;
        for (int i = 0; i < names.Length; i++)
        {
            var (use, type) = template.Arguments[i];
            if (use == AssemblyUse.Input)
            {
                var value = instruction.Operands[operand++];
                names[i] = type == IRType.Pointer ? addresses.Generic(value) : code.InRegister(value);
                continue;
            }
            names[i] = code.Registers.New(type);
            _results.Add((instruction, i), names[i]);
            if (use == AssemblyUse.Both)
                code.Line($"mov.{PtxText.Bits(PtxRegisters.ClassOf(type))} {names[i]}, {code.Use(instruction.Operands[operand++])}");
        }
        code.Text(template.With(names));
    }

    public void Result(Instruction instruction) => code.Line(
        $"mov.{PtxText.Bits(PtxRegisters.ClassOf(instruction.Type))} {code.Define(instruction)}, {_results[(instruction.Operands[0], instruction.Immediate)]}");
}
