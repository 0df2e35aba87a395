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

/// <summary>A device that a context has found.</summary>
public abstract class Device : IDevice, IAcceleratorBuilder
{
    private protected Device()
    {
    }

    public abstract AcceleratorType AcceleratorType { get; }
    public abstract string Name { get; }
    public abstract long MemorySize { get; }
    public abstract Index3D MaxGridSize { get; }
    public abstract Index3D MaxGroupSize { get; }
    public abstract int MaxNumThreadsPerGroup { get; }
    public abstract int MaxSharedMemoryPerGroup { get; }
    public abstract int MaxConstantMemory { get; }
    public abstract int WarpSize { get; }
    public abstract int NumMultiprocessors { get; }
    public abstract int MaxNumThreadsPerMultiprocessor { get; }
    public int MaxNumThreads => checked(NumMultiprocessors * MaxNumThreadsPerMultiprocessor);
    public abstract CapabilityContext Capabilities { get; }

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
