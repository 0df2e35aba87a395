using System.Diagnostics;
using ILGPU.Runtime.Cuda;

namespace Engine.Tests.Ilgpu.Ptx.FakeDriver;

internal sealed unsafe partial class FakeCuda
{
    public CudaError StreamCreate(nint* stream, uint flags) => Create(nameof(StreamCreate), new Stream(), stream);

    public CudaError StreamDestroy(nint stream) => Remove<Stream>(nameof(StreamDestroy), stream);

    public CudaError StreamSynchronize(nint stream)
    {
        if (Refuses(nameof(StreamSynchronize)) is { } error)
            return error;
        if (stream == 0)
            return CudaError.CUDA_SUCCESS;
        return Find<Stream>(stream) switch
        {
            null => CudaError.CUDA_ERROR_INVALID_HANDLE,
            { Captured: not null } => CaptureUnsupported,
            _ => CudaError.CUDA_SUCCESS,
        };
    }

    public CudaError StreamBeginCapture(nint stream, int mode)
    {
        if (Refuses(nameof(StreamBeginCapture)) is { } error)
            return error;
        if (Find<Stream>(stream) is not { } found)
            return CudaError.CUDA_ERROR_INVALID_HANDLE;
        if (found.Captured is not null)
            return CaptureUnsupported;
        found.Captured = [];
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError StreamEndCapture(nint stream, nint* graph)
    {
        if (Refuses(nameof(StreamEndCapture)) is { } error)
            return error;
        if (Find<Stream>(stream) is not { Captured: { } captured } found)
            return CudaError.CUDA_ERROR_INVALID_VALUE;
        found.Captured = null;
        *graph = Register(new Graph([.. captured]));
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError GraphInstantiate(nint* executable, nint graph) => Find<Graph>(graph) is { } found
        ? Create(nameof(GraphInstantiate), new Executable(found.Work), executable)
        : CudaError.CUDA_ERROR_INVALID_VALUE;

    public CudaError GraphLaunch(nint executable, nint stream) => Find<Executable>(executable) is { } found
        ? Queue(nameof(GraphLaunch), stream, () =>
        {
            foreach (var work in found.Work)
                work();
        })
        : CudaError.CUDA_ERROR_INVALID_VALUE;

    public CudaError GraphDestroy(nint graph) => Remove<Graph>(nameof(GraphDestroy), graph);

    public CudaError GraphExecDestroy(nint executable) => Remove<Executable>(nameof(GraphExecDestroy), executable);

    public CudaError EventCreate(nint* handle, uint flags) => Create(nameof(EventCreate), new Event(), handle);

    public CudaError EventDestroy(nint handle) => Remove<Event>(nameof(EventDestroy), handle);

    public CudaError EventRecord(nint handle, nint stream) => Find<Event>(handle) is { } found
        ? Queue(nameof(EventRecord), stream, () => found.Ticks = Stopwatch.GetTimestamp())
        : CudaError.CUDA_ERROR_INVALID_HANDLE;

    public CudaError EventSynchronize(nint handle) =>
        Refuses(nameof(EventSynchronize)) ?? (Find<Event>(handle) is null ? CudaError.CUDA_ERROR_INVALID_HANDLE : CudaError.CUDA_SUCCESS);

    public CudaError EventElapsedTime(float* milliseconds, nint start, nint end)
    {
        if (Refuses(nameof(EventElapsedTime)) is { } error)
            return error;
        if (Find<Event>(start) is not { Ticks: { } from } || Find<Event>(end) is not { Ticks: { } to })
            return CudaError.CUDA_ERROR_INVALID_HANDLE;
        *milliseconds = (float)Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
        return CudaError.CUDA_SUCCESS;
    }

    /// <summary>The driver's code for what a stream cannot do while it is captured.</summary>
    private const CudaError CaptureUnsupported = (CudaError)900;

    /// <summary>Does the work, or remembers it if the stream is captured. Stream 0 is the default one.</summary>
    private CudaError Queue(string function, nint stream, Action work)
    {
        if (Refuses(function) is { } error)
            return error;
        var found = Find<Stream>(stream);
        if (stream != 0 && found is null)
            return CudaError.CUDA_ERROR_INVALID_HANDLE;
        if (found?.Captured is { } captured)
            captured.Add(work);
        else
            work();
        return CudaError.CUDA_SUCCESS;
    }

    private CudaError Create(string function, object what, nint* handle)
    {
        if (Refuses(function) is { } error)
            return error;
        *handle = Register(what);
        return CudaError.CUDA_SUCCESS;
    }

    private sealed class Stream
    {
        /// <summary>What has been queued since capturing began; null outside.</summary>
        public List<Action>? Captured { get; set; }
    }

    private sealed record Graph(Action[] Work);

    private sealed record Executable(Action[] Work);

    private sealed class Event
    {
        public long? Ticks { get; set; }
    }
}
