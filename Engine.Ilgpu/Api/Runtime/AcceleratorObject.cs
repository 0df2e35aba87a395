namespace ILGPU.Runtime;

/// <summary>What belongs to an accelerator and goes with it.</summary>
public abstract class AcceleratorObject : IDisposable
{
    private int _disposed;

    private protected AcceleratorObject(Accelerator accelerator) => Accelerator = accelerator;

    public Accelerator Accelerator { get; }
    public AcceleratorType AcceleratorType => Accelerator.AcceleratorType;

    internal bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    /// <summary>Frees the object; a second call does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Accelerator.Forget(this);
            Release();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the object holds; called once.</summary>
    private protected abstract void Release();
}

/// <summary>The kind of an accelerator.</summary>
public enum AcceleratorType
{
    CPU,
    Cuda,
    OpenCL,
}
