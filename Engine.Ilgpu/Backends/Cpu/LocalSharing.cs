using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Lets a value live in the local of the block parameter that it is passed to, if the two never hold something at the
/// same time: then an accumulator is updated in place, and the edge has nothing to move. Two values collide if one is
/// live where the other is defined. Only values that the region defines take part.
/// </summary>
internal sealed class LocalSharing
{
    /// <summary>More values than this in one local are not worth the comparisons.</summary>
    private const int ClassLimit = 24;

    private readonly Liveness _liveness;
    private readonly RegionPlan _plan;
    private readonly Placement _placement;
    private readonly Dictionary<Value, (Segment Segment, int Index)> _definitions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(Segment Segment, Value Value), int> _lastReads = [];
    private readonly Dictionary<Value, List<Value>> _classes = new(ReferenceEqualityComparer.Instance);

    public LocalSharing(KernelCode code, Region region, Placement placement)
    {
        var segments = region.Segments;
        _liveness = region.Plan.Liveness;
        _plan = region.Plan;
        _placement = placement;
        foreach (var segment in segments)
        {
            NoteDefinitions(segment, code.Uniforms);
            NoteReads(segment);
        }
        // Innermost loops come late in the order; what is passed along their edges matters most.
        foreach (var segment in segments.Reverse())
        {
            foreach (var edge in segment.Edges)
            {
                for (int i = 0; i < edge.Arguments.Count; i++)
                    TryMerge(edge.Target.Parameters[i], edge.Arguments[i]);
            }
        }
    }

    /// <summary>The value whose local a value uses: itself if it shares with none.</summary>
    public Value OwnerOf(Value value) => _classes.TryGetValue(value, out var members) ? members[0] : value;

    private void NoteDefinitions(Segment segment, UniformValues uniforms)
    {
        if (segment.IsHead)
        {
            foreach (var parameter in segment.Block.Parameters)
                _definitions.Add(parameter, (segment, -1));
        }
        for (int i = segment.Start; i < segment.End; i++)
        {
            var instruction = segment.Block.Instructions[i];
            if (instruction.Type != IRType.Void && !uniforms.Contains(instruction)
                && !LaneValues.IsQuery(instruction) && !_placement.IsInline(instruction))
                _definitions.Add(instruction, (segment, i));
        }
    }

    private void NoteReads(Segment segment)
    {
        for (int i = segment.Start; i < segment.End; i++)
        {
            if (!_placement.IsInline(segment.Block.Instructions[i]))
                Read(segment.Block.Instructions[i].Operands, segment, i);
        }
        if (segment.Sync is { } sync)
        {
            Read(sync.Instruction.Operands, segment, segment.End);
            return;
        }
        if (segment.Block.Terminator!.Selector is { } selector)
            Read([selector], segment, segment.End);
        foreach (var edge in segment.Edges)
            Read(edge.Arguments, segment, segment.End);
    }

    private void Read(IEnumerable<Value> values, Segment segment, int index)
    {
        foreach (var value in values)
        {
            if (value is Instruction instruction && _placement.IsInline(value))
                Read(instruction.Operands, segment, index);
            else
                _lastReads[(segment, value)] = index;
        }
    }

    private void TryMerge(Value parameter, Value argument)
    {
        if (parameter == argument || !_definitions.ContainsKey(parameter) || !_definitions.ContainsKey(argument))
            return;
        var left = ClassOf(parameter);
        var right = ClassOf(argument);
        if (left == right || left.Count + right.Count > ClassLimit)
            return;
        foreach (var x in left)
        {
            foreach (var y in right)
            {
                if (Collide(x, y))
                    return;
            }
        }
        left.AddRange(right);
        foreach (var member in left)
            _classes[member] = left;
    }

    private List<Value> ClassOf(Value value) => _classes.TryGetValue(value, out var members) ? members : [value];

    private bool Collide(Value x, Value y) => IsLiveAfterDefinition(x, y) || IsLiveAfterDefinition(y, x);

    /// <summary>True if a value is live where another one has just been defined.</summary>
    private bool IsLiveAfterDefinition(Value value, Value defined)
    {
        var (segment, index) = _definitions[defined];
        var own = _definitions[value];
        if (own.Segment == segment && own.Index == index)
            return true;
        // At the head of a block, all its parameters are written together.
        if (index < 0 && own.Segment != segment)
            return _liveness.IsLiveInto(segment, value);
        if (own.Segment == segment && own.Index > index)
            return false;
        return _lastReads.TryGetValue((segment, value), out int last) && last > index || IsLiveOut(segment, value);
    }

    private bool IsLiveOut(Segment segment, Value value)
    {
        if (segment.Sync is { } sync)
            return _liveness.IsLiveInto(sync.Continuation, value);
        foreach (var successor in _plan.Successors(segment))
        {
            if (_liveness.IsLiveInto(successor, value))
                return true;
        }
        return false;
    }
}
