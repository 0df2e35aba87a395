using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Turns local memory into values: the frontend leaves every C# local in an alloca; here each <see cref="LocalSlot"/>
/// becomes SSA values and block parameters, and its loads and stores vanish. Allocas start zeroed, so a slot read
/// before it is written is zero. References to locals, held in locals themselves, become plain addresses in one round
/// and let those locals be split in the next.
/// <para>Notation: a root is the entry or a block with several edges into it; every other block continues the state of
/// its only predecessor. Roots receive a parameter for each slot live there; the ones that all edges agree on are removed
/// again (<see cref="RedundantParameters"/>), which leaves the minimal form for reducible flow.</para>
/// <para>Refuses: what <see cref="LocalSlots"/> refuses.</para>
/// <para>Cost: a round is linear in instructions plus live slots over roots; rounds go on while pointers were promoted.</para>
/// </summary>
internal sealed class SsaConstruction
{
    private const int MaxRounds = 16;

    private readonly ControlFlowGraph _graph;
    private readonly LocalSlots _slots;
    private readonly Dictionary<Value, Value> _replacements = [];
    private readonly Dictionary<Block, LocalSlot[]> _liveAtRoot = [];
    private readonly Value?[] _current;
    private readonly Stack<(int Slot, Value? Before)> _undo = [];
    private readonly LocalSlot[] _byIndex;

    private SsaConstruction(ControlFlowGraph graph, LocalSlots slots)
    {
        _graph = graph;
        _slots = slots;
        _current = new Value?[slots.Count];
        _byIndex = new LocalSlot[slots.Count];
    }

    public static bool Run(Function function)
    {
        bool changed = UnreachableBlocks.Run(function);
        for (int round = 0; round < MaxRounds; round++)
        {
            var graph = new ControlFlowGraph(function);
            var promotion = new SsaConstruction(graph, new LocalSlots(graph));
            if (!promotion.Promote(out bool pointers))
                break;
            changed = true;
            RedundantParameters.Run(function);
            if (!pointers)
                break;
        }
        return changed;
    }

    /// <param name="pointers">Whether a pointer was promoted, so that more addresses may be known now.</param>
    private bool Promote(out bool pointers)
    {
        pointers = false;
        bool any = false;
        foreach (var access in _graph.Function.Instructions)
        {
            if (_slots.Of(access) is not { } accessed)
                continue;
            any |= accessed.Length != 0 || !_slots.StaysInMemory(access);
            foreach (var slot in accessed)
            {
                _byIndex[slot.Index] = slot;
                pointers |= slot.Type == IRType.Pointer;
            }
        }
        if (!any)
            return false;
        FindLiveSlots();
        foreach (var block in _graph.ReversePostorder)
        {
            if (IsRoot(block))
                Rename(block);
        }
        _graph.Function.ReplaceUses(_replacements);
        return true;
    }

    private bool IsRoot(Block block) => block == _graph.Function.Entry || _graph.EdgesInto(block).Count != 1;

    private void FindLiveSlots()
    {
        var liveIn = _graph.ReversePostorder.ToDictionary(block => block, _ => new BitSet(_slots.Count));
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = _graph.ReversePostorder.Count - 1; i >= 0; i--)
            {
                var block = _graph.ReversePostorder[i];
                var live = new BitSet(_slots.Count);
                foreach (var successor in block.Successors)
                    live.UnionWith(liveIn[successor]);
                for (int k = block.Instructions.Count - 1; k >= 0; k--)
                    Step(block.Instructions[k], live);
                changed |= liveIn[block].UnionWith(live);
            }
        }
        foreach (var block in _graph.ReversePostorder)
        {
            if (IsRoot(block))
                _liveAtRoot.Add(block, [.. liveIn[block].Members().Select(index => _byIndex[index])]);
        }

        void Step(Instruction instruction, BitSet live)
        {
            foreach (var slot in _slots.Of(instruction) ?? [])
            {
                if (instruction.Op == Op.Load)
                    live.Add(slot.Index);
                else
                    live.Remove(slot.Index);
            }
        }
    }

    /// <summary>Renames a root and the blocks that continue it, depth first, undoing a block's stores on the way back.</summary>
    private void Rename(Block root)
    {
        foreach (var slot in _liveAtRoot[root])
            _current[slot.Index] = root == _graph.Function.Entry ? Constant.Zero(slot.Type) : root.AddParameter(slot.Type);
        var path = new Stack<(Block? Enter, int UndoTo)>();
        path.Push((root, 0));
        while (path.TryPop(out var step))
        {
            if (step.Enter is not { } block)
            {
                while (_undo.Count > step.UndoTo)
                {
                    var (slot, before) = _undo.Pop();
                    _current[slot] = before;
                }
                continue;
            }
            path.Push((null, _undo.Count));
            RenameBlock(block);
            foreach (var edge in block.Terminator!.Edges)
            {
                if (_liveAtRoot.TryGetValue(edge.Target, out var needed))
                    edge.Arguments.AddRange(needed.Select(Current));
                else
                    path.Push((edge.Target, 0));
            }
        }
    }

    private Value Current(LocalSlot slot) => _current[slot.Index] ?? Constant.Zero(slot.Type);

    private void RenameBlock(Block block)
    {
        var kept = new List<Instruction>(block.Instructions.Count);
        foreach (var instruction in block.Instructions)
        {
            if (_slots.Of(instruction) is not { } accessed)
            {
                kept.Add(instruction);
                continue;
            }
            if (instruction.Op == Op.Load)
            {
                _replacements.Add(instruction, Cast(Current(accessed[0]), instruction.Type));
                continue;
            }
            if (_slots.StaysInMemory(instruction))
                kept.Add(instruction);
            var value = Resolved(instruction.Operands[1]);
            foreach (var slot in accessed)
            {
                _undo.Push((slot.Index, _current[slot.Index]));
                _current[slot.Index] = value is Constant { Bits: 0 } ? Constant.Zero(slot.Type) : Cast(value, slot.Type);
            }
        }
        block.Instructions.Clear();
        block.Instructions.AddRange(kept);

        Value Cast(Value value, IRType type)
        {
            if (value.Type == type)
                return value;
            if (value is Constant constant)
                return Constant.FromBits(type, constant.Bits);
            var cast = new Instruction(Op.Bitcast, type, [value]);
            kept.Add(cast);
            return cast;
        }
    }

    private Value Resolved(Value value) => _replacements.GetValueOrDefault(value, value);
}
