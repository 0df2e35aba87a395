using Engine.Ilgpu.Devices.OpenCL;

namespace ILGPU.Runtime.OpenCL;

/// <summary>An OpenCL device in use.</summary>
public sealed class CLAccelerator : Accelerator
{
    internal CLAccelerator(Context context, CLDevice device, ClDriver driver)
        : base(context, device, driver) => Device = device;

    public new CLDevice Device { get; }

    public nint PlatformId => Device.PlatformId;
    public string PlatformName => Device.PlatformName;
    public CLPlatformVersion PlatformVersion => Device.PlatformVersion;
    public string VendorName => Device.VendorName;
    public CLDeviceVendor Vendor => Device.Vendor;
    public nint DeviceId => Device.DeviceId;
    public CLDeviceType DeviceType => Device.DeviceType;
    public int ClockRate => Device.ClockRate;
    public CLCVersion CVersion => Device.CVersion;
    public CLCVersion CLStdVersion => Device.CLStdVersion;
    public new CLCapabilityContext Capabilities => Device.Capabilities;
}
