namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>The dotted parts of an instruction, taken in the order that the ISA gives them.</summary>
internal sealed class PtxModifiers(PtxInstruction instruction)
{
    private int _next;

    public bool Has(string modifier)
    {
        if (_next == instruction.Modifiers.Count || instruction.Modifiers[_next] != modifier)
            return false;
        _next++;
        return true;
    }

    /// <summary>The next one if it is among these, else null.</summary>
    public string? Any(params ReadOnlySpan<string> modifiers)
    {
        foreach (string modifier in modifiers)
        {
            if (Has(modifier))
                return modifier;
        }
        return null;
    }

    public string One(params ReadOnlySpan<string> modifiers) =>
        Any(modifiers) ?? throw Error($"one of {string.Join(' ', modifiers)} was expected{Found}.");

    public PtxType Type(params ReadOnlySpan<PtxType> types)
    {
        if (_next < instruction.Modifiers.Count
            && PtxTypes.TryParse(instruction.Modifiers[_next], out var type) && types.Contains(type))
        {
            _next++;
            return type;
        }
        throw Error($"one of {string.Join(' ', types.ToArray().Select(PtxTypes.Name))} was expected{Found}.");
    }

    public void End()
    {
        if (_next < instruction.Modifiers.Count)
            throw Error($"{instruction.Modifiers[_next]} does not belong there.");
    }

    private string Found => _next < instruction.Modifiers.Count ? $", not {instruction.Modifiers[_next]}" : "";

    private PtxException Error(string message) => new(instruction.Line, $"{instruction.Text} - {message}");
}
