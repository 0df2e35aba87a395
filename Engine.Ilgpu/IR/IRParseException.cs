namespace Engine.Ilgpu.IR;

/// <summary>IR text that is not well formed: where, and what should have stood there.</summary>
internal sealed class IRParseException(string problem, int line, int column)
    : FormatException($"line {line}, column {column}: {problem}")
{
    /// <summary>Counted from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Counted from 1, in UTF-16 units.</summary>
    public int Column { get; } = column;
}
