using System.Collections.Immutable;
using Engine.Ilgpu.Devices.Cuda;

namespace ILGPU.Runtime.Cuda;

/// <summary>A CUDA device.</summary>
public sealed class CudaDevice : Device
{
    internal CudaDevice(CudaFacts facts)
        : base(Describe(facts), new CudaCapabilityContext()) => Facts = facts;

    /// <summary>The device's number among those of the driver.</summary>
    public int DeviceId => Facts.Ordinal;

    public CudaDriverVersion DriverVersion => new(Facts.DriverVersion / 1000, Facts.DriverVersion % 1000 / 10);
    public CudaArchitecture? Architecture => new(
        Facts[CudaDeviceAttribute.ComputeCapabilityMajor], Facts[CudaDeviceAttribute.ComputeCapabilityMinor]);

    /// <summary>In kHz.</summary>
    public int ClockRate => Facts[CudaDeviceAttribute.ClockRate];

    /// <summary>In kHz.</summary>
    public int MemoryClockRate => Facts[CudaDeviceAttribute.MemoryClockRate];

    /// <summary>In bits.</summary>
    public int MemoryBusWidth => Facts[CudaDeviceAttribute.GlobalMemoryBusWidth];

    /// <summary>In bytes.</summary>
    public int L2CacheSize => Facts[CudaDeviceAttribute.L2CacheSize];

    /// <summary>In bytes.</summary>
    public int MaxSharedMemoryPerMultiprocessor => Facts[CudaDeviceAttribute.MaxSharedMemoryPerMultiprocessor];

    public int TotalNumRegistersPerMultiprocessor => Facts[CudaDeviceAttribute.MaxRegistersPerMultiprocessor];
    public int TotalNumRegistersPerGroup => Facts[CudaDeviceAttribute.MaxRegistersPerBlock];

    /// <summary>In bytes.</summary>
    public long MaxMemoryPitch => Facts[CudaDeviceAttribute.MaxPitch];

    public int NumConcurrentCopyEngines => Facts[CudaDeviceAttribute.AsyncEngineCount];
    public bool HasECCSupport => Facts[CudaDeviceAttribute.EccEnabled] != 0;
    public bool SupportsManagedMemory => Facts[CudaDeviceAttribute.ManagedMemory] != 0;
    public bool SupportsComputePreemption => Facts[CudaDeviceAttribute.ComputePreemptionSupported] != 0;
    public bool SupportsMappingHostMemory => Facts[CudaDeviceAttribute.CanMapHostMemory] != 0;
    public bool SupportsUsingHostPointerForRegisteredMemory =>
        Facts[CudaDeviceAttribute.CanUseHostPointerForRegisteredMemory] != 0;
    public int PCIDomainId => Facts[CudaDeviceAttribute.PciDomainId];
    public int PCIBusId => Facts[CudaDeviceAttribute.PciBusId];
    public int PCIDeviceId => Facts[CudaDeviceAttribute.PciDeviceId];

    internal CudaFacts Facts { get; }

    /// <summary>The devices of this machine that match.</summary>
    public static ImmutableArray<Device> GetDevices(Predicate<CudaDevice> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return [.. CudaPlatform.Current.Devices.Select(facts => new CudaDevice(facts)).Where(device => predicate(device))];
    }

    public override Accelerator CreateAccelerator(Context context) => CreateCudaAccelerator(context);

    /// <exception cref="CudaException">The device cannot be opened.</exception>
    public CudaAccelerator CreateCudaAccelerator(Context context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var driver = new CudaDriver(Facts, context.Properties.MathMode != MathMode.Default);
        try
        {
            return new(context, this, driver);
        }
        catch
        {
            driver.Dispose();
            throw;
        }
    }

    public override bool Equals(object? obj) => obj is CudaDevice other && ReferenceEquals(other.Facts, Facts);

    public override int GetHashCode() => Facts.Ordinal;

    private static DeviceDescription Describe(CudaFacts facts) => new(
        AcceleratorType.Cuda,
        facts.Name,
        facts.MemoryBytes,
        new(facts[CudaDeviceAttribute.MaxGridDimX], facts[CudaDeviceAttribute.MaxGridDimY], facts[CudaDeviceAttribute.MaxGridDimZ]),
        new(facts[CudaDeviceAttribute.MaxBlockDimX], facts[CudaDeviceAttribute.MaxBlockDimY], facts[CudaDeviceAttribute.MaxBlockDimZ]),
        facts[CudaDeviceAttribute.MaxThreadsPerBlock],
        facts.SharedBytesPerBlock,
        facts[CudaDeviceAttribute.TotalConstantMemory],
        facts[CudaDeviceAttribute.WarpSize],
        facts[CudaDeviceAttribute.MultiprocessorCount],
        facts[CudaDeviceAttribute.MaxThreadsPerMultiprocessor]);
}
