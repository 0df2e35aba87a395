using Engine.Ilgpu.Devices.Cuda;

namespace ILGPU.Runtime.Cuda;

/// <summary>A CUDA device in use.</summary>
public sealed class CudaAccelerator : Accelerator
{
    private readonly CudaDriver _driver;

    internal CudaAccelerator(Context context, CudaDevice device, CudaDriver driver)
        : base(context, device, driver) => _driver = driver;

    public new CudaDevice Device => (CudaDevice)base.Device;
    public int DeviceId => Device.DeviceId;
    public CudaDriverVersion DriverVersion => Device.DriverVersion;
    public CudaArchitecture Architecture => Device.Architecture!.Value;
    public int ClockRate => Device.ClockRate;
    public int MemoryClockRate => Device.MemoryClockRate;
    public int MemoryBusWidth => Device.MemoryBusWidth;
    public int L2CacheSize => Device.L2CacheSize;
    public int MaxSharedMemoryPerMultiprocessor => Device.MaxSharedMemoryPerMultiprocessor;
    public int TotalNumRegistersPerMultiprocessor => Device.TotalNumRegistersPerMultiprocessor;
    public int TotalNumRegistersPerGroup => Device.TotalNumRegistersPerGroup;
    public long MaxMemoryPitch => Device.MaxMemoryPitch;
    public int NumConcurrentCopyEngines => Device.NumConcurrentCopyEngines;
    public bool HasECCSupport => Device.HasECCSupport;
    public bool SupportsManagedMemory => Device.SupportsManagedMemory;
    public bool SupportsComputePreemption => Device.SupportsComputePreemption;
    public int PCIDomainId => Device.PCIDomainId;
    public int PCIBusId => Device.PCIBusId;
    public int PCIDeviceId => Device.PCIDeviceId;
    public new CudaCapabilityContext Capabilities => (CudaCapabilityContext)base.Capabilities;

    /// <summary>The memory that is free now, in bytes.</summary>
    public long GetFreeMemory() => _driver.FreeMemory;
}
