using System.Globalization;
using System.Text.RegularExpressions;

namespace Engine.Ilgpu.IR;

/// <summary>What instructions of a template do with an argument.</summary>
internal enum AssemblyUse
{
    Input,
    Output,
    /// <summary>Read, then written.</summary>
    Both,
}

/// <param name="Type">Of 4 or 8 bytes, or i1; for inputs also a pointer, which is handed over as a generic address.</param>
internal readonly record struct AssemblyArgument(AssemblyUse Use, IRType Type);

/// <summary>The target's own instructions, for <see cref="Op.Assembly"/>.</summary>
/// <param name="Text">With %n where the argument n stands, and %% for a percent sign.</param>
internal sealed partial record AssemblyTemplate(string Text, IReadOnlyList<AssemblyArgument> Arguments)
{
    /// <summary>The arguments that are operands, in order.</summary>
    public IEnumerable<AssemblyArgument> Operands => Arguments.Where(argument => argument.Use != AssemblyUse.Output);

    /// <summary>What is wrong with the text; null if nothing is.</summary>
    public string? FindError()
    {
        foreach (Match mark in Mark().Matches(Text))
        {
            if (mark.Value == "%")
                return $"a '%' in '{Text}' is followed by no number; write '%%' for the sign itself";
            if (mark.Value != "%%" && ArgumentOf(mark) >= Arguments.Count)
                return $"'{mark.Value}' in '{Text}' names an argument that is not there; there are {Arguments.Count}";
        }
        return null;
    }

    /// <summary>The text with names for the arguments.</summary>
    public string With(IReadOnlyList<string> names) =>
        Mark().Replace(Text, mark => mark.Value == "%%" ? "%" : names[ArgumentOf(mark)]);

    private static int ArgumentOf(Match mark) =>
        int.TryParse(mark.ValueSpan[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int argument) ? argument : int.MaxValue;

    [GeneratedRegex("%(%|[0-9]*)")]
    private static partial Regex Mark();
}
