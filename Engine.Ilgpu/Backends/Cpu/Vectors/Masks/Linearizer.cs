using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Makes masked code of the parts of a function in which the lanes of a warp go different ways, so that they need not
/// part. Where they mostly stay together, as at the bound of an index, the plain code is kept beside, and a test
/// says which one runs. Parts with synchronisation stay as they are, and so do functions that are not reducible.
/// </summary>
internal sealed class Linearizer
{
    /// <summary>Copies may multiply the number of instructions by this much, plus a constant.</summary>
    private const int GrowthLimit = 4;
    private const int FreeGrowth = 1000;

    private readonly Divergence _divergence;
    private readonly FunctionCopy _copy;
    private readonly List<Agreement> _agreements = [];
    private int _budget;

    private Linearizer(Function function, Divergence divergence)
    {
        _divergence = divergence;
        _copy = new FunctionCopy(function);
        _budget = (function.Blocks.Sum(block => block.Instructions.Count + 1) * (GrowthLimit - 1)) + FreeGrowth;
    }

    /// <summary>Gives masked code for a function, which stays as it is; the function itself if nothing in it can be masked.</summary>
    public static Function Run(Function function)
    {
        bool branches = function.Blocks.Exists(block => block.Terminator!.Selector is not null);
        if (!branches)
            return function;
        var divergence = new Divergence(function);
        if (!divergence.Loops.IsReducible || !function.Blocks.Exists(divergence.IsDivergent))
            return function;
        var linearizer = new Linearizer(function, divergence);
        if (linearizer.Mask(divergence.Graph.ReversePostorder).Count == 0)
            return function;
        return linearizer.Finish();
    }

    private Function Finish()
    {
        var result = _copy.Result;
        UnreachableBlocks.Run(result);
        var shapes = new LockstepShapes(result);
        foreach (var agreement in _agreements)
            agreement.Enforce(shapes);
        SimplifyControlFlow.Run(result);
        DeadCode.Run(result);
        return result;
    }

    /// <summary>Masks the outermost parts that begin in some blocks, inner ones too where plain code is kept.</summary>
    /// <param name="blocks">Of the original function, in reverse postorder.</param>
    /// <returns>The blocks that were made.</returns>
    private HashSet<Block> Mask(IEnumerable<Block> blocks)
    {
        var order = blocks.ToList();
        var allowed = order.ToHashSet();
        var parts = new List<DivergentPart>();
        foreach (var block in order)
        {
            if (!_divergence.IsDivergent(block) || parts.Exists(part => part.Blocks.Contains(block)))
                continue;
            if (_divergence.PartAt(block) is not { } found || !allowed.Contains(found.Entry) || !allowed.IsSupersetOf(found.Blocks))
                continue;
            // One that begins further up takes in those that were found before.
            parts.RemoveAll(part => found.Blocks.Contains(part.Entry));
            if (!parts.Exists(part => part.Blocks.Overlaps(found.Blocks)))
                parts.Add(found);
        }
        var made = new HashSet<Block>();
        foreach (var part in parts)
            made.UnionWith(Mask(part, order));
        return made;
    }

    private HashSet<Block> Mask(DivergentPart part, List<Block> order)
    {
        int size = part.Blocks.Sum(block => block.Instructions.Count + 1);
        bool keepsPlain = part.IsCoherent && size <= _budget;
        var plain = part.Blocks.Select(_copy.Of).ToHashSet();
        if (keepsPlain)
        {
            _budget -= size;
            plain.UnionWith(Mask(order.Where(block => part.Blocks.Contains(block) && !(part.IsLoop && block == part.Entry))));
        }
        var masked = new MaskedCopy(_divergence, part, _copy);
        _agreements.AddRange(masked.Agreements);
        var made = masked.Blocks.ToHashSet();
        _copy.Result.Blocks.AddRange(masked.Blocks);
        if (keepsPlain)
            Choose(part, masked, made, plain);
        else
            Replace(part, masked, plain);
        made.UnionWith(plain);
        return made;
    }

    /// <summary>Masked code in place of the plain one.</summary>
    private void Replace(DivergentPart part, MaskedCopy masked, HashSet<Block> plain)
    {
        var entry = _copy.Of(part.Entry);
        if (masked.Last is not null)
            masked.Last.Terminator = new Branch(new Edge(_copy.Of(part.End!), [.. part.End!.Parameters.Select(masked.Result)]));
        var map = new Dictionary<Value, Value>(ReferenceEqualityComparer.Instance);
        foreach (var value in masked.Last is null ? [] : _divergence.LiveOut(part.Blocks))
        {
            map.Add(_copy.Of(value), masked.Result(value));
            _copy.Replace(value, masked.Result(value));
        }
        _copy.Result.ReplaceUses(map);
        if (!part.IsLoop)
        {
            entry.Terminator = new Branch(new Edge(masked.Start));
            return;
        }
        foreach (var edge in EdgesInto(entry).Where(edge => !plain.Contains(edge.From)))
            edge.Edge.Target = masked.Start;
    }

    /// <summary>All lanes the same way: plain code. Some: masked code. Both lead to a new block before the part's end.</summary>
    private void Choose(DivergentPart part, MaskedCopy masked, HashSet<Block> made, HashSet<Block> plain)
    {
        var entry = _copy.Of(part.Entry);
        var branch = (BranchIf)entry.Terminator!;
        // The way that is mostly taken: of a loop the way on, of an if without else the way in.
        var way = ((BranchIf)part.Entry.Terminator!).WhenTrue.Target;
        bool turn = part.IsLoop ? !_divergence.Loops.LoopOf(part.Entry)!.Contains(way) : way == part.End;
        var (all, none) = turn ? (branch.WhenFalse, branch.WhenTrue) : (branch.WhenTrue, branch.WhenFalse);
        var mixed = NewBlock("mixed", plain);
        var together = NewBlock("together", plain);
        var noLane = NewBlock("nobody", plain);
        together.Terminator = new Branch(all);
        noLane.Terminator = new Branch(none);
        entry.Terminator = new BranchIf(
            MaskState.AnyLane(entry, MaskState.Again(entry, branch.Condition, !turn)), new Edge(mixed), new Edge(together)) { Location = branch.Location };
        var condition = MaskState.Again(mixed, branch.Condition, false);
        var holds = turn ? MaskState.Not(mixed, condition) : condition;
        var start = new Edge(masked.Start, part.IsLoop ? [.. entry.Parameters] : []);
        mixed.Terminator = new BranchIf(MaskState.AnyLane(mixed, holds), start, new Edge(noLane));
        if (!part.IsLoop && condition != branch.Condition)
            ReplaceIn(made, new Dictionary<Value, Value>(ReferenceEqualityComparer.Instance) { [branch.Condition] = condition });
        if (part.End is not null)
            Land(part, masked, made, plain, entry);
    }

    private void Land(DivergentPart part, MaskedCopy masked, HashSet<Block> made, HashSet<Block> plain, Block entry)
    {
        var end = _copy.Of(part.End!);
        var inside = new HashSet<Block>(plain) { entry };
        var landing = new Block("together");
        foreach (var parameter in part.End!.Parameters)
            landing.AddParameter(parameter.Type);
        landing.Terminator = new Branch(new Edge(end, [.. landing.Parameters]));
        var liveOut = _divergence.LiveOut(part.Blocks);
        foreach (var (from, edge) in EdgesInto(end).Where(edge => inside.Contains(edge.From)))
        {
            edge.Target = landing;
            edge.Arguments.AddRange(liveOut.Select(_copy.Of));
        }
        if (masked.Last is not null)
            masked.Last.Terminator = new Branch(new Edge(landing, [.. part.End.Parameters.Concat(liveOut).Select(masked.Result)]));
        inside.UnionWith(made);
        var map = new Dictionary<Value, Value>(ReferenceEqualityComparer.Instance);
        foreach (var value in liveOut)
        {
            var merged = landing.AddParameter(value.Type);
            map.Add(_copy.Of(value), merged);
            _copy.Replace(value, merged);
        }
        ReplaceOutside(map, inside);
        _copy.Result.Blocks.Add(landing);
        plain.Add(landing);
    }

    private void ReplaceOutside(Dictionary<Value, Value> map, HashSet<Block> inside) =>
        ReplaceIn(_copy.Result.Blocks.Where(block => !inside.Contains(block)), map);

    private static void ReplaceIn(IEnumerable<Block> blocks, Dictionary<Value, Value> map)
    {
        if (map.Count == 0)
            return;
        var part = new Function("");
        part.Blocks.AddRange(blocks);
        part.ReplaceUses(map);
    }

    private Block NewBlock(string name, HashSet<Block> set)
    {
        var block = _copy.Result.AddBlock(name);
        set.Add(block);
        return block;
    }

    private IEnumerable<(Block From, Edge Edge)> EdgesInto(Block target) =>
        [.. _copy.Result.Blocks.SelectMany(block => block.Terminator?.Edges.Where(edge => edge.Target == target).Select(edge => (block, edge)) ?? [])];
}
