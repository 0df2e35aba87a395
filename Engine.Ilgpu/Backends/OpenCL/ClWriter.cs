using System.Text;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.OpenCL;

/// <summary>Writes lines, and remembers which place in the C# program each comes from.</summary>
internal sealed class ClWriter
{
    private readonly StringBuilder _text = new();
    private readonly List<SourceLocation?> _locations = [];

    /// <summary>Recorded for the lines written from here on.</summary>
    public SourceLocation? Location { get; set; }

    public int Indent { get; set; }

    public string Text => _text.ToString();

    /// <summary>By line, from 0.</summary>
    public IReadOnlyList<SourceLocation?> Locations => _locations;

    public void Line(string line)
    {
        _text.Append(' ', 4 * Indent).Append(line).Append('\n');
        _locations.Add(Location);
    }

    /// <summary>Writes several lines as they are.</summary>
    public void Lines(string lines)
    {
        foreach (string line in lines.Split('\n'))
            Line(line);
    }

    public void Open(string line)
    {
        Line(line.Length == 0 ? "{" : line + " {");
        Indent++;
    }

    public void Close(string end = "}")
    {
        Indent--;
        Line(end);
    }
}
