namespace Engine.Tests.Kernels;

/// <summary>
/// What kernel tests run on: the accelerators of this machine, and stand-ins that a provider's own tests add for devices
/// that it lacks.
/// </summary>
internal static class TestDevices
{
    private static readonly List<StandIn> s_standIns = [];

    /// <summary>All of them, or the one that the environment variable ENGINE_TEST_DEVICE names.</summary>
    public static IEnumerable<string> Specs =>
        Environment.GetEnvironmentVariable("ENGINE_TEST_DEVICE") is { Length: > 0 } only
            ? [only]
            : ComputeDevice.List().Select(device => device.Spec).Concat(s_standIns.Select(standIn => standIn.Name));

    /// <param name="name">What tests call it.</param>
    /// <param name="spec">Which device it is while it is in place.</param>
    /// <param name="put">Puts it in its place until the result is disposed of.</param>
    public static void Add(string name, string spec, Func<IDisposable> put) => s_standIns.Add(new StandIn(name, spec, put));

    public static ComputeDevice Open(string spec, ComputeDeviceOptions options)
    {
        StandIn? standIn = s_standIns.Find(candidate => candidate.Name == spec);
        using IDisposable? place = standIn?.Put();
        return ComputeDevice.Open(standIn?.Spec ?? spec, options);
    }

    private sealed record StandIn(string Name, string Spec, Func<IDisposable> Put);
}
