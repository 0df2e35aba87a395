using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Instructions and branches.</summary>
internal sealed partial class MaskedCopy
{
    private Value Map(Value value) => _values.GetValueOrDefault(value) ?? _outer.Of(value);

    private void EmitInstructions(Block block, Value mask)
    {
        foreach (var instruction in block.Instructions)
        {
            Value[] operands = [.. instruction.Operands.Select(Map)];
            if (instruction.Op == Op.Assert)
                operands[0] = MaskState.Or(_code!, operands[0], MaskState.Not(_code!, mask));
            else if (instruction.Op.MayBeMasked() && !mask.Equals(Constant.True))
                operands = [.. operands, mask];
            var copy = instruction.With(operands);
            _code!.Instructions.Add(copy);
            _values[instruction] = copy;
        }
    }

    private void EmitTerminator(Block block, Value mask)
    {
        var edges = block.Terminator!.Edges;
        if (edges.Count == 0)
            return;
        bool isOneWay = edges.All(edge => edge.Target == edges[0].Target && edge.Arguments.SequenceEqual(edges[0].Arguments));
        if (isOneWay)
            Follow(block, edges[0], mask, mask);
        else if (_divergence.IsDivergent(block))
            EmitDivergentBranch(block, mask);
        else
            EmitUniformBranch(block, mask);
    }

    private void EmitDivergentBranch(Block block, Value mask)
    {
        var ways = MaskedWays(block.Terminator!, mask);
        // What the others bring along is gathered before the arms' lanes overwrite it.
        foreach (var (edge, taken) in ways.Where(way => !IsArm(way.Edge.Target)))
            Follow(block, edge, taken, mask);
        foreach (var (edge, taken) in ways.Where(way => IsArm(way.Edge.Target)))
            Follow(block, edge, taken, mask);
    }

    private List<(Edge Edge, Value Mask)> MaskedWays(Terminator terminator, Value mask)
    {
        var code = _code!;
        if (terminator is BranchIf branch)
        {
            var condition = Map(branch.Condition);
            return
            [
                (branch.WhenTrue, MaskState.And(code, mask, condition)),
                (branch.WhenFalse, MaskState.And(code, mask, MaskState.Not(code, condition))),
            ];
        }
        var choice = (Switch)terminator;
        var index = Map(choice.Index);
        var ways = new List<(Edge, Value)>();
        Value any = Constant.False;
        for (int i = 0; i < choice.Cases.Count; i++)
        {
            var isCase = MaskState.IsEqual(code, index, i);
            any = MaskState.Or(code, any, isCase);
            ways.Add((choice.Cases[i], MaskState.And(code, mask, isCase)));
        }
        ways.Add((choice.Default, MaskState.And(code, mask, MaskState.Not(code, any))));
        return ways;
    }

    /// <summary>All active lanes take the same edge.</summary>
    private void EmitUniformBranch(Block block, Value mask)
    {
        var before = _state;
        var ends = new List<(Block?, MaskState)>();
        var entrances = new List<Edge>();
        var origin = _code!;
        foreach (var edge in block.Terminator!.Edges)
        {
            _code = Open("way");
            _state = before.Clone();
            entrances.Add(new Edge(_code));
            Follow(block, edge, mask, mask);
            ends.Add((_code, _state));
        }
        origin.Terminator = block.Terminator switch
        {
            BranchIf branch => new BranchIf(Map(branch.Condition), entrances[0], entrances[1]),
            Switch choice => new Switch(Map(choice.Index), entrances[..^1], entrances[^1]),
            _ => new Branch(entrances[0]),
        };
        if (!mask.Equals(Constant.True))
            _agreements.Add(Agreement.At(origin, mask));
        Meet(ends);
    }

    /// <summary>Sends the lanes of a mask along an edge: into an arm at once, elsewhere when it is the place's turn.</summary>
    private void Follow(Block from, Edge edge, Value mask, Value around)
    {
        var target = edge.Target;
        if (IsArm(target))
        {
            for (int i = 0; i < target.Parameters.Count; i++)
                _state.Set(new MaskSlot(target, target.Parameters[i]), Map(edge.Arguments[i]));
            EmitFor(target, mask, around);
            return;
        }
        for (int i = 0; i < target.Parameters.Count; i++)
            _state.Blend(_code!, new MaskSlot(target, target.Parameters[i]), mask, Map(edge.Arguments[i]));
        foreach (var slot in SlotsOf(from, target))
        {
            if (slot.Value is null)
                _state.Join(_code!, slot.Owner, mask);
            else if (slot.Owner != target || !target.Parameters.Contains(slot.Value))
                _state.Blend(_code!, slot, mask, Map(slot.Value));
        }
        if (_divergence.LoopsLeft(from, target).LastOrDefault(_exits.ContainsKey) is { } left)
        {
            _exits[left].Add((_code!, _state));
            _code = null;
        }
    }

    /// <summary>What is gathered along an edge: who goes there, parameters, values that outlive loops or the part.</summary>
    private IEnumerable<MaskSlot> SlotsOf(Block from, Block target)
    {
        if (NeedsMask(from, target))
            yield return new MaskSlot(target, null);
        foreach (var parameter in target.Parameters)
            yield return new MaskSlot(target, parameter);
        foreach (var loop in _divergence.LoopsLeft(from, target))
        {
            foreach (var value in _divergence.LiveOut(loop).Where(IsKnown))
                yield return new MaskSlot(loop, value);
        }
        if (target != _part.End)
            yield break;
        foreach (var value in _liveOut.Where(IsKnown))
            yield return new MaskSlot(target, value);

        bool IsKnown(Value value) => _divergence.Dominators.Dominates(_divergence.HomeOf(value), from);
    }

    private bool NeedsMask(Block from, Block target)
    {
        if (target == _part.End)
            return false;
        bool isBack = _divergence.Loops.LoopOf(target) is { } loop && loop.Header == target && loop.Contains(from);
        return isBack ? !IsLeftTogether(_divergence.Loops.LoopOf(target)!) : !_certain.Contains(target);
    }
}
