using Engine.Ilgpu.Backends.OpenCL;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Devices.OpenCL;

/// <summary>
/// Runs kernels on one OpenCL device. An address is the handle of a memory object. Safe to use from several threads.
/// </summary>
internal sealed unsafe class ClDriver : DeviceDriver
{
    private readonly ClLibrary _library;
    private readonly Lock _gate = new();
    private readonly List<ClKernel> _kernels = [];
    private readonly ClFaultRecord _faults;
    private readonly bool _profiling;
    private long _frees;
    private bool _disposed;

    /// <param name="profiling">Whether streams can take time stamps.</param>
    /// <exception cref="Diagnostics.DriverException">The device cannot be opened.</exception>
    public ClDriver(ClLibrary library, ClDeviceInfo device, bool fastMath = false, bool profiling = false)
    {
        _library = library;
        Device = device;
        _profiling = profiling;
        Target = new ClTarget
        {
            WarpSize = device.WarpSize,
            RequireWarpSize = device.WarpSize > 1 && device.NeedsWarpSizeInSource,
            Doubles = device.Has("cl_khr_fp64"),
            Int64Atomics = device.Has("cl_khr_int64_base_atomics") && device.Has("cl_khr_int64_extended_atomics"),
            FastMath = fastMath,
        };
        nint id = device.Device;
        int error;
        Context = library.CreateContext(null, 1, &id, null, null, &error);
        ClError.Check(error, $"opening {device.Name}");
        _faults = new ClFaultRecord(this);
    }

    public override int? WarpSize => Target.WarpSize;

    public override string ListingStage => "cl";

    public ClDeviceInfo Device { get; }

    public ClTarget Target { get; }

    public ClLibrary Library => _library;

    public nint Context { get; }

    /// <summary>Counts freed memory objects: another object may have got the handle of one.</summary>
    public long Frees => Volatile.Read(ref _frees);

    public override nint Allocate(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ObjectDisposedException.ThrowIf(_disposed, this);
        const ulong ReadWrite = 1;
        int error;
        nint memory = _library.CreateBuffer(Context, ReadWrite, (nuint)Math.Max(bytes, 1), null, &error);
        if (error != ClError.Success)
        {
            string limit = bytes > Device.MaxAllocationBytes ? $" (the device allows {Device.MaxAllocationBytes:N0} in one piece)" : "";
            ClError.Throw(error, $"allocating {bytes:N0} bytes on {Device.Name}{limit}");
        }
        return memory;
    }

    public override void Free(nint memory)
    {
        Interlocked.Increment(ref _frees);
        // What is queued keeps the object until it is done. A lost device leaves nothing to be done about an error.
        _ = _library.ReleaseMemObject(memory);
    }

    public override DriverStream CreateStream()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new ClStream(this, _faults, _profiling);
    }

    public override DeviceKernel Compile(Function function, TextWriter? listing = null, MachineCodeDump? machineCode = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var source = ClEmitter.Emit(function, Target);
        listing?.Write(source.Text);
        var kernel = ClProgram.Build(this, source, machineCode);
        lock (_gate)
        {
            kernel.Number = (uint)_kernels.Count;
            _kernels.Add(kernel);
        }
        return kernel;
    }

    public override void Launch(DeviceKernel kernel, DriverStream stream, in LaunchGeometry geometry, byte* parameters)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var code = (ClKernel)kernel;
        nint record = code.CanFault ? _faults.Expect() : 0;
        code.Launch(this, ((ClStream)stream).Queue, geometry, parameters, record);
    }

    public ClKernel KernelOf(uint number)
    {
        lock (_gate)
            return _kernels[(int)number];
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        lock (_gate)
        {
            foreach (var kernel in _kernels)
                kernel.Release(_library);
        }
        _faults.Release();
        _ = _library.ReleaseContext(Context);
    }
}
