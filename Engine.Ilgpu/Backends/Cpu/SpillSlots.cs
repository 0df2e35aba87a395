using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Gives each value that must survive a synchronisation a slot of every item's.</summary>
internal sealed class SpillSlots
{
    private readonly Dictionary<Value, int> _offsets = new(ReferenceEqualityComparer.Instance);

    public SpillSlots(RegionPlan plan, Liveness liveness)
    {
        var values = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        foreach (var sync in plan.SyncPoints)
            values.UnionWith(liveness.LiveInto(sync.Continuation));
        // Wide slots first: then every row is aligned to its values.
        foreach (var value in values.OrderByDescending(value => StoredType(value.Type).SizeInBytes()).ThenBy(value => value.Id))
        {
            _offsets.Add(value, SizeInBytes);
            SizeInBytes += StoredType(value.Type).SizeInBytes();
        }
    }

    /// <summary>Bytes of one item's slots.</summary>
    public int SizeInBytes { get; }

    /// <summary>Where a value's row starts, in bytes for each item of a row; null if it has no slot.</summary>
    public int? OffsetOf(Value value) => _offsets.TryGetValue(value, out int offset) ? offset : null;

    /// <summary>The form in which a slot holds a value: small integers take 4 bytes.</summary>
    public static IRType StoredType(IRType type) =>
        type is IRType.Int1 or IRType.Int8 or IRType.Int16 ? IRType.Int32 : type;
}
