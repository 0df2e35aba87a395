using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Where a value is kept across a synchronisation, or where lanes part ways.</summary>
/// <param name="IsPerWarp">True if the lanes of a warp share one place, because they all have the same value.</param>
/// <param name="Offset">In bytes: of an item's slots, all items of a group side by side, or of a warp's.</param>
internal readonly record struct SpillSlot(bool IsPerWarp, int Offset);

/// <summary>
/// Gives each value that must survive a synchronisation a slot, of every item or of every warp, and each that lanes
/// take along when they part ways a slot of every item. What regions compute again has none.
/// </summary>
internal sealed class SpillSlots
{
    private readonly Dictionary<Value, SpillSlot> _slots = new(ReferenceEqualityComparer.Instance);

    public SpillSlots(Function function, RegionPlan plan, Recomputation recomputed)
    {
        var liveness = plan.Liveness;
        var varying = plan.Tails.SelectMany(liveness.LiveInto).Where(value => !recomputed.Contains(value))
            .ToHashSet<Value>(ReferenceEqualityComparer.Instance);
        if (plan.SyncPoints.Count == 0)
        {
            BytesPerItem = Assign(varying, false);
            return;
        }
        var uniformity = Uniformity.Of(function, UniformityScope.Warp);
        var uniform = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        foreach (var sync in plan.SyncPoints)
        {
            foreach (var value in liveness.LiveInto(sync.Continuation))
            {
                if (recomputed.Contains(value))
                    continue;
                // The result of a synchronisation is written item by item, by what runs the exchange.
                bool isResult = value is Instruction instruction && instruction.Op.IsSync();
                bool isUniform = !isResult && uniformity.ShapeAt(value, sync.Continuation.Block).IsUniform;
                (isUniform ? uniform : varying).Add(value);
            }
        }
        uniform.ExceptWith(varying);
        BytesPerItem = Assign(varying, false);
        BytesPerWarp = Assign(uniform, true);
    }

    public int BytesPerItem { get; }
    public int BytesPerWarp { get; }

    /// <summary>The slot of a value; null if it has none.</summary>
    public SpillSlot? Find(Value value) => _slots.TryGetValue(value, out var slot) ? slot : null;

    /// <summary>The form in which a slot holds a value: small integers take 4 bytes.</summary>
    public static IRType StoredType(IRType type) =>
        type is IRType.Int1 or IRType.Int8 or IRType.Int16 ? IRType.Int32 : type;

    private int Assign(HashSet<Value> values, bool isPerWarp)
    {
        int offset = 0;
        // Wide slots first: then every row is aligned to its values.
        foreach (var value in values.OrderByDescending(value => StoredType(value.Type).SizeInBytes()).ThenBy(value => value.Id))
        {
            _slots.Add(value, new SpillSlot(isPerWarp, offset));
            offset += StoredType(value.Type).SizeInBytes();
        }
        return (offset + 7) & ~7;
    }
}
