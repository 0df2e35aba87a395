using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine.Benchmarking;

/// <summary>The operands of one benchmark.</summary>
internal sealed class BenchmarkMemory(ComputeDevice device) : IDisposable
{
    // Filled by repeating a block, since drawing tens of millions of numbers takes longer than measuring with them.
    private const int BlockSize = 8191;
    private const int Seed = 42;

    private readonly List<MemoryBuffer> _buffers = [];

    public ComputeDevice Device => device;

    public KernelSet Kernels => device.Kernels;

    /// <summary>Numbers in ±1 that are not the same everywhere.</summary>
    public ArrayView<float> Floats(long length)
    {
        var random = new Random(Seed + _buffers.Count);
        return Fill(length, () => (2 * random.NextSingle()) - 1);
    }

    public ArrayView<float> Zeros(long length)
    {
        ArrayView<float> view = Allocate<float>(length);
        view.MemSetToZero();
        return view;
    }

    /// <summary>Bytes below <paramref name="limit"/>.</summary>
    public ArrayView<byte> Bytes(long length, int limit)
    {
        var random = new Random(Seed + _buffers.Count);
        return Fill(length, () => (byte)random.Next(limit));
    }

    public ArrayView<T> Upload<T>(T[] values)
        where T : unmanaged
    {
        ArrayView<T> view = Allocate<T>(values.Length);
        view.CopyFromCPU(values);
        return view;
    }

    public ArrayView<T> Allocate<T>(long length)
        where T : unmanaged
    {
        MemoryBuffer1D<T, Stride1D.Dense> buffer = device.Accelerator.Allocate1D<T>(length);
        _buffers.Add(buffer);
        return buffer.View;
    }

    public void Dispose()
    {
        foreach (MemoryBuffer buffer in _buffers)
        {
            buffer.Dispose();
        }
    }

    private ArrayView<T> Fill<T>(long length, Func<T> next)
        where T : unmanaged
    {
        var values = new T[length];
        int block = (int)Math.Min(BlockSize, length);
        for (int i = 0; i < block; i++)
        {
            values[i] = next();
        }

        for (long start = block; start < length; start += block)
        {
            Array.Copy(values, 0, values, start, Math.Min(block, length - start));
        }

        return Upload(values);
    }
}
