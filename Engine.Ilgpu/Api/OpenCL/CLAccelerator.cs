using Engine.Ilgpu.Devices;

namespace ILGPU.Runtime.OpenCL;

/// <summary>A OpenCL device in use.</summary>
public sealed class CLAccelerator : Accelerator
{
    private CLAccelerator(Context context, CLDevice device, DeviceDriver driver)
        : base(context, device, driver)
    {
    }
}
