using Engine.Ilgpu.Devices;
using ILGPU.Runtime;

namespace Engine.Ilgpu.Graphs;

/// <summary>
/// Launches and copies that were recorded from a stream once and are queued again as one, which costs one launch. The
/// arguments are those of the recording: what must change from time to time belongs into device memory, where kernels read
/// it. Goes with its accelerator. An addition to ILGPU's API.
/// </summary>
public sealed class LaunchGraph : AcceleratorObject
{
    private readonly DriverGraph _graph;

    private LaunchGraph(Accelerator accelerator, DriverGraph graph)
        : base(accelerator)
    {
        _graph = graph;
        accelerator.Adopt(this);
    }

    /// <summary>True if the accelerator can record launches: those of CUDA devices can.</summary>
    public static bool IsSupported(Accelerator accelerator)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        return accelerator.DefaultStream.Driver.CanCapture;
    }

    /// <summary>Records what an action queues on a stream, without running it. The action must not wait for the stream.</summary>
    /// <exception cref="NotSupportedException">The accelerator cannot record.</exception>
    public static LaunchGraph Capture(AcceleratorStream stream, Action record)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(record);
        return new(stream.Accelerator, stream.Driver.Capture(record));
    }

    /// <summary>Queues all that was recorded.</summary>
    /// <param name="stream">A stream of the same accelerator.</param>
    public void Launch(AcceleratorStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (!ReferenceEquals(stream.Accelerator, Accelerator))
            throw new ArgumentException("Recorded launches are queued on a stream of another accelerator.", nameof(stream));
        _graph.Launch(stream.Driver);
    }

    private protected override void Release() => _graph.Dispose();
}
