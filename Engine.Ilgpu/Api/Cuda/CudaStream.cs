using Engine.Ilgpu.Devices.Cuda;

namespace ILGPU.Runtime.Cuda;

/// <summary>A stream of a CUDA device.</summary>
public sealed class CudaStream : AcceleratorStream
{
    private readonly CudaQueue _queue;

    internal CudaStream(Accelerator accelerator, CudaQueue queue)
        : base(accelerator, queue) => _queue = queue;

    /// <summary>The driver's handle.</summary>
    public nint StreamPtr => _queue.Handle;
}
