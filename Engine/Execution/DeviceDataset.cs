using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine;

/// <summary>A data set in device memory, as bytes, with the order in which batches take its samples.</summary>
internal sealed class DeviceDataset : IDisposable
{
    private readonly MemoryBuffer1D<byte, Stride1D.Dense> _images;
    private readonly MemoryBuffer1D<byte, Stride1D.Dense> _labels;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _order;

    /// <summary>Uploads samples and labels; the order is that of the samples.</summary>
    public DeviceDataset(ComputeDevice device, ReadOnlyMemory<byte> images, ReadOnlyMemory<byte> labels, int sampleSize)
    {
        Count = labels.Length;
        _images = Upload(device, images);
        _labels = Upload(device, labels);
        _order = device.Accelerator.Allocate1D<int>(Count);
        SetOrder(RandomStreams.Identity(Count));
        Source = new GatherSource(_images.View, _labels.View, _order.View, sampleSize);
    }

    public int Count { get; }

    public GatherSource Source { get; }

    public void SetOrder(int[] order)
    {
        ArrayView<int> target = _order.View;
        target.CopyFromCPU(order);
    }

    public void Dispose()
    {
        _images.Dispose();
        _labels.Dispose();
        _order.Dispose();
    }

    private static MemoryBuffer1D<byte, Stride1D.Dense> Upload(ComputeDevice device, ReadOnlyMemory<byte> bytes)
    {
        MemoryBuffer1D<byte, Stride1D.Dense> buffer = device.Accelerator.Allocate1D<byte>(bytes.Length);
        ArrayView<byte> target = buffer.View;
        target.CopyFromCPU<byte, ArrayView<byte>>(bytes.Span);
        return buffer;
    }
}
