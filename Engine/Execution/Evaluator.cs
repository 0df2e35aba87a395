namespace Engine;

/// <summary>Runs a network over a data set in large batches without training.</summary>
internal sealed class Evaluator : IDisposable
{
    /// <summary>Enough rows to keep a device busy, few enough to stay in caches.</summary>
    public const int DefaultBatchSize = 1024;

    private readonly ComputeDevice _device;
    private readonly Network _network;
    private readonly DeviceDataset _data;
    private readonly Workspace _batch;
    private readonly StepMetrics _metrics;

    /// <summary>Allocates the memory; the data stays the caller's.</summary>
    public Evaluator(ComputeDevice device, Network network, DeviceDataset data, int batchSize)
    {
        _device = device;
        _network = network;
        _data = data;
        _batch = new Workspace(device, network, Math.Min(batchSize, data.Count), data.TargetWidth, training: false);
        _metrics = new StepMetrics(device, Batches);
    }

    private int Batches => (int)(((long)_data.Count + _batch.Rows - 1) / _batch.Rows);

    /// <summary>Loss and accuracy with the weights as they are; a loss that is not finite is reported as it is.</summary>
    public EvaluationResult Evaluate()
    {
        _metrics.Reset();
        for (int i = 0; i < Batches; i++)
        {
            (int start, int rows) = Range(i);
            _network.Forward(_batch, _data, start, rows);
            _network.Measure(_batch, rows, i, _metrics);
        }

        double loss = _metrics.Collect(Batches) is null ? _metrics.Loss / _data.Count : double.NaN;
        return new EvaluationResult(loss, _metrics.Correct / _data.Count, _data.Count);
    }

    /// <summary>The output of each sample: [count, outputs].</summary>
    public float[] Predict()
    {
        int width = _network.OutputSize;
        long size = (long)_data.Count * width;
        if (size > Array.MaxLength)
        {
            throw new EngineException($"{_data.Count} samples have {size} outputs, more than an array holds; predict fewer at a time.");
        }

        var outputs = new float[size];
        for (int i = 0; i < Batches; i++)
        {
            (int start, int rows) = Range(i);
            _network.Forward(_batch, _data, start, rows);
            _device.Download(_network.ApplyHead(_batch, rows), outputs.AsSpan(start * width, rows * width));
        }

        return outputs;
    }

    public void Dispose()
    {
        _batch.Dispose();
        _metrics.Dispose();
    }

    private (int Start, int Rows) Range(int batch)
    {
        int start = batch * _batch.Rows;
        return (start, Math.Min(_batch.Rows, _data.Count - start));
    }
}
