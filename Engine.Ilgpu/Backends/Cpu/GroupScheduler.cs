using System.Runtime.InteropServices;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Runs the groups of a kernel with synchronisations of the group. Between two of them each warp runs by itself; all
/// must then have arrived at the same one, and start together from there. Groups of one full warp have code of their own,
/// which runs from start to end.
/// </summary>
internal sealed unsafe class GroupScheduler
{
    private readonly RegionCode[] _regions;
    private readonly Arrival[] _arrivals;
    private readonly FaultTable _faults;
    private readonly ScratchLayout _scratch;
    private readonly int _warpSize;
    private readonly Lazy<GroupsCode>? _wholeWarps;

    /// <param name="regions">The code at each position; runs a warp to the group's next synchronisation, or its end.</param>
    /// <param name="compileWholeWarps">Compiles code for groups of one full warp in one row; null: they are as others.</param>
    public GroupScheduler(KernelCode code, RegionCode[] regions, Func<GroupsCode>? compileWholeWarps = null)
    {
        _regions = regions;
        _wholeWarps = compileWholeWarps is null ? null : new(compileWholeWarps);
        _faults = code.Faults;
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
            var region = _regions[position];
            int arrived = region(frame, 0, Math.Min(_warpSize, groupSize), position);
            for (int first = _warpSize; first < groupSize; first += _warpSize)
            {
                if (region(frame, first, Math.Min(_warpSize, groupSize - first), position) != arrived)
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
}
