using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>
/// A stream of the driver. Copies from and to ordinary memory return once that memory is free again; those of page-locked
/// memory are asynchronous.
/// </summary>
internal sealed unsafe class CudaQueue : DriverStream
{
    private const uint NonBlocking = 1;

    private readonly CudaDriver _driver;
    private readonly CudaContext _context;
    private readonly CudaClock _clock;

    public CudaQueue(CudaDriver driver)
    {
        _driver = driver;
        _context = driver.Context;
        nint handle;
        _context.Enter("creating a stream");
        _context.Check(_context.Api.StreamCreate(&handle, NonBlocking), "creating a stream");
        Handle = handle;
        _clock = new(_context, handle);
    }

    public nint Handle { get; }

    /// <summary>Whether kernels with assertions were launched since the last look at their records.</summary>
    public bool MayHaveFaulted { get; set; }

    public override void Synchronize()
    {
        Call(_context.Api.StreamSynchronize, "waiting for queued work");
        if (!MayHaveFaulted)
            return;
        MayHaveFaulted = false;
        _driver.Faults.ThrowIfAny(Handle);
    }

    public override void Drain()
    {
        if (_context.TryEnter())
            _context.Api.StreamSynchronize(Handle);
    }

    public override void CopyFromHost(nint target, long targetOffset, void* source, long bytes)
    {
        _context.Enter("copying to the device");
        var error = _context.Api.MemcpyHtoDAsync(target + (nint)targetOffset, source, (nuint)bytes, Handle);
        if (error != CudaError.CUDA_SUCCESS)
            throw _context.Failure(error, $"copying {bytes} bytes to the device");
    }

    public override void CopyToHost(void* target, nint source, long sourceOffset, long bytes)
    {
        _context.Enter("copying from the device");
        var error = _context.Api.MemcpyDtoHAsync(target, source + (nint)sourceOffset, (nuint)bytes, Handle);
        if (error != CudaError.CUDA_SUCCESS)
            throw _context.Failure(error, $"copying {bytes} bytes from the device");
    }

    public override void Copy(nint target, long targetOffset, nint source, long sourceOffset, long bytes)
    {
        if (target == source && Math.Abs(targetOffset - sourceOffset) < bytes)
        {
            // The driver does not copy between overlapping ranges.
            nint between = _driver.Allocate(bytes);
            Copy(between, 0, source, sourceOffset, bytes);
            Copy(target, targetOffset, between, 0, bytes);
            _driver.Free(between);
            return;
        }
        _context.Enter("copying on the device");
        var error = _context.Api.MemcpyDtoDAsync(target + (nint)targetOffset, source + (nint)sourceOffset, (nuint)bytes, Handle);
        if (error != CudaError.CUDA_SUCCESS)
            throw _context.Failure(error, $"copying {bytes} bytes on the device");
    }

    public override void Fill(nint target, long targetOffset, byte value, long bytes)
    {
        _context.Enter("filling memory");
        var error = _context.Api.MemsetD8Async(target + (nint)targetOffset, value, (nuint)bytes, Handle);
        if (error != CudaError.CUDA_SUCCESS)
            throw _context.Failure(error, $"filling {bytes} bytes");
    }

    public override Func<long> Mark() => _clock.Mark();

    public override bool CanCapture => _driver.CanCapture;

    public override DriverGraph Capture(Action record) => CudaGraph.Capture(_context, this, record);

    public override AcceleratorStream Wrap(Accelerator accelerator) => new CudaStream(accelerator, this);

    protected override void Dispose(bool disposing)
    {
        if (_context.TryEnter())
        {
            _clock.Free();
            _context.Api.StreamDestroy(Handle);
        }
        base.Dispose(disposing);
    }

    private void Call(Func<nint, CudaError> function, string doing)
    {
        _context.Enter(doing);
        _context.Check(function(Handle), doing);
    }
}
