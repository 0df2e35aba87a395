namespace Engine.Ilgpu.IR;

/// <summary>How assembly fits its template.</summary>
internal static class AssemblyRules
{
    /// <returns>What is wrong; null if nothing is, or the instruction is no assembly.</returns>
    public static string? FindError(Function function, Instruction instruction)
    {
        if (instruction.Op == Op.Assembly)
        {
            if (instruction.Immediate < 0 || instruction.Immediate >= function.Assemblies.Count)
                return $"there is no template {instruction.Immediate}";
            var template = function.Assemblies[(int)instruction.Immediate];
            return template.FindError()
                ?? (template.Operands.Select(argument => argument.Type).SequenceEqual(instruction.Operands.Select(operand => operand.Type))
                    ? null
                    : "the operands are not those of the template");
        }
        if (instruction.Op != Op.AssemblyResult)
            return null;
        if (instruction.Operands[0] is not Instruction { Op: Op.Assembly } assembly)
            return "the operand must be an assembly";
        var arguments = function.Assemblies[(int)assembly.Immediate].Arguments;
        bool isRight = instruction.Immediate >= 0 && instruction.Immediate < arguments.Count
            && arguments[(int)instruction.Immediate].Use != AssemblyUse.Input && arguments[(int)instruction.Immediate].Type == instruction.Type;
        return isRight ? null : $"the assembly writes no {instruction.Type.Name()} as its argument {instruction.Immediate}";
    }
}
