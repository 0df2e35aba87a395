using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Values that cross the region's borders. Those of the whole warp are read before the first lane runs, since a lane
/// may write the next value before its neighbour has started.
/// </summary>
internal sealed partial class ScalarLanes
{
    /// <summary>The address of a row of slots, for values kept by each item.</summary>
    private readonly Dictionary<Value, LocalBuilder> _rows = new(ReferenceEqualityComparer.Instance);

    /// <summary>What the slot held when the warp came, for values kept by the warp.</summary>
    private readonly Dictionary<Value, LocalBuilder> _preloaded = new(ReferenceEqualityComparer.Instance);
    private LocalBuilder? _warpSlots;

    /// <summary>Computes what the items need to get at slots, ahead of them.</summary>
    private void EmitSlotPrologue()
    {
        var reloaded = Region.Entries.SelectMany(entry => Reloads(entry.Pc, entry.Segment))
            .ToHashSet<Value>(ReferenceEqualityComparer.Instance);
        foreach (var value in _crossing.OrderBy(value => value.Id))
        {
            if (Code.Recomputed.Contains(value))
                continue;
            var slot = SlotOf(value);
            if (!slot.IsPerWarp)
            {
                EmitRowAddress(value, slot.Offset);
                continue;
            }
            if (_warpSlots is null)
                EmitWarpSlots();
            if (!reloaded.Contains(value))
                continue;
            var held = Il.Declare(value.Type);
            _preloaded.Add(value, held);
            Il.LoadIndirect(PushSlot(value, slot));
            Il.Store(held);
        }
    }

    private void EmitRowAddress(Value value, int offset)
    {
        var row = Il.Declare(typeof(nint));
        _rows.Add(value, row);
        Uniforms.PushFrame(nameof(KernelFrame.Spill));
        Uniforms.PushFrame(nameof(KernelFrame.RowLength));
        Il.Emit(OpCodes.Conv_I8);
        Il.Long(offset);
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Add);
        Il.Store(row);
    }

    private void EmitWarpSlots()
    {
        _warpSlots = Il.Declare(typeof(nint));
        Uniforms.PushFrame(nameof(KernelFrame.WarpSpill));
        Il.Argument(WarpItems.FirstItemArgument);
        Il.Int(Code.Target.WarpSize);
        Il.Emit(OpCodes.Div_Un);
        Il.Emit(OpCodes.Conv_I8);
        Il.Long(Code.Slots.BytesPerWarp);
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Add);
        Il.Store(_warpSlots);
    }

    protected override void EmitReloads(int pc, Segment entry)
    {
        foreach (var value in Reloads(pc, entry))
        {
            var slot = SlotOf(value);
            if (slot.IsPerWarp)
                Il.Load(_preloaded[value]);
            else
                Il.LoadIndirect(PushSlot(value, slot));
            Il.Store(LocalOf(value));
        }
        foreach (var instruction in Recomputations(pc, entry))
        {
            EmitRecomputation(instruction, _push);
            Il.Store(LocalOf(instruction));
        }
    }

    private void EmitSaves(SyncPoint sync)
    {
        foreach (var value in Saves(sync))
        {
            var type = PushSlot(value, SlotOf(value));
            Il.Load(LocalOf(value));
            Il.StoreIndirect(type);
        }
    }

    private SpillSlot SlotOf(Value value) => Code.Slots.Find(value)!.Value;

    /// <summary>Pushes the address of a slot of the current item, or of its warp.</summary>
    /// <returns>The type in which it holds the value.</returns>
    private IRType PushSlot(Value value, SpillSlot slot)
    {
        var type = SpillSlots.StoredType(value.Type);
        if (slot.IsPerWarp)
        {
            Il.Load(_warpSlots!);
            Il.AddConstant(slot.Offset);
            return type;
        }
        Il.Load(_rows[value]);
        _lanes.PushItem();
        Il.Emit(OpCodes.Conv_I8);
        Il.Long(type.SizeInBytes());
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Add);
        return type;
    }
}
