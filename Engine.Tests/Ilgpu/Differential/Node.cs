using System.Text;

namespace Engine.Tests.Ilgpu.Differential;

internal enum NodeKind
{
    Expression,
    Statement,
    Block,
}

/// <summary>
/// A piece of a random kernel: C# text with holes ($0 to $9) for its children. It has a second text where what
/// runs under .NET itself must be written otherwise, such as a division that .NET would refuse.
/// </summary>
internal sealed class Node
{
    private Node(NodeKind kind, ScalarType? type, string kernelText, string referenceText, Node[] children)
    {
        Kind = kind;
        Type = type;
        KernelText = kernelText;
        ReferenceText = referenceText;
        Children = children;
    }

    public NodeKind Kind { get; }

    /// <summary>The type of an expression.</summary>
    public ScalarType? Type { get; }

    public string KernelText { get; }
    public string ReferenceText { get; }
    public IReadOnlyList<Node> Children { get; }

    /// <summary>Nodes of this tree: what the shrinker makes smaller.</summary>
    public int Size => 1 + Children.Sum(child => child.Size);

    /// <summary>True if C# folds the expression while it compiles.</summary>
    public bool IsConstant => Children.Count == 0 ? _isLiteral : Children.All(child => child.IsConstant);

    private bool _isLiteral;

    public static Node Literal(ScalarType type, long bits)
    {
        string text = type.Literal(bits);
        return new Node(NodeKind.Expression, type, text, text, []) { _isLiteral = true };
    }

    public static Node Expression(ScalarType type, string text, params Node[] children) =>
        new(NodeKind.Expression, type, text, text, children);

    public static Node Expression(ScalarType type, string kernelText, string referenceText, params Node[] children) =>
        new(NodeKind.Expression, type, kernelText, referenceText, children);

    public static Node Statement(string text, params Node[] children) => new(NodeKind.Statement, null, text, text, children);

    public static Node Statement(string kernelText, string referenceText, params Node[] children) =>
        new(NodeKind.Statement, null, kernelText, referenceText, children);

    public static Node Block(IEnumerable<Node> statements) => new(NodeKind.Block, null, "", "", [.. statements]);

    public Node WithChildren(Node[] children) =>
        new(Kind, Type, KernelText, ReferenceText, children) { _isLiteral = _isLiteral };

    public string Print(bool reference, int indent = 0)
    {
        var text = new StringBuilder();
        Print(text, reference, indent);
        return text.ToString();
    }

    private void Print(StringBuilder output, bool reference, int indent)
    {
        if (Kind == NodeKind.Block)
        {
            output.Append("{\n");
            foreach (var statement in Children)
            {
                output.Append(' ', indent + 4);
                statement.Print(output, reference, indent + 4);
                output.Append('\n');
            }
            output.Append(' ', indent).Append('}');
            return;
        }
        string text = reference ? ReferenceText : KernelText;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '$' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))
                Children[text[++i] - '0'].Print(output, reference, indent);
            else
                output.Append(text[i]);
        }
    }
}
