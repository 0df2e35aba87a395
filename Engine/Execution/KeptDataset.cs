namespace Engine;

/// <summary>
/// The data set that a model measured itself on last, left on the device: the next measurement mostly is on the same one, and
/// copying it can take as long as a small network takes to run. Large ones are not kept.
/// </summary>
internal sealed class KeptDataset(ComputeDevice device) : IDisposable
{
    /// <summary>The most that stays on a device whose memory others may want: 60,000 images of 28 × 28 bytes fit.</summary>
    private const long MostBytes = 64L << 20;

    // The device's copy must not keep the host's alive.
    private readonly WeakReference<Dataset?> _source = new(null);
    private DeviceDataset? _onDevice;

    /// <summary>Lets something be done with a data set on the device.</summary>
    public T Use<T>(Dataset data, Func<DeviceDataset, T> work)
    {
        if (SizeOf(data) > MostBytes)
        {
            Dispose();
            using var once = new DeviceDataset(device, data);
            return work(once);
        }

        if (_onDevice is null || !_source.TryGetTarget(out Dataset? kept) || !ReferenceEquals(kept, data))
        {
            Dispose();
            _onDevice = new DeviceDataset(device, data);
            _source.SetTarget(data);
        }

        return work(_onDevice);
    }

    /// <summary>Frees what is kept; later uses are possible.</summary>
    public void Dispose()
    {
        _onDevice?.Dispose();
        _onDevice = null;
        _source.SetTarget(null);
    }

    private static long SizeOf(Dataset data) =>
        data.Images.Length + data.Labels.Length + (sizeof(int) * (long)data.Count) + (sizeof(float) * ((long)data.Features.Length + data.Targets.Length));
}
