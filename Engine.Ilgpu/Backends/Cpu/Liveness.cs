using System.Numerics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Which values items hold where a segment starts: after a synchronisation, they must have been kept. Left out are those that are computed afresh wherever
/// they are used: constants, uniform values, and what <see cref="LaneValues"/> knows of an item.
/// Backward data flow over segments; of value sets as bits.
/// </summary>
internal sealed class Liveness
{
    private readonly RegionPlan _plan;
    private readonly UniformValues _uniforms;
    private readonly Segment[] _segments;
    private readonly Value[] _values;
    private readonly ulong[][] _liveInto;

    public Liveness(Function function, RegionPlan plan, UniformValues uniforms)
    {
        _plan = plan;
        _uniforms = uniforms;
        _values = new Value[function.NumberValues()];
        foreach (var block in function.Blocks)
        {
            foreach (var parameter in block.Parameters)
                _values[parameter.Id] = parameter;
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Id >= 0)
                    _values[instruction.Id] = instruction;
            }
        }
        int words = (_values.Length + 63) / 64;
        _segments = [.. plan.SegmentsAndTails];
        _liveInto = new ulong[_segments.Length][];
        for (int i = 0; i < _liveInto.Length; i++)
            _liveInto[i] = new ulong[words];
        Solve(words);
    }

    /// <summary>
    /// The values that a segment or its successors read and that are not defined in between. The result of the
    /// synchronisation before a continuation counts as live into it.
    /// </summary>
    public IEnumerable<Value> LiveInto(Segment segment)
    {
        var bits = _liveInto[segment.Index];
        for (int word = 0; word < bits.Length; word++)
        {
            for (ulong rest = bits[word]; rest != 0; rest &= rest - 1)
                yield return _values[(word * 64) + BitOperations.TrailingZeroCount(rest)];
        }
    }

    /// <summary>True if the value is among those of <see cref="LiveInto"/>.</summary>
    public bool IsLiveInto(Segment segment, Value value) =>
        (_liveInto[segment.Index][value.Id >> 6] & (1UL << value.Id)) != 0;

    private void Solve(int words)
    {
        var live = new ulong[words];
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int i = _segments.Length - 1; i >= 0; i--)
            {
                Array.Clear(live);
                Transfer(_segments[i], live);
                if (live.AsSpan().SequenceEqual(_liveInto[i]))
                    continue;
                live.CopyTo(_liveInto[i], 0);
                changed = true;
            }
        }
    }

    private void Transfer(Segment segment, ulong[] live)
    {
        if (segment.Sync is { } sync)
        {
            Join(live, sync.Continuation);
            Remove(live, sync.Instruction);
            foreach (var operand in sync.Instruction.Operands)
                Add(live, operand);
        }
        else
        {
            foreach (var successor in _plan.Successors(segment))
                Join(live, successor);
            foreach (var edge in segment.Edges)
            {
                foreach (var argument in edge.Arguments)
                    Add(live, argument);
            }
            if (segment.Block.Terminator!.Selector is { } selector)
                Add(live, selector);
        }
        for (int i = segment.End - 1; i >= segment.Start; i--)
        {
            var instruction = segment.Block.Instructions[i];
            Remove(live, instruction);
            foreach (var operand in instruction.Operands)
                Add(live, operand);
        }
        if (!segment.IsHead)
            return;
        foreach (var parameter in segment.Block.Parameters)
            Remove(live, parameter);
    }

    private void Join(ulong[] live, Segment successor)
    {
        var other = _liveInto[successor.Index];
        for (int i = 0; i < live.Length; i++)
            live[i] |= other[i];
    }

    private void Add(ulong[] live, Value value)
    {
        if (value is not Constant && !_uniforms.Contains(value) && !LaneValues.IsQuery(value))
            live[value.Id >> 6] |= 1UL << value.Id;
    }

    private static void Remove(ulong[] live, Value value)
    {
        if (value.Id >= 0)
            live[value.Id >> 6] &= ~(1UL << value.Id);
    }
}
