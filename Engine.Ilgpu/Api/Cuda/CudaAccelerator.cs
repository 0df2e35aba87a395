using Engine.Ilgpu.Devices;

namespace ILGPU.Runtime.Cuda;

/// <summary>A CUDA device in use.</summary>
public sealed class CudaAccelerator : Accelerator
{
    private CudaAccelerator(Context context, CudaDevice device, DeviceDriver driver)
        : base(context, device, driver)
    {
    }
}
