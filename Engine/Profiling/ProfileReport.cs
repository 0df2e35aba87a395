namespace Engine.Profiling;

/// <summary>What a device spent its time on.</summary>
/// <param name="Elapsed">The time from the beginning to the end of the measurement.</param>
/// <param name="Kernels">The kernels, the one that took most time first; without first calls.</param>
/// <param name="FirstCalls">The first call of each kernel with each shape.</param>
/// <param name="ToDevice">Copies from the host.</param>
/// <param name="ToHost">Copies to the host.</param>
/// <param name="Peak">What the device can reach.</param>
public sealed record ProfileReport(
    TimeSpan Elapsed,
    IReadOnlyList<KernelProfile> Kernels,
    FirstCalls FirstCalls,
    TransferProfile ToDevice,
    TransferProfile ToHost,
    PeakRates Peak)
{
    /// <summary>The time in which the device had neither kernels nor copies: it waited for the host. Includes what the time stamps cost.</summary>
    public TimeSpan Idle
    {
        get
        {
            TimeSpan busy = FirstCalls.Time + ToDevice.Time + ToHost.Time + TimeSpan.FromTicks(Kernels.Sum(kernel => kernel.Time.Ticks));
            return busy < Elapsed ? Elapsed - busy : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// How near a kernel came to what the device can reach, 0 to about 1: the larger of its shares of
    /// <see cref="PeakRates.GigaFlops"/> and <see cref="PeakRates.GigaBytes"/>. Data in caches may take it above 1.
    /// Null for a kernel that took no time that the clock could see.
    /// </summary>
    public double? ShareOfPeak(KernelProfile kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        double share = Math.Max((kernel.GigaFlops ?? 0) / Peak.GigaFlops, (kernel.GigaBytes ?? 0) / Peak.GigaBytes);
        return share > 0 ? share : null;
    }
}

/// <summary>The first call of each kernel with each shape, which compiles the kernel where no call before has.</summary>
/// <param name="Calls">How many there were.</param>
/// <param name="Time">Their time, compilation included.</param>
public sealed record FirstCalls(int Calls, TimeSpan Time);

/// <summary>Copies between host and device in one direction.</summary>
/// <param name="Calls">How many there were.</param>
/// <param name="Bytes">What they moved.</param>
/// <param name="Time">Their time.</param>
public sealed record TransferProfile(long Calls, long Bytes, TimeSpan Time)
{
    internal static TransferProfile None { get; } = new(0, 0, TimeSpan.Zero);

    /// <summary>10⁹ bytes a second; null without copies.</summary>
    public double? GigaBytes => Time > TimeSpan.Zero ? Bytes / Time.TotalSeconds / 1e9 : null;
}
