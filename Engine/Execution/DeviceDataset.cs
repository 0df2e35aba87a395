using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine;

/// <summary>A data set in device memory, as it is on the host, with the order in which batches take its samples.</summary>
internal sealed class DeviceDataset : IDisposable
{
    // MNIST has a share of 0.81, of which products can leave out 0.5; of Fashion-MNIST's 0.50 they could 0.1.
    private const double ManyZeros = 0.7;

    private const int SamplesToAsk = 1000;

    private readonly ComputeDevice _device;
    private readonly List<MemoryBuffer> _buffers = [];
    private readonly ArrayView<int> _order;
    private readonly ArrayView<byte> _images;
    private readonly ArrayView<float> _features;
    private readonly ArrayView<byte> _labels;
    private readonly ArrayView<float> _targets;
    private readonly int _sampleSize;
    private readonly bool _hasFeatures;

    /// <summary>Uploads samples and targets; the order is that of the samples.</summary>
    public DeviceDataset(ComputeDevice device, Dataset data)
    {
        _device = device;
        Count = data.Count;
        _sampleSize = data.SampleSize;
        TargetWidth = data.TargetWidth;
        _hasFeatures = data.HasFeatures;
        HasZeros = AreMostlyZero(data.Images.Span[..(int)Math.Min(data.Images.Length, (long)SamplesToAsk * _sampleSize)]);
        _images = Upload(data.Images);
        _features = Upload(data.Features);
        _labels = Upload(data.Labels);
        _targets = Upload(data.Targets);
        _order = Allocate<int>(Count);
        SetOrder(RandomStreams.Identity(Count));
    }

    public int Count { get; }

    /// <summary>Values of a target; 0 where targets are classes.</summary>
    public int TargetWidth { get; }

    /// <summary>Whether most values of the samples are 0, as those of images on a black ground; asked of the first thousand.</summary>
    public bool HasZeros { get; }

    public void SetOrder(int[] order) => _device.Upload(order, _order);

    /// <summary>Fetches the samples at the places from <paramref name="start"/> on, with their targets.</summary>
    public void Fetch(KernelSet kernels, int start, int rows, Workspace batch)
    {
        if (IsBytesWithClasses)
        {
            kernels.Gather(rows, start, Source, batch.Input, batch.Labels);
        }
        else
        {
            FetchRows(kernels, new FixedPlace(start), rows, batch);
        }
    }

    /// <summary>Fetches the full batch of the schedule's step.</summary>
    public void FetchAtStep(KernelSet kernels, in StepSchedule schedule, Workspace batch)
    {
        if (IsBytesWithClasses)
        {
            kernels.GatherAtStep(batch.Rows, schedule, Source, batch.Input, batch.Labels);
        }
        else
        {
            FetchRows(kernels, new PlaceOfStep(schedule.Step, batch.Rows), batch.Rows, batch);
        }
    }

    public void Dispose()
    {
        foreach (MemoryBuffer buffer in _buffers)
        {
            buffer.Dispose();
        }
    }

    private bool IsBytesWithClasses => !_hasFeatures && TargetWidth == 0;

    private GatherSource Source => new(_images, _labels, _order, _sampleSize);

    private void FetchRows<TPlace>(KernelSet kernels, TPlace place, int rows, Workspace batch)
        where TPlace : struct, IBatchPlace
    {
        if (_hasFeatures)
        {
            kernels.GatherFloats(rows, _sampleSize, _features, _order, place, batch.Input);
        }
        else
        {
            kernels.GatherNormalized(rows, _sampleSize, _images, _order, place, batch.Input);
        }

        if (TargetWidth > 0)
        {
            kernels.GatherFloats(rows, TargetWidth, _targets, _order, place, batch.Targets);
        }
        else
        {
            kernels.GatherClasses(rows, _labels, _order, place, batch.Labels);
        }
    }

    private static bool AreMostlyZero(ReadOnlySpan<byte> values) => values.Count((byte)0) > ManyZeros * values.Length;

    private ArrayView<T> Upload<T>(ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        if (values.IsEmpty)
        {
            return default;
        }

        ArrayView<T> target = Allocate<T>(values.Length);
        _device.Upload(values.Span, target);
        return target;
    }

    private ArrayView<T> Allocate<T>(int length)
        where T : unmanaged
    {
        MemoryBuffer1D<T, Stride1D.Dense> buffer = _device.Accelerator.Allocate1D<T>(length);
        _buffers.Add(buffer);
        return buffer.View;
    }
}
