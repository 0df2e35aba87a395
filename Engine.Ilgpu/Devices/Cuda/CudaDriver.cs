using Engine.Ilgpu.Backends.Ptx;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;
using ILGPU.Runtime.Cuda;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>Runs kernels on a CUDA device. Launches are asynchronous; faults come out when a stream is waited for.</summary>
internal sealed unsafe class CudaDriver : DeviceDriver
{
    private readonly CudaFacts _facts;
    private readonly PtxTarget _target;
    private readonly Lock _kernelsLock = new();
    private readonly List<CudaKernel> _kernels = [];

    /// <param name="fastMath">Whether approximations may stand for exactly rounded operations.</param>
    /// <exception cref="CudaException">The device cannot be opened.</exception>
    public CudaDriver(CudaFacts facts, bool fastMath)
    {
        _facts = facts;
        _target = facts.Target with { FastMath = fastMath };
        Context = new CudaContext(facts);
        Faults = new CudaFaultRecords(Context);
    }

    public CudaContext Context { get; }

    public CudaFaultRecords Faults { get; }

    public override int? WarpSize => PtxTarget.WarpSize;

    public override bool RunsPtx => true;

    public override bool HasFunction(Op op, IRType type) => _target.HasFunction(op, type);

    public override string ListingStage => "ptx";

    /// <summary>Graphs are what they are since CUDA 11.</summary>
    public bool CanCapture => _facts.DriverVersion >= 11000;

    /// <summary>The memory that is free now, in bytes.</summary>
    public long FreeMemory
    {
        get
        {
            nuint free;
            nuint total;
            Context.Enter("asking for the free memory");
            Context.Check(Context.Api.MemGetInfo(&free, &total), "asking for the free memory");
            return (long)free;
        }
    }

    /// <summary>How many registers an item may have for the largest group to fit.</summary>
    public int RegistersForLargestGroup =>
        _facts[CudaDeviceAttribute.MaxRegistersPerBlock] / _facts[CudaDeviceAttribute.MaxThreadsPerBlock];

    public override nint Allocate(long bytes)
    {
        nint address;
        Context.Enter("allocating memory");
        var error = Context.Api.MemAlloc(&address, (nuint)bytes);
        if (error != CudaError.CUDA_SUCCESS)
            throw Context.Failure(error, $"allocating {bytes} bytes on '{_facts.Name}', which has {_facts.MemoryBytes}");
        return address;
    }

    public override void Free(nint memory)
    {
        if (Context.TryEnter())
            Context.Api.MemFree(memory);
    }

    public override void PinHost(nint address, long bytes)
    {
        Context.Enter("page-locking host memory");
        Context.Check(Context.Api.MemHostRegister(address, (nuint)bytes, 0), "page-locking host memory");
    }

    public override void UnpinHost(nint address)
    {
        if (Context.TryEnter())
            Context.Api.MemHostUnregister(address);
    }

    public override DriverStream CreateStream() => new CudaQueue(this);

    public override DeviceKernel Compile(Function function, TextWriter? listing = null, MachineCodeDump? machineCode = null)
    {
        var module = PtxEmitter.Compile(function, _target, alignedPointers: true);
        listing?.Write(module.Text);
        var kernel = new CudaKernel(this, function.Name, module, () => PtxEmitter.Compile(function, _target), machineCode);
        lock (_kernelsLock)
            _kernels.Add(kernel);
        return kernel;
    }

    public override void Launch(DeviceKernel kernel, DriverStream stream, in LaunchGeometry geometry, byte* parameters)
    {
        CheckGrid(kernel, geometry);
        var queue = (CudaQueue)stream;
        Context.Enter("launching a kernel");
        var code = ((CudaKernel)kernel).CodeFor(parameters);
        int shared = geometry.DynamicSharedBytes + code.Module.SharedBytesInDynamic;
        nint function = code.FunctionFor(geometry.GroupSize, shared);
        nint record = ((CudaKernel)kernel).FaultRecord;
        void** arguments = stackalloc void*[2];
        arguments[0] = parameters;
        arguments[code.Module.ParameterBytes > 0 ? 1 : 0] = &record;
        if (record != 0)
            queue.MayHaveFaulted = true;
        var error = Context.Api.LaunchKernel(
            function,
            (uint)geometry.GridX, (uint)geometry.GridY, (uint)geometry.GridZ,
            (uint)geometry.GroupX, (uint)geometry.GroupY, (uint)geometry.GroupZ,
            (uint)shared, queue.Handle, arguments, null);
        if (error != CudaError.CUDA_SUCCESS)
        {
            throw Context.Failure(
                error,
                $"launching '{kernel.Name}' in {geometry.Groups} groups of {geometry.GroupSize} items with {shared} bytes of dynamic shared memory");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (Context.TryEnter())
        {
            foreach (var kernel in _kernels)
                kernel.Unload();
            Faults.Free();
        }
        Context.Dispose();
    }

    private void CheckGrid(DeviceKernel kernel, in LaunchGeometry geometry)
    {
        int mostY = _facts[CudaDeviceAttribute.MaxGridDimY];
        int mostZ = _facts[CudaDeviceAttribute.MaxGridDimZ];
        if (geometry.GridY <= mostY && geometry.GridZ <= mostZ)
            return;
        throw new ArgumentOutOfRangeException(
            nameof(geometry),
            $"The grid ({geometry.GridX}, {geometry.GridY}, {geometry.GridZ}) of a launch of '{kernel.Name}' is larger than a CUDA device allows along Y ({mostY}) or Z ({mostZ}).");
    }
}
