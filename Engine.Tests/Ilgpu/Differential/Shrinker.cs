namespace Engine.Tests.Ilgpu.Differential;

/// <summary>
/// Makes a program that fails smaller while it still fails the same way. A candidate that C# refuses, or that fails
/// otherwise, is passed over.
/// </summary>
internal sealed class Shrinker(Func<KernelProgram, bool> stillFails, int maxAttempts = 600)
{
    private int _attempts;

    public KernelProgram Shrink(KernelProgram program)
    {
        bool progress = true;
        while (progress && _attempts < maxAttempts)
        {
            progress = false;
            foreach (var candidate in Candidates(program))
            {
                if (_attempts++ >= maxAttempts)
                    break;
                if (!stillFails(candidate))
                    continue;
                program = candidate;
                progress = true;
                break;
            }
        }
        return program;
    }

    private static IEnumerable<KernelProgram> Candidates(KernelProgram program)
    {
        foreach (var body in Smaller(program.Body).OrderBy(node => node.Size))
            yield return program with { Body = body };
        for (int i = 0; i < program.Members.Count; i++)
        {
            yield return program with { Members = [.. program.Members.Where((_, index) => index != i)] };
            foreach (var member in Smaller(program.Members[i]).OrderBy(node => node.Size))
                yield return program with { Members = [.. program.Members.Select((old, index) => index == i ? member : old)] };
        }
        for (int i = 0; i < program.Parameters.Count; i++)
            yield return program with { Parameters = [.. program.Parameters.Where((_, index) => index != i)] };
    }

    /// <summary>Trees with one thing left out or put more simply, at the top or anywhere below.</summary>
    private static IEnumerable<Node> Smaller(Node node)
    {
        var children = node.Children;
        switch (node.Kind)
        {
            case NodeKind.Block:
                if (children.Count > 3)
                {
                    yield return Node.Block(children.Take(children.Count / 2));
                    yield return Node.Block(children.Skip(children.Count / 2));
                }
                for (int i = 0; i < children.Count; i++)
                    yield return Node.Block(children.Where((_, index) => index != i));
                break;
            case NodeKind.Statement:
                foreach (var block in children.Where(child => child.Kind == NodeKind.Block))
                    yield return block;
                break;
            default:
                var type = node.Type!.Value;
                if (children.Count > 0 || !node.IsConstant)
                {
                    yield return Node.Literal(type, 0);
                    yield return Node.Literal(type, type switch
                    {
                        ScalarType.Float => BitConverter.SingleToUInt32Bits(1),
                        ScalarType.Double => BitConverter.DoubleToInt64Bits(1),
                        _ => 1,
                    });
                }
                foreach (var child in children.Where(child => child.Type == type))
                    yield return child;
                break;
        }
        for (int i = 0; i < children.Count; i++)
        {
            foreach (var smaller in Smaller(children[i]))
                yield return node.WithChildren([.. children.Select((old, index) => index == i ? smaller : old)]);
        }
    }
}
