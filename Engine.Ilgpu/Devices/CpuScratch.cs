using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Engine.Ilgpu.Devices;

/// <summary>Scratch memory of one thread at a time; grows and is kept.</summary>
internal sealed unsafe class CpuScratch : IDisposable
{
    private byte* _memory;
    private long _size;

    ~CpuScratch() => Release();

    /// <summary>Memory of at least so many bytes, aligned to 64; contents undefined.</summary>
    public byte* Require(long bytes)
    {
        if (bytes <= _size)
            return _memory;
        Release();
        long size = Math.Max(bytes, 4096);
        _memory = (byte*)CpuMemory.Allocate(size);
        _size = size;
        return _memory;
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _size = 0;
    }
}

/// <summary>Scratch memory that is not in use.</summary>
internal sealed class CpuScratchPool : IDisposable
{
    private readonly ConcurrentBag<CpuScratch> _free = [];

    public CpuScratch Rent() => _free.TryTake(out var scratch) ? scratch : new CpuScratch();

    public void Return(CpuScratch scratch) => _free.Add(scratch);

    public void Dispose()
    {
        while (_free.TryTake(out var scratch))
            scratch.Dispose();
    }
}

internal static unsafe class CpuMemory
{
    private const int Alignment = 64;

    /// <exception cref="OutOfMemoryException">There is not so much memory (as <see cref="InsufficientMemoryException"/>).</exception>
    public static nint Allocate(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        try
        {
            // Whole vectors: code may look at the rest of the last one.
            long size = (Math.Max(bytes, 1) + Alignment - 1) & -Alignment;
            void* block = NativeMemory.AlignedAlloc((nuint)size, (nuint)LargePages.AlignmentFor(size, Alignment));
            LargePages.Advise(block, size);
            return (nint)block;
        }
        catch (OutOfMemoryException e)
        {
            throw new InsufficientMemoryException($"The CPU device cannot allocate {bytes:N0} bytes; free buffers or use smaller ones.", e);
        }
    }
}
