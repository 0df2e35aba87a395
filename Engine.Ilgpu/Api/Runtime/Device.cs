namespace ILGPU.Runtime;

/// <summary>What is known of a device before it is used.</summary>
public interface IDevice
{
    string Name { get; }

    /// <summary>The device's memory in bytes.</summary>
    long MemorySize { get; }

    /// <summary>The most groups along each axis.</summary>
    Index3D MaxGridSize { get; }

    /// <summary>The most work items of a group along each axis.</summary>
    Index3D MaxGroupSize { get; }

    int MaxNumThreadsPerGroup { get; }

    /// <summary>In bytes.</summary>
    int MaxSharedMemoryPerGroup { get; }

    /// <summary>In bytes.</summary>
    int MaxConstantMemory { get; }

    int WarpSize { get; }
    int NumMultiprocessors { get; }
    int MaxNumThreadsPerMultiprocessor { get; }
    int MaxNumThreads { get; }
    CapabilityContext Capabilities { get; }

    void PrintInformation(TextWriter writer);
}

/// <summary>Makes an accelerator.</summary>
public interface IAcceleratorBuilder
{
    AcceleratorType AcceleratorType { get; }

    Accelerator CreateAccelerator(Context context);
}

/// <summary>The name and the limits of a device.</summary>
/// <param name="MemorySize">In bytes.</param>
/// <param name="MaxSharedMemoryPerGroup">In bytes.</param>
/// <param name="MaxConstantMemory">In bytes.</param>
internal sealed record DeviceDescription(
    AcceleratorType AcceleratorType,
    string Name,
    long MemorySize,
    Index3D MaxGridSize,
    Index3D MaxGroupSize,
    int MaxNumThreadsPerGroup,
    int MaxSharedMemoryPerGroup,
    int MaxConstantMemory,
    int WarpSize,
    int NumMultiprocessors,
    int MaxNumThreadsPerMultiprocessor);

/// <summary>A device that a context has found.</summary>
public abstract class Device : IDevice, IAcceleratorBuilder
{
    private readonly DeviceDescription _description;

    private protected Device(DeviceDescription description, CapabilityContext capabilities)
    {
        _description = description;
        Capabilities = capabilities;
    }

    public AcceleratorType AcceleratorType => _description.AcceleratorType;
    public string Name => _description.Name;
    public long MemorySize => _description.MemorySize;
    public Index3D MaxGridSize => _description.MaxGridSize;
    public Index3D MaxGroupSize => _description.MaxGroupSize;
    public int MaxNumThreadsPerGroup => _description.MaxNumThreadsPerGroup;
    public int MaxSharedMemoryPerGroup => _description.MaxSharedMemoryPerGroup;
    public int MaxConstantMemory => _description.MaxConstantMemory;
    public int WarpSize => _description.WarpSize;
    public int NumMultiprocessors => _description.NumMultiprocessors;
    public int MaxNumThreadsPerMultiprocessor => _description.MaxNumThreadsPerMultiprocessor;
    public int MaxNumThreads => NumMultiprocessors * MaxNumThreadsPerMultiprocessor;
    public CapabilityContext Capabilities { get; }

    public abstract Accelerator CreateAccelerator(Context context);

    public void PrintInformation(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine($"Device: {Name}");
        writer.WriteLine($"  Accelerator type:          {AcceleratorType}");
        writer.WriteLine($"  Memory size:               {MemorySize} bytes");
        writer.WriteLine($"  Max number of groups:      {MaxGridSize}");
        writer.WriteLine($"  Max group size:            {MaxGroupSize}, {MaxNumThreadsPerGroup} items in all");
        writer.WriteLine($"  Max shared memory a group: {MaxSharedMemoryPerGroup} bytes");
        writer.WriteLine($"  Warp size:                 {WarpSize}");
        writer.WriteLine($"  Number of multiprocessors: {NumMultiprocessors}");
    }
}

public static class DeviceExtensions
{
    /// <summary>Prints what is known of the device to the console.</summary>
    public static void PrintInformation(this IDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        device.PrintInformation(Console.Out);
    }
}
