using System.Runtime.InteropServices;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Runs the groups of a kernel with synchronisations. Between two that concern the group, each warp runs on by itself,
/// past any of its own; all warps must then have arrived at the same one, and start together from there.
/// </summary>
internal sealed unsafe class GroupScheduler
{
    private readonly RegionCode[] _regions;
    private readonly Arrival[] _arrivals;
    private readonly FaultTable _faults;
    private readonly ScratchLayout _scratch;
    private readonly int _warpSize;

    /// <param name="regions">The code at each position.</param>
    public GroupScheduler(KernelCode code, RegionCode[] regions)
    {
        _regions = regions;
        _faults = code.Faults;
        _scratch = code.Scratch;
        _warpSize = code.Target.WarpSize;
        _arrivals = [.. code.Plan.SyncPoints.Select(sync => new Arrival(
            sync.Instruction.Op,
            code.Slots.Find(sync.Instruction)?.Offset,
            sync.Instruction.Type == IRType.Void ? 0 : SpillSlots.StoredType(sync.Instruction.Type).SizeInBytes()))];
    }

    public void Run(KernelFrame* frame, long firstGroup, long endGroup)
    {
        GroupLoop.SetGroup(frame, firstGroup);
        for (long group = firstGroup; group < endGroup; group++)
        {
            if (_scratch.LocalBytes > 0)
                NativeMemory.Clear(frame->Local, (nuint)_scratch.LocalBytesFor(*frame->Geometry));
            RunGroup(frame, frame->Geometry->GroupSize);
            GroupLoop.Advance(frame);
        }
    }

    private void RunGroup(KernelFrame* frame, int groupSize)
    {
        int position = 0;
        while (true)
        {
            int arrived = RunWarp(frame, 0, Math.Min(_warpSize, groupSize), position);
            for (int first = _warpSize; first < groupSize; first += _warpSize)
            {
                if (RunWarp(frame, first, Math.Min(_warpSize, groupSize - first), position) != arrived)
                    _faults.FailDiverged();
            }
            if (arrived == LaneEmitter.Ended)
                return;
            ref readonly var arrival = ref _arrivals[arrived];
            if (arrival.Slot is { } slot)
                GroupExchange.Run(arrival.Op, new ExchangeRows(frame, slot, arrival.Size), groupSize);
            position = arrived + 1;
        }
    }

    /// <summary>Runs a warp to the next synchronisation of the group, or its end.</summary>
    private int RunWarp(KernelFrame* frame, int first, int count, int position)
    {
        while (true)
        {
            int arrived = _regions[position](frame, first, count, position);
            if (arrived == LaneEmitter.Ended)
                return arrived;
            ref readonly var arrival = ref _arrivals[arrived];
            if (!arrival.Op.Is(OpTraits.WarpSync))
                return arrived;
            if (arrival.Slot is { } slot)
                WarpExchange.Run(arrival.Op, new ExchangeRows(frame, slot, arrival.Size), first, count, _warpSize);
            position = arrived + 1;
        }
    }

    /// <param name="Slot">The slot of the result; null if there is none or nobody reads it.</param>
    /// <param name="Size">Bytes of the result in its slot.</param>
    private readonly record struct Arrival(Op Op, int? Slot, int Size);
}
