using System.Runtime.ExceptionServices;
using Engine.Ilgpu.Backends.Cpu;

namespace Engine.Ilgpu.Devices;

/// <summary>
/// One launch that several threads work on. Threads claim chunks of groups by an atomic counter; once none is left,
/// nothing of the launch is touched any more, so a thread that comes late does no harm.
/// </summary>
internal sealed unsafe class CpuLaunch(CpuKernel kernel, byte* parameters, LaunchGeometry* geometry, long chunk)
{
    private readonly long _groups = geometry->Groups;
    private readonly Lock _gate = new();
    private long _claimed;
    private long _finished;
    private long _faultedAt = long.MaxValue;
    private Exception? _fault;

    private long Chunks { get; } = ((geometry->Groups - 1) / chunk) + 1;

    public bool IsFinished => Volatile.Read(ref _finished) == Chunks;

    /// <summary>Works on chunks until none is left to claim.</summary>
    public void Work(CpuScratchPool pool)
    {
        CpuScratch? scratch = null;
        while (true)
        {
            long index = Interlocked.Increment(ref _claimed) - 1;
            if (index >= Chunks)
                break;
            scratch ??= pool.Rent();
            RunChunk(index, scratch);
            Interlocked.Increment(ref _finished);
        }
        if (scratch is not null)
            pool.Return(scratch);
    }

    /// <summary>Throws the fault of the first group that had one, whatever the number of threads.</summary>
    public void RethrowFault()
    {
        if (_fault is { } fault)
            ExceptionDispatchInfo.Throw(fault);
    }

    private void RunChunk(long index, CpuScratch scratch)
    {
        // Chunks before the one that faulted still run: one of them may fault, and it comes first.
        if (index > Volatile.Read(ref _faultedAt))
            return;
        try
        {
            long first = index * chunk;
            kernel.Run(parameters, geometry, first, Math.Min(first + chunk, _groups), scratch.Require(kernel.ScratchBytes(*geometry)));
        }
        catch (Exception fault)
        {
            // Rethrown to the caller of the launch, on its thread.
            lock (_gate)
            {
                if (index < _faultedAt)
                {
                    _fault = fault;
                    Volatile.Write(ref _faultedAt, index);
                }
            }
        }
    }
}
