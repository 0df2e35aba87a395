using ILGPU.Runtime;

namespace Engine.Profiling;

/// <summary>A copy at work, which a profile, where there is one, counts when it is done.</summary>
internal readonly ref struct ObservedCopy
{
    private readonly DeviceProfile? _profile;
    private readonly ProfilingMarker? _start;
    private readonly bool _toDevice;
    private readonly long _bytes;

    public ObservedCopy(DeviceProfile profile, bool toDevice, long bytes)
    {
        _profile = profile;
        _start = profile.Mark();
        _toDevice = toDevice;
        _bytes = bytes;
    }

    public void Dispose() => _profile?.AddCopy(_toDevice, _bytes, _start!);
}
