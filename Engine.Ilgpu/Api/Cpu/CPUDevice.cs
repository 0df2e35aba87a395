namespace ILGPU.Runtime.CPU;

/// <summary>The CPU.</summary>
public sealed class CPUDevice : Device
{
    public static readonly CPUDevice Default = new();

    private readonly int _warps;

    private CPUDevice() : this(32, 32, Environment.ProcessorCount)
    {
    }

    /// <param name="numThreadsPerWarp">Lanes of a warp.</param>
    /// <param name="numWarpsPerMultiprocessor">Warps of a group at most.</param>
    /// <param name="numMultiprocessors">Worker threads.</param>
    public CPUDevice(int numThreadsPerWarp, int numWarpsPerMultiprocessor, int numMultiprocessors)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numThreadsPerWarp);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numWarpsPerMultiprocessor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numMultiprocessors);
        WarpSize = numThreadsPerWarp;
        _warps = numWarpsPerMultiprocessor;
        NumMultiprocessors = numMultiprocessors;
    }

    public override AcceleratorType AcceleratorType => AcceleratorType.CPU;
    public override string Name => "CPUAccelerator";
    public override long MemorySize => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    public override Index3D MaxGridSize => new(int.MaxValue, int.MaxValue, int.MaxValue);
    public override Index3D MaxGroupSize => new(MaxNumThreadsPerGroup, MaxNumThreadsPerGroup, MaxNumThreadsPerGroup);
    public override int MaxNumThreadsPerGroup => WarpSize * _warps;
    public override int MaxSharedMemoryPerGroup => 1 << 20;
    public override int MaxConstantMemory => 1 << 16;
    public override int WarpSize { get; }
    public override int NumMultiprocessors { get; }
    public override int MaxNumThreadsPerMultiprocessor => MaxNumThreadsPerGroup;
    public override CapabilityContext Capabilities { get; } = new CPUCapabilityContext();

    /// <summary>The work items that run at once, were every lane a thread.</summary>
    public int NumThreads => MaxNumThreads;

    public override Accelerator CreateAccelerator(Context context) =>
        throw new NotSupportedException("The CPU target is not linked in.");
}

internal sealed class CPUCapabilityContext : CapabilityContext;
