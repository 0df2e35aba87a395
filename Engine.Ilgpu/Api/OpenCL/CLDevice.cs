namespace ILGPU.Runtime.OpenCL;

/// <summary>A OpenCL device. None is found yet: kernels run on the CPU.</summary>
public sealed class CLDevice : Device
{
    private CLDevice(DeviceDescription description, CapabilityContext capabilities)
        : base(description, capabilities)
    {
    }

    public override Accelerator CreateAccelerator(Context context) => throw CLContextExtensions.NoDevice(0);
}
