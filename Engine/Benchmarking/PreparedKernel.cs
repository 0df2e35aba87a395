namespace Engine.Benchmarking;

/// <summary>A kernel with its operands on a device, ready to be launched again and again.</summary>
public sealed class PreparedKernel : IDisposable
{
    private readonly BenchmarkMemory _memory;
    private readonly Action _launch;

    internal PreparedKernel(BenchmarkMemory memory, Action launch)
    {
        _memory = memory;
        _launch = launch;
    }

    /// <summary>Queues the kernel once; the first launch also compiles it.</summary>
    public void Launch() => _launch();

    /// <summary>Waits for all that was queued.</summary>
    public void Wait() => _memory.Device.Accelerator.Synchronize();

    /// <summary>Frees the operands.</summary>
    public void Dispose() => _memory.Dispose();
}
