namespace Engine.Ilgpu.IR;

/// <summary>A way out of a block: where to, and what the target's parameters receive.</summary>
internal sealed class Edge(Block target, params Value[] arguments)
{
    public Block Target { get; set; } = target;

    /// <summary>One value for each parameter of <see cref="Target"/>, in order.</summary>
    public List<Value> Arguments { get; } = [.. arguments];

    public Edge Clone() => new(Target, [.. Arguments]);
}

/// <summary>The end of a block.</summary>
internal abstract class Terminator
{
    public SourceLocation? Location { get; set; }

    /// <summary>The edges, in the order of the IR text.</summary>
    public abstract IReadOnlyList<Edge> Edges { get; }

    /// <summary>The value that decides which edge is taken; null if there is nothing to decide.</summary>
    public virtual Value? Selector
    {
        get => null;
        set => throw new InvalidOperationException("This terminator has no selector.");
    }
}

internal sealed class Return : Terminator
{
    public override IReadOnlyList<Edge> Edges => [];
}

/// <summary>Control never gets here.</summary>
internal sealed class Unreachable : Terminator
{
    public override IReadOnlyList<Edge> Edges => [];
}

internal sealed class Branch(Edge target) : Terminator
{
    public Edge Target { get; } = target;
    public override IReadOnlyList<Edge> Edges => [Target];
}

/// <summary>Goes one of two ways by an i1.</summary>
internal sealed class BranchIf(Value condition, Edge whenTrue, Edge whenFalse) : Terminator
{
    public Value Condition { get; set; } = condition;
    public Edge WhenTrue { get; } = whenTrue;
    public Edge WhenFalse { get; } = whenFalse;
    public override IReadOnlyList<Edge> Edges => [WhenTrue, WhenFalse];
    public override Value? Selector { get => Condition; set => Condition = value!; }
}

/// <summary>Goes to the edge whose number an i32 names, else (also when negative) to the default.</summary>
internal sealed class Switch(Value index, IEnumerable<Edge> cases, Edge @default) : Terminator
{
    private readonly Edge[] _edges = [.. cases, @default];

    public Value Index { get; set; } = index;
    public IReadOnlyList<Edge> Cases => _edges[..^1];
    public Edge Default => _edges[^1];

    /// <summary>The cases, then the default.</summary>
    public override IReadOnlyList<Edge> Edges => _edges;
    public override Value? Selector { get => Index; set => Index = value!; }
}
