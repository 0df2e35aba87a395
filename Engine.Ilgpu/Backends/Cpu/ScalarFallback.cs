using System.Reflection;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// The scalar code of a kernel: all that runs on a target without vectors, else what takes over where vectors do not go
/// on: warps that are not full, and warps whose lanes part ways. Runs a warp to the group's next synchronisation, past
/// any of its own; to the end if the warp is the whole group. Code is compiled when it is first needed; many kernels never do. The first argument of vector code.
/// </summary>
internal sealed unsafe class ScalarFallback
{
    private static readonly MethodInfo RunMethod = typeof(ScalarFallback).GetMethod(nameof(Run))!;
    private static readonly MethodInfo FaultsGetter = typeof(ScalarFallback).GetProperty(nameof(Faults))!.GetMethod!;

    private readonly List<(Lazy<RegionCode> Code, int Entry)> _positions = [];
    private readonly Dictionary<Block, int> _tails = new(ReferenceEqualityComparer.Instance);
    private readonly Arrival[] _arrivals;
    private readonly int _groupSyncs;
    private readonly int _warpSize;

    /// <param name="isAll">Whether it is all that runs; then it is compiled at once.</param>
    /// <param name="listing">If given, receives the emitted IL as text.</param>
    public ScalarFallback(KernelCode code, bool isAll = false, TextWriter? listing = null)
    {
        Faults = code.Faults;
        var plan = code.ScalarPlan;
        _warpSize = code.Target.WarpSize;
        _arrivals = Arrival.AllOf(plan, code.Slots);
        _groupSyncs = plan.SyncPoints.Count(sync => sync.Instruction.Op.Is(OpTraits.GroupSync));
        var tails = new List<(Block Block, Lazy<RegionCode> Code, int Entry)>();
        foreach (var region in plan.Regions)
        {
            var entries = region.Entries.ToList();
            var segments = region.Segments.ToList();
            foreach (var segment in region.Segments)
            {
                if (plan.TailOf(segment) is not { } tail || !_tails.TryAdd(tail.Block, 0))
                    continue;
                entries.Add((int.MaxValue, tail));
                segments.Add(tail);
            }
            var whole = new Region(plan, entries, segments);
            var compiled = new Lazy<RegionCode>(() => CpuEmitter.EmitRegion(code, whole, listing));
            for (int entry = 0; entry < entries.Count; entry++)
            {
                if (entry < region.Entries.Count)
                    _positions.Add((compiled, entry));
                else
                    tails.Add((entries[entry].Segment.Block, compiled, entry));
            }
            if (isAll)
                _ = compiled.Value;
        }
        foreach (var (block, compiled, entry) in tails)
        {
            _tails[block] = _positions.Count;
            _positions.Add((compiled, entry));
        }
    }

    public FaultTable Faults { get; }

    /// <summary>The position at which lanes go on that part ways at the end of a segment.</summary>
    public int PositionOf(Segment tail) => _tails[tail.Block];

    /// <summary>Runs items from a position to the group's next synchronisation.</summary>
    /// <param name="position">One of the plan's, or that of a tail.</param>
    /// <returns>As <see cref="RegionCode"/>.</returns>
    public int Run(KernelFrame* frame, int firstItem, int count, int position)
    {
        if (_arrivals.Length == 0 || count <= _warpSize)
            return RunWarp(frame, firstItem, count, position);
        int arrived = RunWarp(frame, firstItem, _warpSize, position);
        for (int done = _warpSize; done < count; done += _warpSize)
        {
            if (RunWarp(frame, firstItem + done, Math.Min(_warpSize, count - done), position) != arrived)
                Faults.FailDiverged();
        }
        return arrived;
    }

    /// <summary>Emits a call of <see cref="Run"/> in vector code; its result is left on the stack.</summary>
    public static void EmitRun(ILWriter il, Action pushItem, Action pushCount, Action pushPosition)
    {
        il.Argument(CpuEmitter.FaultsArgument);
        il.Argument(UniformEmitter.FrameArgument);
        pushItem();
        pushCount();
        pushPosition();
        il.Call(RunMethod);
    }

    public static void EmitFaults(ILWriter il)
    {
        il.Argument(CpuEmitter.FaultsArgument);
        il.Call(FaultsGetter);
    }

    private int RunWarp(KernelFrame* frame, int firstItem, int count, int position)
    {
        while (true)
        {
            var (code, entry) = _positions[position];
            int arrived = code.Value(frame, firstItem, count, entry);
            bool isOfGroup = arrived < _groupSyncs;
            if (arrived == LaneEmitter.Ended || (isOfGroup && count < frame->Geometry->GroupSize))
                return arrived;
            ref readonly var arrival = ref _arrivals[arrived];
            if (arrival.Slot is { } slot)
            {
                var rows = new ExchangeRows(frame, slot, arrival.Size);
                if (isOfGroup)
                    GroupExchange.Run(arrival.Op, rows, count);
                else
                    WarpExchange.Run(arrival.Op, rows, firstItem, count, _warpSize);
            }
            position = arrived + 1;
        }
    }
}
