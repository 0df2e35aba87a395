using ILGPU;
using ILGPU.Runtime;

namespace Engine;

/// <summary>The memory that batches of a model pass through: inputs, every stage's outputs and, for training, gradients.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly List<MemoryBuffer> _buffers = [];

    /// <param name="targetWidth">Values of a sample's target; 0 where targets are classes.</param>
    public Workspace(ComputeDevice device, Network network, int rows, int targetWidth, bool training)
    {
        long widest = Math.Max(network.InputSize, network.Stages.Max(stage => stage.Width));
        if (rows * widest > int.MaxValue)
        {
            throw new EngineException(
                $"A batch of {rows} samples needs {rows * widest} values in one layer; kernels index at most {int.MaxValue}: use a smaller batch size.");
        }

        Rows = rows;
        Input = Allocate<float>(device, rows, network.InputSize);
        Labels = Allocate<byte>(device, rows, 1);
        Targets = targetWidth > 0 ? Allocate<float>(device, rows, targetWidth) : default;
        RowLoss = Allocate<float>(device, rows, 1);
        RowCorrect = Allocate<float>(device, rows, 1);
        Outputs = [.. network.Stages.Select(stage => Allocate<float>(device, rows, stage.Width))];
        Gradients = training ? [.. network.Stages.Select(stage => Allocate<float>(device, rows, stage.Width))] : [];
    }

    /// <summary>The largest batch.</summary>
    public int Rows { get; }

    /// <summary>[rows, input size].</summary>
    public ArrayView<float> Input { get; }

    /// <summary>The class of each row, where targets are classes.</summary>
    public ArrayView<byte> Labels { get; }

    /// <summary>Whether targets are rows of floats, and not classes.</summary>
    public bool HasTargets => Targets.Length > 0;

    /// <summary>[rows, target width], where targets are rows of floats.</summary>
    public ArrayView<float> Targets { get; }

    public ArrayView<float> RowLoss { get; }

    public ArrayView<float> RowCorrect { get; }

    /// <summary>[rows, width] of each stage; the last ones lack the head.</summary>
    public IReadOnlyList<ArrayView<float>> Outputs { get; }

    /// <summary>[rows, width] of each stage: the loss's derivative with respect to what it computes before its activation.</summary>
    public IReadOnlyList<ArrayView<float>> Gradients { get; }

    public void Dispose()
    {
        foreach (MemoryBuffer buffer in _buffers)
        {
            buffer.Dispose();
        }
    }

    private ArrayView<T> Allocate<T>(ComputeDevice device, int rows, int columns)
        where T : unmanaged
    {
        MemoryBuffer1D<T, Stride1D.Dense> buffer = device.Accelerator.Allocate1D<T>((long)rows * columns);
        _buffers.Add(buffer);
        return buffer.View;
    }
}
