using System.Runtime.InteropServices;
using Engine.Ilgpu.Devices.Cuda;
using Engine.Tests.Ilgpu.Ptx.Interpreter;
using ILGPU.Runtime.Cuda;

namespace Engine.Tests.Ilgpu.Ptx.FakeDriver;

/// <summary>What a <see cref="FakeCuda"/> pretends to be.</summary>
internal sealed record FakeCudaOptions
{
    /// <summary>As cuDriverGetVersion gives it.</summary>
    public int DriverVersion { get; init; } = 12040;

    public (int Major, int Minor) ComputeCapability { get; init; } = (9, 0);

    public int Devices { get; init; } = 1;

    public long MemoryBytes { get; init; } = 4L << 30;

    public PtxOptions Ptx { get; init; } = PtxOptions.Default;

    /// <summary>Whether races of global memory are looked for, which takes time and memory.</summary>
    public bool WatchGlobalMemory { get; init; } = true;
}

/// <summary>
/// A CUDA driver without a device: it interprets the PTX that it is given. Work is done as it is queued. What a
/// kernel may not do comes out as a <see cref="PtxFaultException"/> from the launch, not as an error code; misuse of the
/// driver gives the codes that the true one gives. In the other parts: memory, streams and graphs, modules.
/// </summary>
internal sealed unsafe partial class FakeCuda(FakeCudaOptions options) : ICudaApi
{
    private const nint ContextHandle = 0xc0_0000;

    [ThreadStatic]
    private static FakeCuda? s_current;

    private static readonly Dictionary<CudaError, nint> ErrorNames = [];

    private readonly Lock _lock = new();
    private readonly Dictionary<nint, object> _handles = [];
    private readonly Queue<(string Function, CudaError Error)> _failures = new();
    private nint _nextHandle = 0x1000;
    private bool _initialised;
    private int _retained;

    /// <summary>Streams, events, modules, graphs and host memory that nobody has given back.</summary>
    public int LiveObjects => _handles.Count;

    /// <summary>Bytes of device memory in use.</summary>
    public long UsedBytes { get; private set; }

    public long Launches { get; private set; }

    /// <summary>Makes the next call of a function fail.</summary>
    public void FailNext(string function, CudaError error) => _failures.Enqueue((function, error));

    public CudaError Init(uint flags)
    {
        _initialised = true;
        return Fails(nameof(Init)) ?? CudaError.CUDA_SUCCESS;
    }

    public CudaError DriverGetVersion(int* version)
    {
        *version = options.DriverVersion;
        return Fails(nameof(DriverGetVersion)) ?? CudaError.CUDA_SUCCESS;
    }

    public CudaError GetErrorName(CudaError error, byte** name)
    {
        if (!Enum.IsDefined(error))
            return CudaError.CUDA_ERROR_INVALID_VALUE;
        lock (ErrorNames)
        {
            if (!ErrorNames.TryGetValue(error, out nint text))
                ErrorNames.Add(error, text = Marshal.StringToCoTaskMemUTF8(error.ToString()));
            *name = (byte*)text;
        }
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError DeviceGetCount(int* count)
    {
        *count = options.Devices;
        return Fails(nameof(DeviceGetCount)) ?? (_initialised ? CudaError.CUDA_SUCCESS : CudaError.CUDA_ERROR_NOT_INITIALIZED);
    }

    public CudaError DeviceGet(int* device, int ordinal)
    {
        *device = ordinal;
        return Fails(nameof(DeviceGet)) ?? DeviceError(ordinal);
    }

    public CudaError DeviceGetName(byte* name, int length, int device)
    {
        var text = "PTX interpreter\0"u8;
        text[..Math.Min(length, text.Length)].CopyTo(new Span<byte>(name, length));
        return Fails(nameof(DeviceGetName)) ?? DeviceError(device);
    }

    public CudaError DeviceTotalMem(nuint* bytes, int device)
    {
        *bytes = (nuint)options.MemoryBytes;
        return Fails(nameof(DeviceTotalMem)) ?? DeviceError(device);
    }

    public CudaError DeviceGetAttribute(int* value, CudaDeviceAttribute attribute, int device)
    {
        *value = attribute switch
        {
            CudaDeviceAttribute.MaxThreadsPerBlock or CudaDeviceAttribute.MaxBlockDimX or CudaDeviceAttribute.MaxBlockDimY => 1024,
            CudaDeviceAttribute.MaxBlockDimZ => 64,
            CudaDeviceAttribute.MaxGridDimX => int.MaxValue,
            CudaDeviceAttribute.MaxGridDimY or CudaDeviceAttribute.MaxGridDimZ => 65535,
            CudaDeviceAttribute.MaxSharedMemoryPerBlock => DefaultSharedBytes,
            CudaDeviceAttribute.MaxSharedMemoryPerBlockOptIn => MaxSharedBytes,
            CudaDeviceAttribute.MaxSharedMemoryPerMultiprocessor => MaxSharedBytes + 1024,
            CudaDeviceAttribute.TotalConstantMemory => 65536,
            CudaDeviceAttribute.WarpSize => PtxWarp.Lanes,
            CudaDeviceAttribute.MaxRegistersPerBlock or CudaDeviceAttribute.MaxRegistersPerMultiprocessor => 65536,
            CudaDeviceAttribute.ClockRate => 1_700_000,
            CudaDeviceAttribute.MultiprocessorCount => 2,
            CudaDeviceAttribute.MemoryClockRate => 1_000_000,
            CudaDeviceAttribute.GlobalMemoryBusWidth => 1024,
            CudaDeviceAttribute.L2CacheSize => 1 << 20,
            CudaDeviceAttribute.MaxThreadsPerMultiprocessor => 2048,
            CudaDeviceAttribute.AsyncEngineCount => 1,
            CudaDeviceAttribute.ComputeCapabilityMajor => options.ComputeCapability.Major,
            CudaDeviceAttribute.ComputeCapabilityMinor => options.ComputeCapability.Minor,
            _ => 0,
        };
        return Fails(nameof(DeviceGetAttribute)) ?? DeviceError(device);
    }

    public CudaError DevicePrimaryCtxRetain(nint* context, int device)
    {
        *context = ContextHandle + device;
        if ((Fails(nameof(DevicePrimaryCtxRetain)) ?? DeviceError(device)) is var error and not CudaError.CUDA_SUCCESS)
            return error;
        _retained++;
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError DevicePrimaryCtxRelease(int device)
    {
        if (_retained == 0)
            return CudaError.CUDA_ERROR_INVALID_CONTEXT;
        _retained--;
        return Fails(nameof(DevicePrimaryCtxRelease)) ?? CudaError.CUDA_SUCCESS;
    }

    public CudaError CtxSetCurrent(nint context)
    {
        if (_retained == 0)
            return CudaError.CUDA_ERROR_CONTEXT_IS_DESTROYED;
        s_current = this;
        return Fails(nameof(CtxSetCurrent)) ?? CudaError.CUDA_SUCCESS;
    }

    private CudaError DeviceError(int device) =>
        device >= 0 && device < options.Devices ? CudaError.CUDA_SUCCESS : CudaError.CUDA_ERROR_INVALID_DEVICE;

    private CudaError? Fails(string function)
    {
        if (!_failures.TryPeek(out var next) || next.Function != function)
            return null;
        return _failures.Dequeue().Error;
    }

    /// <summary>What is wrong with a call that needs a context, before it is looked at; null if nothing is.</summary>
    private CudaError? Refuses(string function) =>
        Fails(function) ?? (s_current == this && _retained > 0 ? null : CudaError.CUDA_ERROR_INVALID_CONTEXT);

    private nint Register(object what)
    {
        lock (_lock)
        {
            _handles.Add(++_nextHandle, what);
            return _nextHandle;
        }
    }

    private T? Find<T>(nint handle) where T : class
    {
        lock (_lock)
            return _handles.GetValueOrDefault(handle) as T;
    }

    private CudaError Remove<T>(string function, nint handle) where T : class
    {
        if (Refuses(function) is { } error)
            return error;
        if (Find<T>(handle) is null)
            return CudaError.CUDA_ERROR_INVALID_HANDLE;
        lock (_lock)
            _handles.Remove(handle);
        return CudaError.CUDA_SUCCESS;
    }
}
