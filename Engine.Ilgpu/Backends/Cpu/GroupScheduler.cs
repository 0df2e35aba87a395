using System.Runtime.InteropServices;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Runs the groups of a kernel with synchronisations of the group: from one to the next, where all its items must have
/// arrived, and start together from there. Groups of one full warp have code of their own,
/// which runs from start to end.
/// </summary>
internal sealed unsafe class GroupScheduler
{
    private readonly Lazy<RegionCode>[] _regions;
    private readonly Arrival[] _arrivals;
    private readonly ScratchLayout _scratch;
    private readonly int _warpSize;
    private readonly Lazy<GroupsCode>? _wholeWarps;

    /// <param name="regions">The code at each position; runs a group to its next synchronisation, or its end.</param>
    /// <param name="compileWholeWarps">Compiles code for groups of one full warp in one row; null: they are as others.</param>
    public GroupScheduler(KernelCode code, Lazy<RegionCode>[] regions, Func<GroupsCode>? compileWholeWarps = null)
    {
        _regions = regions;
        _wholeWarps = compileWholeWarps is null ? null : new(compileWholeWarps);
        _scratch = code.Scratch;
        _warpSize = code.Target.WarpSize;
        _arrivals = Arrival.AllOf(code.ScalarPlan, code.Slots);
    }

    public void Run(KernelFrame* frame, long firstGroup, long endGroup)
    {
        if (_wholeWarps is not null && frame->Geometry->GroupSize == _warpSize && frame->Geometry->GroupX == _warpSize)
        {
            _wholeWarps.Value(frame, firstGroup, endGroup);
            return;
        }
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
            int arrived = _regions[position].Value(frame, 0, groupSize, position);
            if (arrived == LaneEmitter.Ended)
                return;
            ref readonly var arrival = ref _arrivals[arrived];
            if (arrival.Slot is { } slot)
                GroupExchange.Run(arrival.Op, new ExchangeRows(frame, slot, arrival.Size), groupSize);
            position = arrived + 1;
        }
    }
}
