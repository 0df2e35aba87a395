using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Copies a divergent part so that all lanes go through it together, each under a mask of those that would be there: both
/// ways of a branch one after the other, rounds of a loop until no lane is left in it. Where the lanes that are active
/// agree, branches and loops stay.
/// <para>
/// The code follows the dominator tree. A block that several ways lead to comes after all of them; what lanes bring along
/// is gathered in a <see cref="MaskState"/>. A block that lanes leave a loop for comes after the loop. Before what
/// is dear or touches memory, a test skips it, and all that it dominates, if no lane goes there: in a block
/// that touches memory there is always a lane.
/// </para>
/// Blocks and loops are here, edges and instructions in the other part.
/// </summary>
internal sealed partial class MaskedCopy
{
    /// <summary>What may be computed for no lane at all, by <see cref="Passes.OpCost"/>.</summary>
    private const int FreeCost = 12;

    private readonly Divergence _divergence;
    private readonly DivergentPart _part;
    private readonly FunctionCopy _outer;
    private readonly Dictionary<Value, Value> _values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Block, List<Block>> _children = [];
    private readonly Dictionary<Loop, List<Block>> _afterLoop = [];

    /// <summary>Blocks that all lanes come to that were at their parent in the tree.</summary>
    private readonly HashSet<Block> _certain = [];
    private readonly Dictionary<Loop, List<(Block End, MaskState State)>> _exits = [];
    private readonly IReadOnlyList<Value> _liveOut;
    private readonly List<Block> _made = [];
    private readonly List<Agreement> _agreements = [];
    private MaskState _state = new();

    /// <summary>Where code is appended; null where control does not get to.</summary>
    private Block? _code;

    /// <param name="outer">The copy of the whole function, for values from outside of the part.</param>
    public MaskedCopy(Divergence divergence, DivergentPart part, FunctionCopy outer)
    {
        (_divergence, _part, _outer) = (divergence, part, outer);
        _liveOut = divergence.LiveOut(part.Blocks);
        BuildTree();
        Start = Open("masked");
        Emit();
    }

    /// <summary>The first block; it has the parameters of the part's entry if that is a loop's header.</summary>
    public Block Start { get; }

    /// <summary>All blocks of the copy.</summary>
    public IReadOnlyList<Block> Blocks => _made;

    /// <summary>Branches in it that all active lanes take alike.</summary>
    public IReadOnlyList<Agreement> Agreements => _agreements;

    /// <summary>The open end, from which control goes on to the part's end; null if it does not.</summary>
    public Block? Last => _code;

    /// <summary>What the end's parameter, or a value that is used after the part, is in <see cref="Last"/>.</summary>
    public Value Result(Value value) => _state.Get(_part.End!, value);

    private void Emit()
    {
        _code = Start;
        if (_part.IsLoop)
        {
            foreach (var parameter in _part.Entry.Parameters)
                _state.Set(new MaskSlot(_part.Entry, parameter), Start.AddParameter(parameter.Type));
            EmitBlock(_part.Entry, Constant.True);
        }
        else
        {
            EmitRest(_part.Entry, Constant.True);
        }
        if (_code is not null && _part.End is null)
        {
            _code.Terminator = new Return();
            _code = null;
        }
    }

    private void BuildTree()
    {
        foreach (var block in _divergence.Graph.ReversePostorder)
        {
            if (!_part.Blocks.Contains(block) || block == _part.Entry)
                continue;
            var parent = _divergence.Dominators.ImmediateDominator(block)!;
            var above = parent;
            if (_divergence.LoopsLeft(parent, block).LastOrDefault() is { } left)
            {
                above = left.Header;
                Add(_afterLoop, left, block);
            }
            else if (!IsArm(block))
            {
                Add(_children, parent, block);
            }
            if (_divergence.PostDominators.Dominates(block, above) && !MayTurnBefore(block, above))
                _certain.Add(block);
        }

        static void Add<T>(Dictionary<T, List<Block>> lists, T key, Block block) where T : notnull
        {
            if (!lists.TryGetValue(key, out var list))
                lists.Add(key, list = []);
            list.Add(block);
        }
    }

    /// <summary>True if a way leads into another round of a loop around a block without passing it.</summary>
    private bool MayTurnBefore(Block block, Block from)
    {
        var seen = new HashSet<Block>();
        var work = new Stack<Block>(from.Successors);
        while (work.TryPop(out var next))
        {
            if (next == block || !_part.Blocks.Contains(next))
                continue;
            if (_divergence.Loops.LoopOf(next) is { } loop && loop.Header == next && loop.Contains(block) && loop.Contains(from))
                return true;
            if (!seen.Add(next))
                continue;
            foreach (var successor in next.Successors)
                work.Push(successor);
        }
        return false;
    }

    /// <summary>True for a block that one branch alone leads to, without leaving a loop: it belongs into the branch.</summary>
    private bool IsArm(Block block) =>
        _part.Blocks.Contains(block) && block != _part.Entry && _divergence.Graph.EdgesInto(block) is [var (from, _)]
        && !_divergence.LoopsLeft(from, block).Any();

    private Block Open(string name)
    {
        var block = new Block(name);
        _made.Add(block);
        return block;
    }

    /// <summary>A block with all that it dominates. Its parameters are in the state.</summary>
    private void EmitBlock(Block block, Value mask)
    {
        if (_divergence.Loops.LoopOf(block) is { } loop && loop.Header == block)
        {
            EmitLoop(loop, mask);
            return;
        }
        foreach (var parameter in block.Parameters)
            _values[parameter] = _state.Take(new MaskSlot(block, parameter));
        EmitBody(block, mask);
    }

    private void EmitBody(Block block, Value mask)
    {
        EmitInstructions(block, mask);
        EmitRest(block, mask);
    }

    /// <summary>A block's branch and what comes after.</summary>
    private void EmitRest(Block block, Value mask)
    {
        EmitTerminator(block, mask);
        if (_children.TryGetValue(block, out var joins))
            EmitJoins(joins, mask);
    }

    /// <summary>Blocks that lanes have been gathered for.</summary>
    private void EmitJoins(List<Block> joins, Value mask)
    {
        foreach (var join in joins)
        {
            if (_code is null)
                return;
            var gathered = _state.Take(new MaskSlot(join, null));
            EmitFor(join, _certain.Contains(join) ? mask : gathered, mask);
        }
    }

    /// <summary>A block for the lanes of a mask; if there may be none, a test goes before it.</summary>
    /// <param name="around">The mask of the code around, which some lane is in.</param>
    private void EmitFor(Block block, Value mask, Value around)
    {
        if (mask.Equals(Constant.False))
            return;
        if (ReferenceEquals(mask, around) || mask.Equals(Constant.True) || !NeedsTest(block))
        {
            EmitBlock(block, mask);
            return;
        }
        var before = _state.Clone();
        var (body, skipped) = (Open(block.Name), Open("skip"));
        _code!.Terminator = new BranchIf(MaskState.AnyLane(_code, mask), new Edge(body), new Edge(skipped));
        _code = body;
        EmitBlock(block, mask);
        Meet([(_code, _state), (skipped, before)]);
    }

    private bool NeedsTest(Block block)
    {
        int cost = 0;
        return !IsFree(block);

        bool IsFree(Block block)
        {
            bool isLoop = _divergence.Loops.LoopOf(block)?.Header == block;
            if (isLoop || !block.Instructions.TrueForAll(instruction => instruction.Op.Is(OpTraits.Pure)))
                return false;
            cost += block.Instructions.Sum(Passes.OpCost.Of);
            return cost <= FreeCost && _divergence.Dominators.Children(block).All(child => !_part.Blocks.Contains(child) || IsFree(child));
        }
    }

    /// <summary>Goes on where the ways meet that get here.</summary>
    private void Meet(IReadOnlyList<(Block? End, MaskState State)> ways)
    {
        var open = ways.Where(way => way.End is not null).Select(way => (way.End!, way.State)).ToList();
        if (open.Count == 0)
        {
            _code = null;
            return;
        }
        if (open.Count == 1)
        {
            (_code, _state) = open[0];
            return;
        }
        _code = Open("meet");
        _state = MaskState.Meet(_code, open);
    }

    private bool IsLeftTogether(Loop loop) => _divergence.Uniformity.IsLeftTogether(loop);

    private void EmitLoop(Loop loop, Value mask)
    {
        if (IsLeftTogether(loop))
            EmitUniformLoop(loop, mask);
        else
            EmitDivergentLoop(loop, mask);
        if (_code is null)
            return;
        foreach (var value in _divergence.LiveOut(loop))
            _values[value] = _state.Take(new MaskSlot(loop, value));
        if (_afterLoop.TryGetValue(loop, out var after))
            EmitJoins(after, mask);
    }

    /// <summary>All lanes that are active go round and leave together.</summary>
    private void EmitUniformLoop(Loop loop, Value mask)
    {
        var header = OpenHeader(loop, []);
        _exits.Add(loop, []);
        EmitBody(loop.Header, mask);
        if (_code is not null)
            _code.Terminator = new Branch(new Edge(header, [.. BackEdgeValues(loop)]));
        Meet([.. _exits[loop].Select(exit => ((Block?)exit.End, exit.State))]);
        _exits.Remove(loop);
    }

    /// <summary>Lanes that have left wait; what they bring along goes round with the others.</summary>
    private void EmitDivergentLoop(Loop loop, Value mask)
    {
        var carried = CarriedRound(loop);
        var active = new MaskSlot(loop.Header, null);
        _state.Set(active, mask);
        var header = OpenHeader(loop, [active, .. carried]);
        EmitBody(loop.Header, _state.Take(active));
        if (_code is null)
            return;
        var staying = _state.Take(active);
        var next = new Edge(header, [.. BackEdgeValues(loop), staying, .. carried.Select(_state.Get)]);
        var after = Open("left");
        _code.Terminator = new BranchIf(MaskState.AnyLane(_code, staying), next, new Edge(after));
        _code = after;
    }

    /// <summary>Begins a loop: a block whose parameters are the header's and some slots.</summary>
    private Block OpenHeader(Loop loop, IReadOnlyList<MaskSlot> slots)
    {
        var header = Open(loop.Header.Name);
        var entering = new Edge(header);
        foreach (var parameter in loop.Header.Parameters)
        {
            entering.Arguments.Add(_state.Take(new MaskSlot(loop.Header, parameter)));
            _values[parameter] = header.AddParameter(parameter.Type);
        }
        foreach (var slot in slots)
        {
            entering.Arguments.Add(_state.Get(slot));
            _state.Set(slot, header.AddParameter(slot.Type));
        }
        _code!.Terminator = new Branch(entering);
        _code = header;
        return header;
    }

    private IEnumerable<Value> BackEdgeValues(Loop loop) =>
        loop.Header.Parameters.Select(parameter => _state.Take(new MaskSlot(loop.Header, parameter)));

    /// <summary>The slots that edges out of the loop fill.</summary>
    private List<MaskSlot> CarriedRound(Loop loop) =>
        [.. loop.ExitEdges.SelectMany(exit => SlotsOf(exit.From, exit.Edge.Target)).Distinct()];
}
