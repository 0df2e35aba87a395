using System.Reflection;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// The scalar code of a region, for what vectors do not do: warps that are not full, and warps whose lanes part ways.
/// It is compiled when it is first needed; many kernels never do. The first argument of vector code.
/// </summary>
internal sealed unsafe class ScalarFallback
{
    private static readonly MethodInfo RunMethod = typeof(ScalarFallback).GetMethod(nameof(Run))!;
    private static readonly MethodInfo FaultsGetter = typeof(ScalarFallback).GetProperty(nameof(Faults))!.GetMethod!;

    private readonly Lazy<RegionCode> _code;
    private readonly Dictionary<Segment, int> _tails = [];

    public ScalarFallback(KernelCode code, Region region)
    {
        Faults = code.Faults;
        var entries = region.Entries.ToList();
        var segments = region.Segments.ToList();
        foreach (var segment in region.Segments)
        {
            if (code.Plan.TailOf(segment) is not { } tail)
                continue;
            _tails.Add(tail, entries.Count);
            entries.Add((int.MaxValue, tail));
            segments.Add(tail);
        }
        var whole = new Region(entries, segments);
        _code = new Lazy<RegionCode>(() => CpuEmitter.EmitRegion(code, whole, null));
    }

    public FaultTable Faults { get; }

    /// <summary>The entry at which lanes go on that part ways at the end of a segment.</summary>
    public int EntryOf(Segment tail) => _tails[tail];

    /// <summary>Runs items from an entry, by its place among the region's entries, to the next synchronisation.</summary>
    /// <returns>As <see cref="RegionCode"/>.</returns>
    public int Run(KernelFrame* frame, int firstItem, int count, int entry) => _code.Value(frame, firstItem, count, entry);

    /// <summary>Emits a call of <see cref="Run"/> in vector code; its result is left on the stack.</summary>
    public static void EmitRun(ILWriter il, Action pushItem, Action pushCount, Action pushEntry)
    {
        il.Argument(CpuEmitter.FaultsArgument);
        il.Argument(UniformEmitter.FrameArgument);
        pushItem();
        pushCount();
        pushEntry();
        il.Call(RunMethod);
    }

    public static void EmitFaults(ILWriter il)
    {
        il.Argument(CpuEmitter.FaultsArgument);
        il.Call(FaultsGetter);
    }
}
