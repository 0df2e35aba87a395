using System.Collections.Immutable;
using System.Numerics;
using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.Devices;

namespace ILGPU.Runtime.CPU;

/// <summary>Which device a CPU stands in for.</summary>
public enum CPUDeviceKind
{
    /// <summary>This machine: warps as wide as its vectors.</summary>
    Default,
    Nvidia,
    AMD,
    LegacyAMD,
    Intel,
}

/// <summary>The CPU, as a device with warps and groups.</summary>
public sealed class CPUDevice : Device
{
    /// <summary>The most work items of a group.</summary>
    private const int MaximumGroupSize = 1024;
    private const int MaximumWarpSize = 64;

    public static readonly CPUDevice Default = new();
    public static readonly CPUDevice Nvidia = new(32, 32, Environment.ProcessorCount);
    public static readonly CPUDevice AMD = new(32, 8, Environment.ProcessorCount);
    public static readonly CPUDevice LegacyAMD = new(64, 4, Environment.ProcessorCount);
    public static readonly CPUDevice Intel = new(16, 8, Environment.ProcessorCount);
    public static readonly ImmutableArray<CPUDevice> All = [Default, Nvidia, AMD, LegacyAMD, Intel];

    private readonly int? _threads;

    /// <param name="numThreadsPerWarp">Lanes of a warp: a power of two, at most 64.</param>
    /// <param name="numWarpsPerMultiprocessor">The most warps of a group; a group has at most 1,024 items in any case.</param>
    /// <param name="numMultiprocessors">Worker threads.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public CPUDevice(int numThreadsPerWarp, int numWarpsPerMultiprocessor, int numMultiprocessors)
        : base(
            Describe(numThreadsPerWarp, numWarpsPerMultiprocessor, CheckThreads(numMultiprocessors)),
            new CPUCapabilityContext()) => _threads = numMultiprocessors;

    private CPUDevice()
        : base(
            Describe(CpuTarget.Native.WarpSize, MaximumGroupSize / CpuTarget.Native.WarpSize, Environment.ProcessorCount),
            new CPUCapabilityContext())
    {
    }

    /// <summary>The work items that can be under way at once.</summary>
    public int NumThreads => MaxNumThreads;

    public static CPUDevice GetDevice(CPUDeviceKind kind) => kind switch
    {
        CPUDeviceKind.Default => Default,
        CPUDeviceKind.Nvidia => Nvidia,
        CPUDeviceKind.AMD => AMD,
        CPUDeviceKind.LegacyAMD => LegacyAMD,
        CPUDeviceKind.Intel => Intel,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of CPU device."),
    };

    public static ImmutableArray<Device> GetDevices(Predicate<CPUDevice> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return [.. All.Where(device => predicate(device))];
    }

    public override Accelerator CreateAccelerator(Context context) => CreateCPUAccelerator(context);

    public CPUAccelerator CreateCPUAccelerator(Context context) => CreateCPUAccelerator(context, CPUAcceleratorMode.Auto);

    public CPUAccelerator CreateCPUAccelerator(Context context, CPUAcceleratorMode mode) =>
        CreateCPUAccelerator(context, mode, ThreadPriority.Normal);

    /// <param name="mode">Sequential runs everything on the calling thread.</param>
    /// <param name="threadPriority">Kept for callers; worker threads run at normal priority.</param>
    public CPUAccelerator CreateCPUAccelerator(Context context, CPUAcceleratorMode mode, ThreadPriority threadPriority)
    {
        ArgumentNullException.ThrowIfNull(context);
        int? threads = mode == CPUAcceleratorMode.Sequential ? 1 : _threads;
        return new(context, this, mode, threadPriority, new CpuDriver(threads, new CpuTarget(WarpSize)));
    }

    private static DeviceDescription Describe(int warpSize, int warps, int multiprocessors)
    {
        if (warpSize is < 1 or > MaximumWarpSize || !BitOperations.IsPow2(warpSize))
        {
            throw new ArgumentOutOfRangeException(
                nameof(warpSize), warpSize, $"The lanes of a warp must be a power of two, at most {MaximumWarpSize}.");
        }
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(warps);
        int group = (int)Math.Min((long)warpSize * warps, MaximumGroupSize);
        return new(
            AcceleratorType.CPU,
            "CPUAccelerator",
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            new Index3D(int.MaxValue),
            new Index3D(group),
            group,
            MaxSharedMemoryPerGroup: 1 << 20,
            MaxConstantMemory: 1 << 16,
            warpSize,
            multiprocessors,
            group);
    }

    private static int CheckThreads(int numMultiprocessors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numMultiprocessors, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numMultiprocessors, CpuDriver.MaxThreads);
        return numMultiprocessors;
    }
}

internal sealed class CPUCapabilityContext : CapabilityContext;
