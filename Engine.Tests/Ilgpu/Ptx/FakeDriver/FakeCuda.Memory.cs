using System.Runtime.InteropServices;
using Engine.Tests.Ilgpu.Ptx.Interpreter;
using ILGPU.Runtime.Cuda;

namespace Engine.Tests.Ilgpu.Ptx.FakeDriver;

internal sealed unsafe partial class FakeCuda
{
    private readonly PtxAddressSpace _memory = new();

    public CudaError MemGetInfo(nuint* free, nuint* total)
    {
        *total = (nuint)options.MemoryBytes;
        *free = (nuint)(options.MemoryBytes - UsedBytes);
        return Refuses(nameof(MemGetInfo)) ?? CudaError.CUDA_SUCCESS;
    }

    public CudaError MemAlloc(nint* address, nuint bytes)
    {
        if (Refuses(nameof(MemAlloc)) is { } error)
            return error;
        if (bytes == 0)
            return CudaError.CUDA_ERROR_INVALID_VALUE;
        if ((long)bytes > options.MemoryBytes - UsedBytes)
            return CudaError.CUDA_ERROR_OUT_OF_MEMORY;
        lock (_lock)
        {
            *address = (nint)_memory.AllocateGlobal($"memory of {bytes} bytes", (long)bytes).Start;
            UsedBytes += (long)bytes;
        }
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError MemFree(nint address)
    {
        if (Refuses(nameof(MemFree)) is { } error)
            return error;
        lock (_lock)
        {
            long bytes = _memory.FindGlobal((ulong)address)?.Bytes ?? 0;
            if (!_memory.TryFree((ulong)address))
                return CudaError.CUDA_ERROR_INVALID_VALUE;
            UsedBytes -= bytes;
        }
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError MemHostAlloc(nint* address, nuint bytes, uint flags)
    {
        if (Refuses(nameof(MemHostAlloc)) is { } error)
            return error;
        *address = (nint)NativeMemory.AlignedAlloc(bytes, 4096);
        lock (_lock)
            _handles.Add(*address, new HostMemory());
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError MemFreeHost(nint address)
    {
        var error = Remove<HostMemory>(nameof(MemFreeHost), address);
        if (error == CudaError.CUDA_SUCCESS)
            NativeMemory.AlignedFree((void*)address);
        return error;
    }

    public CudaError MemHostRegister(nint address, nuint bytes, uint flags)
    {
        if (Refuses(nameof(MemHostRegister)) is { } error)
            return error;
        lock (_lock)
        {
            return _handles.TryAdd(address, new RegisteredMemory())
                ? CudaError.CUDA_SUCCESS
                : CudaError.CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED;
        }
    }

    public CudaError MemHostUnregister(nint address)
    {
        var error = Remove<RegisteredMemory>(nameof(MemHostUnregister), address);
        return error == CudaError.CUDA_ERROR_INVALID_HANDLE ? CudaError.CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED : error;
    }

    public CudaError MemcpyHtoDAsync(nint target, void* source, nuint bytes, nint stream) =>
        Queue(nameof(MemcpyHtoDAsync), stream, () =>
            new ReadOnlySpan<byte>(source, (int)bytes).CopyTo(_memory.HostAccess((ulong)target, (long)bytes, writes: true)));

    public CudaError MemcpyDtoHAsync(void* target, nint source, nuint bytes, nint stream) =>
        Queue(nameof(MemcpyDtoHAsync), stream, () =>
            _memory.HostAccess((ulong)source, (long)bytes, writes: false).CopyTo(new Span<byte>(target, (int)bytes)));

    public CudaError MemcpyDtoDAsync(nint target, nint source, nuint bytes, nint stream) =>
        Queue(nameof(MemcpyDtoDAsync), stream, () => _memory.Copy((ulong)target, (ulong)source, (long)bytes));

    public CudaError MemsetD8Async(nint target, byte value, nuint bytes, nint stream) =>
        Queue(nameof(MemsetD8Async), stream, () => _memory.HostAccess((ulong)target, (long)bytes, writes: true).Fill(value));

    private sealed class HostMemory;

    private sealed class RegisteredMemory;
}
