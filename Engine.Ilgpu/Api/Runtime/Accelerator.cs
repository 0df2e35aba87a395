using Engine.Ilgpu.Devices;

namespace ILGPU.Runtime;

/// <summary>A device in use: allocates memory, makes streams, loads and launches kernels.</summary>
public abstract partial class Accelerator : IDisposable
{
    [ThreadStatic]
    private static Accelerator? _current;

    private readonly HashSet<AcceleratorObject> _children = [];
    private readonly Lock _childrenLock = new();
    private volatile bool _disposed;

    private protected Accelerator(Context context, Device device, DeviceDriver driver)
    {
        Context = context;
        Device = device;
        Driver = driver;
        var properties = context.Properties;
        Compiler = new(
            driver,
            properties.EnableAssertions,
            properties.MathMode != MathMode.Default,
            properties.EnableVerifier);
        DefaultStream = driver.CreateStream().Wrap(this);
        context.Adopt(this);
    }

    public static AcceleratorType CurrentType => Current.AcceleratorType;

    /// <summary>The accelerator that this thread bound last.</summary>
    /// <exception cref="InvalidOperationException">None is bound.</exception>
    public static Accelerator Current =>
        _current ?? throw new InvalidOperationException("No accelerator is bound to this thread; call Bind() first.");

    public Context Context { get; }
    public Device Device { get; }
    public AcceleratorStream DefaultStream { get; }
    public virtual nint NativePtr => 0;
    public ValueTuple<Index1D, Index1D> MaxNumGroupsExtent =>
        (MaxNumThreads / MaxNumThreadsPerGroup, MaxNumThreadsPerGroup);
    public AcceleratorType AcceleratorType => Device.AcceleratorType;
    public string Name => Device.Name;
    public long MemorySize => Device.MemorySize;
    public Index3D MaxGridSize => Device.MaxGridSize;
    public Index3D MaxGroupSize => Device.MaxGroupSize;
    public int MaxNumThreadsPerGroup => Device.MaxNumThreadsPerGroup;
    public int MaxSharedMemoryPerGroup => Device.MaxSharedMemoryPerGroup;
    public int MaxConstantMemory => Device.MaxConstantMemory;
    public int WarpSize => Device.WarpSize;
    public int NumMultiprocessors => Device.NumMultiprocessors;
    public int MaxNumThreadsPerMultiprocessor => Device.MaxNumThreadsPerMultiprocessor;
    public int MaxNumThreads => Device.MaxNumThreads;
    public CapabilityContext Capabilities => Device.Capabilities;

    /// <summary>How many buffers, streams and markers are alive.</summary>
    public int NumberChildObjects
    {
        get
        {
            lock (_childrenLock)
                return _children.Count;
        }
    }

    internal static Accelerator? CurrentOrNull
    {
        get => _current;
        set => _current = value;
    }

    internal DeviceDriver Driver { get; }

    public AcceleratorStream CreateStream()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Driver.CreateStream().Wrap(this);
    }

    /// <summary>Waits for the work of all streams.</summary>
    public void Synchronize()
    {
        AcceleratorStream[] streams;
        lock (_childrenLock)
            streams = [.. _children.OfType<AcceleratorStream>()];
        foreach (var stream in streams)
            stream.Synchronize();
    }

    public void Bind() => _current = this;

    public ScopedAcceleratorBinding BindScoped() => new(this);

    public void PrintInformation(TextWriter writer) => Device.PrintInformation(writer);

    public bool CanAccessPeer(Accelerator otherAccelerator) => ReferenceEquals(this, otherAccelerator);

    /// <summary>Frees the accelerator with all its buffers and streams; a second call does nothing.</summary>
    public void Dispose()
    {
        AcceleratorObject[] children;
        lock (_childrenLock)
        {
            if (_disposed)
                return;
            _disposed = true;
            children = [.. _children];
        }
        // Streams go last: they may still hold work that uses the buffers.
        foreach (var stream in children.OfType<AcceleratorStream>())
            stream.Driver.Drain();
        foreach (var child in children.OrderBy(child => child is AcceleratorStream))
            child.Dispose();
        Driver.Dispose();
        Context.Forget(this);
        if (ReferenceEquals(_current, this))
            _current = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes an object in, to be disposed with the accelerator.</summary>
    internal void Adopt(AcceleratorObject child)
    {
        lock (_childrenLock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _children.Add(child);
        }
    }

    internal void Forget(AcceleratorObject child)
    {
        lock (_childrenLock)
            _children.Remove(child);
    }
}
