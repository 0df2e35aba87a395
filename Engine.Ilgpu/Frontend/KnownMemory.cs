using System.Collections.Immutable;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>
/// What local memory is known to hold at one point of the translation: for each allocation, values at constant offsets.
/// It lets values pass through structures and inlined calls without memory, so that constants (the size of
/// a local array, a functor's flag) are seen as such at once.
/// </summary>
internal sealed class KnownMemory
{
    private static readonly ImmutableDictionary<Instruction, ImmutableSortedDictionary<long, Value>> Nothing =
        ImmutableDictionary<Instruction, ImmutableSortedDictionary<long, Value>>.Empty;

    private ImmutableDictionary<Instruction, ImmutableSortedDictionary<long, Value>> _values = Nothing;

    /// <summary>Allocations that are written once, before every use; shared by all snapshots.</summary>
    private Dictionary<(Instruction Allocation, long Offset), Value> _fixed = [];

    /// <summary>A snapshot; snapshots are cheap.</summary>
    public KnownMemory Clone() => new() { _values = _values, _fixed = _fixed };

    /// <summary>What is known anywhere.</summary>
    public KnownMemory CloneFixed() => new() { _fixed = _fixed };

    /// <summary>From here on the allocation holds the value at the offset, whatever happens.</summary>
    public void Fix(Instruction allocation, long offset, Value value) => _fixed[(allocation, offset)] = value;

    public void Clear() => _values = Nothing;

    public Value? Load(Value pointer, IRType type)
    {
        if (!TryLocate(pointer, out var place) || place.Offset is not { } offset)
            return null;
        if (_fixed.TryGetValue((place.Allocation, offset), out var held) && held.Type == type)
            return held;
        return _values.TryGetValue(place.Allocation, out var values) && values.TryGetValue(offset, out var value) && value.Type == type
            ? value
            : null;
    }

    public void Store(Value pointer, Value value)
    {
        Forget(pointer, value.Type.SizeInBytes());
        if (TryLocate(pointer, out var place) && place.Offset is { } offset)
        {
            var values = _values.GetValueOrDefault(place.Allocation, ImmutableSortedDictionary<long, Value>.Empty);
            _values = _values.SetItem(place.Allocation, values.SetItem(offset, value));
        }
    }

    /// <summary>Something of a given size is written at the pointer.</summary>
    public void Forget(Value pointer, long bytes)
    {
        if (!TryLocate(pointer, out var place))
        {
            if (!IsOutside(pointer))
                Clear();
            return;
        }
        if (!_values.TryGetValue(place.Allocation, out var values))
            return;
        if (place.Offset is not { } offset)
        {
            _values = _values.Remove(place.Allocation);
            return;
        }
        var overlapping = values.Where(entry => entry.Key < offset + bytes && entry.Key + entry.Value.Type.SizeInBytes() > offset)
            .Select(entry => entry.Key).ToList();
        if (overlapping.Count > 0)
            _values = _values.SetItem(place.Allocation, values.RemoveRange(overlapping));
    }

    /// <summary>Keeps what both know.</summary>
    public void Intersect(KnownMemory other)
    {
        if (ReferenceEquals(_values, other._values))
            return;
        var common = _values.ToBuilder();
        foreach (var (allocation, values) in _values)
        {
            if (!other._values.TryGetValue(allocation, out var others))
                common.Remove(allocation);
            else if (!ReferenceEquals(values, others))
                common[allocation] = values.RemoveRange(values.Where(entry => !SameIn(others, entry)).Select(entry => entry.Key).ToList());
        }
        _values = common.ToImmutable();
    }

    private static bool SameIn(ImmutableSortedDictionary<long, Value> values, KeyValuePair<long, Value> entry) =>
        values.TryGetValue(entry.Key, out var value) && (ReferenceEquals(value, entry.Value) || value is Constant && value.Equals(entry.Value));

    /// <summary>Finds the local allocation under a pointer; the offset is null if it is not constant.</summary>
    private static bool TryLocate(Value pointer, out (Instruction Allocation, long? Offset) place)
    {
        long? offset = 0;
        while (pointer is Instruction { Op: Op.Offset or Op.Element } step)
        {
            offset = step.Op == Op.Offset ? offset + step.Immediate
                : step.Operands[1] is Constant index ? offset + index.Bits * step.Immediate
                : null;
            pointer = step.Operands[0];
        }
        place = (pointer as Instruction, offset)!;
        return pointer is Instruction { Op: Op.Alloca };
    }

    /// <summary>True if the pointer cannot lead to local memory.</summary>
    private static bool IsOutside(Value pointer)
    {
        while (pointer is Instruction { Op: Op.Offset or Op.Element } step)
            pointer = step.Operands[0];
        return pointer is Parameter or Constant or Instruction { Op: Op.SharedAlloca or Op.DynamicShared };
    }
}
