using System.Diagnostics;
using ILGPU.Runtime.Cuda;

namespace Engine.Tests.Ilgpu.Cuda;

internal sealed unsafe partial class FakeCuda
{
    private readonly Dictionary<nint, Stream> _streams = new() { [0] = new Stream() };
    private readonly Dictionary<nint, List<Action>> _graphs = [];
    private readonly Dictionary<nint, long> _events = [];

    public CudaError StreamCreate(nint* stream, uint flags)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        *stream = Add("stream");
        _streams.Add(*stream, new Stream());
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError StreamDestroy(nint stream)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        _streams[stream].Run();
        _streams.Remove(stream);
        return Remove(stream);
    }

    public CudaError StreamSynchronize(nint stream)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        if (_streams[stream].Recording is not null)
            return CudaError.CUDA_ERROR_NOT_PERMITTED;
        _streams[stream].Run();
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError MemcpyHtoDAsync(nint target, void* source, nuint bytes, nint stream)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        byte[] staged = new ReadOnlySpan<byte>(source, (int)bytes).ToArray();
        Queue(stream, () => staged.CopyTo(At(target, staged.Length, writes: true)));
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError MemcpyDtoHAsync(void* target, nint source, nuint bytes, nint stream)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        nint to = (nint)target;
        Queue(stream, () => At(source, (long)bytes, writes: false).CopyTo(new Span<byte>((void*)to, (int)bytes)));
        if (_streams[stream].Recording is null)
            _streams[stream].Run();
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError MemcpyDtoDAsync(nint target, nint source, nuint bytes, nint stream)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        Queue(stream, () => At(source, (long)bytes, writes: false).CopyTo(At(target, (long)bytes, writes: true)));
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError MemsetD8Async(nint target, byte value, nuint bytes, nint stream)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        Queue(stream, () => At(target, (long)bytes, writes: true).Fill(value));
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError StreamBeginCapture(nint stream, int mode)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        if (device.DriverVersion < 10010)
            return CudaError.CUDA_ERROR_NOT_SUPPORTED;
        _streams[stream].Recording = [];
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError StreamEndCapture(nint stream, nint* graph)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        *graph = Add("graph");
        _graphs.Add(*graph, _streams[stream].Recording!);
        _streams[stream].Recording = null;
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError GraphInstantiate(nint* executable, nint graph)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        *executable = Add("executable graph");
        _graphs.Add(*executable, _graphs[graph]);
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError GraphLaunch(nint executable, nint stream)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        foreach (var work in _graphs[executable])
            Queue(stream, work);
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError GraphDestroy(nint graph) => DestroyGraph(graph, Begin());

    public CudaError GraphExecDestroy(nint executable) => DestroyGraph(executable, Begin());

    public CudaError EventCreate(nint* handle, uint flags)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        *handle = Add("event");
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError EventDestroy(nint handle) => Begin() is var error and not CudaError.CUDA_SUCCESS ? error : Remove(handle);

    public CudaError EventRecord(nint handle, nint stream)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        Queue(stream, () => _events[handle] = Stopwatch.GetTimestamp());
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError EventSynchronize(nint handle)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        RunAll();
        return _events.ContainsKey(handle) ? CudaError.CUDA_SUCCESS : CudaError.CUDA_ERROR_INVALID_HANDLE;
    }

    public CudaError EventElapsedTime(float* milliseconds, nint start, nint end)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        *milliseconds = (float)Stopwatch.GetElapsedTime(_events[start], _events[end]).TotalMilliseconds;
        return CudaError.CUDA_SUCCESS;
    }

    private void Queue(nint stream, Action work) => (_streams[stream].Recording ?? _streams[stream].Waiting).Add(work);

    private void RunAll()
    {
        foreach (var stream in _streams.Values)
            stream.Run();
    }

    private Span<byte> At(nint address, long bytes, bool writes) => _memory.HostAccess((ulong)address, bytes, writes);

    private CudaError DestroyGraph(nint graph, CudaError error)
    {
        if (error != CudaError.CUDA_SUCCESS)
            return error;
        _graphs.Remove(graph);
        return Remove(graph);
    }

    /// <summary>Work that waits, and what is being captured instead of run.</summary>
    private sealed class Stream
    {
        public List<Action> Waiting { get; } = [];
        public List<Action>? Recording { get; set; }

        public void Run()
        {
            Action[] work = [.. Waiting];
            Waiting.Clear();
            foreach (var action in work)
                action();
        }
    }
}
