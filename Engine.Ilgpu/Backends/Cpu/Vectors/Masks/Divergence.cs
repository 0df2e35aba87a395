using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// A part of a function in which the lanes of a warp may go different ways. It has one entrance, and lanes that leave it
/// are together again at its end.
/// </summary>
/// <param name="Entry">The block whose branch parts lanes first; or the header of a loop that lanes leave in different rounds.</param>
/// <param name="IsLoop">True if the entry belongs to the part, false if only its branch does.</param>
/// <param name="End">The first block after it; null if that is the kernel's end.</param>
/// <param name="Blocks">All blocks in it; the entry is among them if <paramref name="IsLoop"/>.</param>
/// <param name="IsCoherent">
/// True if lanes mostly do go the same way, as at the bound of an index: then code for lanes that stay together pays.
/// </param>
internal sealed record DivergentPart(Block Entry, bool IsLoop, Block? End, IReadOnlySet<Block> Blocks, bool IsCoherent);

/// <summary>What masked code needs to know of a function: where lanes part, and what outlives a loop.</summary>
internal sealed class Divergence
{
    private readonly Dictionary<Value, Block> _homes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Loop, List<Value>> _liveOut = [];
    private readonly List<(Value Value, Block User)> _farUses = [];

    public Divergence(Function function)
    {
        Graph = new ControlFlowGraph(function);
        Dominators = Dominators.Of(Graph);
        PostDominators = Dominators.PostOf(Graph);
        Loops = new LoopForest(Graph, Dominators);
        Uniformity = new Uniformity(Graph, Loops, PostDominators, UniformityScope.FullWarp);
        FindLiveOut();
    }

    public ControlFlowGraph Graph { get; }
    public Dominators Dominators { get; }
    public Dominators PostDominators { get; }
    public LoopForest Loops { get; }
    public Uniformity Uniformity { get; }

    /// <summary>True if lanes may part at the block's end.</summary>
    public bool IsDivergent(Block block) => Graph.IsReachable(block) && !Uniformity.HasUniformBranch(block);

    public Block HomeOf(Value value) => _homes[value];

    /// <summary>Values that the loop defines and others use.</summary>
    public IReadOnlyList<Value> LiveOut(Loop loop) => _liveOut.TryGetValue(loop, out var values) ? values : [];

    /// <summary>Values that the blocks define and others use.</summary>
    public IReadOnlyList<Value> LiveOut(IReadOnlySet<Block> blocks) =>
        [.. _farUses.Where(use => blocks.Contains(_homes[use.Value]) && !blocks.Contains(use.User)).Select(use => use.Value).Distinct()];

    /// <summary>The loops that an edge leaves, innermost first.</summary>
    public IEnumerable<Loop> LoopsLeft(Block from, Block to)
    {
        for (var loop = Loops.LoopOf(from); loop is not null && !loop.Contains(to); loop = loop.Parent)
            yield return loop;
    }

    /// <summary>The part that begins where lanes part at a block's end; null if it cannot run under masks.</summary>
    public DivergentPart? PartAt(Block branch)
    {
        var entry = branch;
        IReadOnlySet<Block> inside = new HashSet<Block>();
        while (true)
        {
            var region = new DivergentRegion(entry, Graph, Loops, PostDominators);
            var outermost = region.Loops.Count > 0 ? region.Loops[^1] : null;
            entry = outermost?.Header ?? entry;
            var blocks = region.Blocks;
            bool isWhole = inside.All(blocks.Contains)
                && blocks.All(block => Dominators.Dominates(entry, block))
                && (entry == branch || blocks.Contains(branch) || outermost is not null);
            if (isWhole)
            {
                bool canMask = blocks.All(block => block.Instructions.TrueForAll(instruction => !instruction.Op.IsSync()))
                    && (outermost is not null || !blocks.Contains(entry));
                return canMask ? new DivergentPart(entry, outermost is not null, region.End, blocks, IsCoherent(branch, entry, outermost)) : null;
            }
            // Other ways lead into it: begin where they do.
            inside = blocks;
            if (Dominators.ImmediateDominator(entry) is not { } above)
                return null;
            entry = above;
        }
    }

    private bool IsCoherent(Block branch, Block entry, Loop? loop)
    {
        if (branch != entry || branch.Terminator is not BranchIf { Condition: var condition } || !IsCoherent(condition))
            return false;
        if (loop is null)
            return true;
        // Masked code takes over in the header, which it runs again.
        bool leavesElsewhere = loop.Blocks.Any(block => block != entry && IsDivergent(block)
            && new DivergentRegion(block, Graph, Loops, PostDominators).Loops.Contains(loop));
        return !leavesElsewhere && entry.Instructions.TrueForAll(instruction => !instruction.Op.HasEffect());
    }

    private bool IsCoherent(Value condition)
    {
        if (Uniformity.IsUniform(condition))
            return true;
        return condition is Instruction instruction && instruction.Op switch
        {
            Op.And or Op.Or or Op.Not => instruction.Operands.All(IsCoherent),
            Op.Compare => instruction.Comparison is not (Comparison.Equal or Comparison.NotEqual)
                && instruction.Operands.All(operand => Uniformity.ShapeOf(operand).AddressStride is not null),
            _ => false,
        };
    }

    private void FindLiveOut()
    {
        foreach (var block in Graph.ReversePostorder)
        {
            foreach (var parameter in block.Parameters)
                _homes.Add(parameter, block);
            foreach (var instruction in block.Instructions)
                _homes.Add(instruction, block);
        }
        var seen = new HashSet<(Value, Block)>();
        foreach (var block in Graph.ReversePostorder)
        {
            foreach (var instruction in block.Instructions)
                Use(instruction.Operands, block);
            if (block.Terminator!.Selector is { } selector)
                Use([selector], block);
            foreach (var edge in block.Terminator.Edges)
                Use(edge.Arguments, block);
        }

        void Use(IEnumerable<Value> values, Block user)
        {
            foreach (var value in values)
            {
                if (value is Constant or Parameter || _homes[value] == user || !seen.Add((value, user)))
                    continue;
                _farUses.Add((value, user));
                foreach (var loop in LoopsLeft(_homes[value], user))
                {
                    if (!_liveOut.TryGetValue(loop, out var list))
                        _liveOut.Add(loop, list = []);
                    if (!list.Contains(value))
                        list.Add(value);
                }
            }
        }
    }
}
