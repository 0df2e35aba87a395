using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Analyses;

/// <summary>A natural loop: the header and every block that reaches a latch without passing the header.</summary>
internal sealed class Loop(Block header)
{
    private readonly HashSet<Block> _members = [];
    private readonly List<Block> _blocks = [];
    private readonly List<Block> _latches = [];
    private readonly List<Loop> _children = [];

    /// <summary>The one block by which the loop is entered.</summary>
    public Block Header { get; } = header;

    /// <summary>The loop directly around this one; null if there is none.</summary>
    public Loop? Parent { get; private set; }

    /// <summary>1 for an outermost loop.</summary>
    public int Depth { get; private set; } = 1;

    public IReadOnlyList<Loop> Children => _children;

    /// <summary>In reverse postorder, so the header comes first; inner loops' blocks included.</summary>
    public IReadOnlyList<Block> Blocks => _blocks;

    /// <summary>The blocks inside that branch back to the header.</summary>
    public IReadOnlyList<Block> Latches => _latches;

    /// <summary>The edges that leave the loop.</summary>
    public IReadOnlyList<(Block From, Edge Edge)> ExitEdges { get; internal set; } = [];

    /// <summary>The blocks outside that those edges lead to, each once.</summary>
    public IReadOnlyList<Block> Exits => [.. ExitEdges.Select(exit => exit.Edge.Target).Distinct()];

    /// <summary>The blocks outside from which the loop is entered.</summary>
    public IReadOnlyList<Block> Entering { get; internal set; } = [];

    /// <summary>The only entering block, if the header is all that it leads to; else null.</summary>
    public Block? Preheader => Entering is [{ Terminator: Branch } only] ? only : null;

    public bool Contains(Block block) => _members.Contains(block);

    public bool Contains(Loop? other)
    {
        while (other is not null && other != this)
            other = other.Parent;
        return other == this;
    }

    public override string ToString() => $"loop {Header}, depth {Depth}, {_blocks.Count} blocks";

    internal void AddLatch(Block latch) => _latches.Add(latch);

    internal bool AddMember(Block block) => _members.Add(block);

    internal void AddInOrder(Block block) => _blocks.Add(block);

    internal void AddChild(Loop child)
    {
        child.Parent = this;
        child.Depth = Depth + 1;
        _children.Add(child);
    }
}
