using System.Globalization;
using System.Text;

namespace Engine.Ilgpu.IR;

/// <summary>
/// Writes a function as text that <see cref="IRParser"/> reads back to the same text. It prints broken functions too
/// (what is not part of the function shows as %? or ^?name), so that the verifier can show what it found.
/// </summary>
internal static class IRPrinter
{
    public static string Print(Function function)
    {
        var names = new IRNames(function);
        var text = new StringBuilder();
        text.Append("kernel @").Append(IRSpelling.Name(function.Name)).Append('(');
        text.AppendJoin(", ", function.Parameters.Select(parameter =>
            $"{names.Of(parameter)}: {parameter.Type.Name()} {IRSpelling.Quote(parameter.Name)}"));
        text.Append(") {\n");
        foreach (var template in function.Assemblies)
            text.Append(IRSpelling.Template(template)).Append('\n');
        foreach (var block in function.Blocks)
            AppendBlock(text, block, names);
        return text.Append("}\n").ToString();
    }

    /// <summary>Prints several functions, an empty line between them.</summary>
    public static string Print(IEnumerable<Function> functions) => string.Join('\n', functions.Select(Print));

    /// <summary>Prints one block as it stands in its function's text.</summary>
    public static string Print(Block block, IRNames names)
    {
        var text = new StringBuilder();
        AppendBlock(text, block, names);
        return text.ToString();
    }

    /// <summary>Prints one instruction, without indentation.</summary>
    public static string Print(Instruction instruction, IRNames names)
    {
        var text = new StringBuilder();
        if (instruction.Type != IRType.Void)
            text.Append(names.Of(instruction)).Append(" = ");
        text.Append(instruction.Op.Info().Mnemonic);
        bool hasVariant = IRSpelling.Variants(instruction.Op) is not null;
        if (hasVariant)
            text.Append('.').Append(IRSpelling.Variant(instruction.Op, instruction.Immediate));
        if (instruction.Type != IRType.Void)
            text.Append(' ').Append(instruction.Type.Name());
        if (instruction.Operands.Length > 0)
            text.Append(' ').AppendJoin(", ", instruction.Operands.Select(names.Of));
        if (!hasVariant && (instruction.Op.Is(OpTraits.HasImmediate) || instruction.Immediate != 0))
            text.Append(CultureInfo.InvariantCulture, $" #{instruction.Immediate}");
        return text.ToString();
    }

    public static string Print(Terminator terminator, IRNames names) => terminator switch
    {
        Return => "ret",
        Unreachable => "unreachable",
        Branch branch => "br " + Text(branch.Target, names),
        BranchIf branch =>
            $"brif {names.Of(branch.Condition)}, {Text(branch.WhenTrue, names)}, {Text(branch.WhenFalse, names)}",
        Switch choice =>
            $"switch {names.Of(choice.Index)}, [{string.Join(", ", choice.Cases.Select(edge => Text(edge, names)))}], {Text(choice.Default, names)}",
        _ => throw new ArgumentException($"{terminator.GetType().Name} has no spelling.", nameof(terminator)),
    };

    private static void AppendBlock(StringBuilder text, Block block, IRNames names)
    {
        text.Append(names.Of(block));
        if (block.Parameters.Count > 0)
        {
            text.Append('(');
            text.AppendJoin(", ", block.Parameters.Select(parameter => $"{names.Of(parameter)}: {parameter.Type.Name()}"));
            text.Append(')');
        }
        text.Append(":\n");
        foreach (var instruction in block.Instructions)
            text.Append("  ").Append(Print(instruction, names)).Append('\n');
        if (block.Terminator is { } terminator)
            text.Append("  ").Append(Print(terminator, names)).Append('\n');
    }

    private static string Text(Edge edge, IRNames names) => edge.Arguments.Count == 0
        ? names.Of(edge.Target)
        : $"{names.Of(edge.Target)}({string.Join(", ", edge.Arguments.Select(names.Of))})";
}
