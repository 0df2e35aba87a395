namespace ILGPU.Runtime.Cuda;

/// <summary>What a CUDA device can do beyond the common set.</summary>
public sealed class CudaCapabilityContext : CapabilityContext
{
    internal CudaCapabilityContext()
    {
    }
}
