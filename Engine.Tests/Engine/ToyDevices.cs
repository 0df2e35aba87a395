namespace Engine.Tests.Engine;

/// <summary>CPU devices that the tests of a class share, so that each kernel is compiled once.</summary>
public sealed class ToyDevices : IDisposable
{
    private readonly Dictionary<int, ComputeDevice> _devices = [];

    public ComputeDevice WithThreads(int threads)
    {
        if (!_devices.TryGetValue(threads, out ComputeDevice? device))
        {
            _devices.Add(threads, device = Toy.Open(threads));
        }

        return device;
    }

    public void Dispose()
    {
        foreach (ComputeDevice device in _devices.Values)
        {
            device.Dispose();
        }
    }
}
