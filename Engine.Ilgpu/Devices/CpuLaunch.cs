using System.Runtime.ExceptionServices;
using Engine.Ilgpu.Backends.Cpu;

namespace Engine.Ilgpu.Devices;

/// <summary>
/// One launch that several threads work on. Threads claim chunks of groups, each first those of its own share, which is the
/// same from launch to launch, so that what it wrote stays in its core's cache; then what others have left.
/// Once none is left, nothing of the launch is touched any more, so a thread that comes late does no harm.
/// </summary>
internal sealed unsafe class CpuLaunch(CpuKernel kernel, byte* parameters, LaunchGeometry* geometry, long chunk, int threads)
{
    private readonly long _groups = geometry->Groups;
    private readonly Lock _gate = new();
    private readonly int[] _claimed = new int[((geometry->Groups - 1) / chunk) + 1];
    private int _finished;
    private long _faultedAt = long.MaxValue;
    private Exception? _fault;

    public bool IsFinished => Volatile.Read(ref _finished) == _claimed.Length;

    /// <summary>Works on chunks until none is left to claim.</summary>
    /// <param name="thread">The number of the thread, which decides where it begins.</param>
    public void Work(CpuScratchPool pool, int thread)
    {
        int count = _claimed.Length;
        int first = (int)((long)(thread % threads) * count / threads);
        CpuScratch? scratch = null;
        for (int i = 0; i < count; i++)
        {
            int index = first + i < count ? first + i : first + i - count;
            if (Volatile.Read(ref _claimed[index]) != 0 || Interlocked.Exchange(ref _claimed[index], 1) != 0)
                continue;
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
