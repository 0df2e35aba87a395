using ILGPU.Runtime.Cuda;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>
/// A device's primary context while it is in use. Every use of the driver goes through <see cref="Enter"/> first, since the
/// driver keeps the current context for each thread.
/// </summary>
internal sealed unsafe class CudaContext : IDisposable
{
    private readonly int _device;
    private readonly nint _handle;
    private CudaError _lost;
    private bool _disposed;

    public CudaContext(CudaFacts facts)
    {
        Api = facts.Api;
        _device = facts.Handle;
        nint handle;
        Check(Api.DevicePrimaryCtxRetain(&handle, _device), $"opening the device '{facts.Name}'");
        _handle = handle;
    }

    public ICudaApi Api { get; }

    /// <summary>True once an error has made the device useless to this program.</summary>
    public bool IsLost => _lost != CudaError.CUDA_SUCCESS;

    /// <summary>Makes the context current on this thread.</summary>
    /// <exception cref="CudaException">The device was lost.</exception>
    public void Enter(string doing)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (IsLost)
            throw Failure(_lost, doing + ", after the device was lost");
        Check(Api.CtxSetCurrent(_handle), doing);
    }

    /// <summary>Makes the context current if that is still possible: for what frees things and must not throw.</summary>
    public bool TryEnter() => !_disposed && Api.CtxSetCurrent(_handle) == CudaError.CUDA_SUCCESS;

    /// <param name="doing">What was asked of the driver, such as "allocating 64 bytes".</param>
    public void Check(CudaError error, string doing)
    {
        if (error != CudaError.CUDA_SUCCESS)
            throw Failure(error, doing);
    }

    /// <summary>The exception for an error; remembers one that the device does not survive.</summary>
    public CudaException Failure(CudaError error, string doing)
    {
        if (CudaErrors.IsFatal(error))
            _lost = error;
        string name = CudaErrors.NameOf(Api, error);
        return new(name, $"CUDA: {name} while {doing}; {CudaErrors.Advice(error)}.", null);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Api.DevicePrimaryCtxRelease(_device);
    }
}
