namespace ILGPU.Runtime.Cuda;

/// <summary>A CUDA device. None is found yet: kernels run on the CPU.</summary>
public sealed class CudaDevice : Device
{
    private CudaDevice(DeviceDescription description, CapabilityContext capabilities)
        : base(description, capabilities)
    {
    }

    public override Accelerator CreateAccelerator(Context context) => throw CudaContextExtensions.NoDevice(0);
}
