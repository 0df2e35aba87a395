using ILGPU.Runtime.Cuda;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>Launches and copies that were recorded once and are queued again as one.</summary>
internal sealed class CudaGraph : DriverGraph
{
    private readonly CudaContext _context;
    private nint _executable;

    private CudaGraph(CudaContext context, nint executable) => (_context, _executable) = (context, executable);

    /// <summary>Records what an action queues on a stream.</summary>
    /// <exception cref="CudaException">The driver cannot, or the action did what cannot be recorded, such as waiting.</exception>
    public static unsafe CudaGraph Capture(CudaContext context, CudaQueue queue, Action record)
    {
        // Loading a kernel meanwhile is allowed.
        const int Relaxed = 2;
        var api = context.Api;
        nint graph = 0;
        nint executable;
        context.Enter("starting to record launches");
        context.Check(api.StreamBeginCapture(queue.Handle, Relaxed), "starting to record launches");
        CudaError ended = CudaError.CUDA_SUCCESS;
        try
        {
            try
            {
                record();
            }
            finally
            {
                // Also after a failure: the stream must leave its recording state.
                if (context.TryEnter())
                    ended = api.StreamEndCapture(queue.Handle, &graph);
            }
            context.Check(ended, "recording launches");
            context.Check(api.GraphInstantiate(&executable, graph), "preparing recorded launches");
            return new(context, executable);
        }
        finally
        {
            if (graph != 0)
                api.GraphDestroy(graph);
        }
    }

    public override void Launch(DriverStream stream)
    {
        var queue = (CudaQueue)stream;
        ObjectDisposedException.ThrowIf(_executable == 0, this);
        _context.Enter("queueing recorded launches");
        _context.Check(_context.Api.GraphLaunch(_executable, queue.Handle), "queueing recorded launches");
        // Which kernels it holds is not remembered; looking at the records costs little if there are none.
        queue.MayHaveFaulted = true;
    }

    public override void Dispose()
    {
        nint executable = Interlocked.Exchange(ref _executable, 0);
        if (executable != 0 && _context.TryEnter())
            _context.Api.GraphExecDestroy(executable);
    }
}
