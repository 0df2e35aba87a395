using Engine.Kernels;
using ILGPU.Runtime;

namespace Engine.Profiling;

/// <summary>
/// Measures what a device spends its time on, by time stamps in its queue around each kernel and copy. Steps are not
/// recorded and replayed while it does, so that each launch shows. Opened with <see cref="ComputeDeviceOptions.Profile"/>.
/// </summary>
public sealed class DeviceProfile : IKernelObserver
{
    // Time stamps take memory until they are read, which waits for the device.
    private const int MostPending = 4096;

    private readonly ComputeDevice _device;
    private readonly Dictionary<KernelWork, KernelTally> _tallies = [];
    private readonly List<(KernelTally Tally, ProfilingMarker Start, ProfilingMarker End)> _pending = [];
    private readonly TransferTally _toDevice = new();
    private readonly TransferTally _toHost = new();
    private ProfilingMarker _begin;
    private ProfilingMarker? _start;

    internal DeviceProfile(ComputeDevice device)
    {
        _device = device;
        _begin = Mark();
        device.Kernels.Observer = this;
    }

    /// <summary>Forgets what was measured and starts again.</summary>
    public void Restart()
    {
        Collect();
        _tallies.Clear();
        _toDevice.Clear();
        _toHost.Clear();
        _begin.Dispose();
        _begin = Mark();
    }

    /// <summary>
    /// What was measured since the device was opened or the last <see cref="Restart"/>. Then measures for about 0.2 seconds
    /// what the device can reach, which does not count.
    /// </summary>
    public ProfileReport Report()
    {
        using ProfilingMarker end = Mark();
        TimeSpan elapsed = end - _begin;
        Collect();
        KernelProfile[] kernels = KernelProfile.ByKernel(_tallies);
        var firstCalls = new FirstCalls(_tallies.Count, TimeSpan.FromTicks(_tallies.Values.Sum(tally => tally.First.Ticks)));
        _device.Kernels.Observer = null;
        PeakRates peak = PeakRates.Measure(_device);
        _device.Kernels.Observer = this;
        return new ProfileReport(elapsed, kernels, firstCalls, _toDevice.Sum, _toHost.Sum, peak);
    }

    void IKernelObserver.Begin(in KernelWork work) => _start = Mark();

    void IKernelObserver.End(in KernelWork work)
    {
        if (!_tallies.TryGetValue(work, out KernelTally? tally))
        {
            _tallies.Add(work, tally = new KernelTally());
        }

        _pending.Add((tally, _start!, Mark()));
        if (_pending.Count == MostPending)
        {
            Collect();
        }
    }

    /// <summary>Counts a copy that is done and that began at a time stamp.</summary>
    internal void AddCopy(bool toDevice, long bytes, ProfilingMarker start)
    {
        using ProfilingMarker end = Mark();
        (toDevice ? _toDevice : _toHost).Add(bytes, end - start);
        start.Dispose();
    }

    /// <summary>A time stamp in the device's queue.</summary>
    internal ProfilingMarker Mark() => _device.Accelerator.DefaultStream.AddProfilingMarker();

    private void Collect()
    {
        foreach ((KernelTally tally, ProfilingMarker start, ProfilingMarker end) in _pending)
        {
            tally.Add(end - start);
            start.Dispose();
            end.Dispose();
        }

        _pending.Clear();
    }
}
