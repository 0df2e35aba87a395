using System.Runtime.CompilerServices;
using System.Text;
using Engine.Ilgpu.Devices.Cuda;
using Engine.Tests.Ilgpu.Ptx.Interpreter;
using ILGPU.Runtime.Cuda;

namespace Engine.Tests.Ilgpu.Cuda;

/// <summary>
/// A CUDA driver without a device: modules are parsed and kernels run by the PTX interpreter. As with the real one, work
/// waits in its stream until something waits for it, handles must be alive, a thread must have made the context current,
/// and after a fatal error nothing works any more. Any call can be made to fail.
/// </summary>
internal sealed unsafe partial class FakeCuda(FakeCudaDevice device) : ICudaApi, IDisposable
{
    private const int Device = 7;
    private const nint Context = 0x5000;

    private readonly ThreadLocal<nint> _current = new();
    private readonly Dictionary<nint, string> _handles = [];
    private readonly Dictionary<int, nint> _errorNames = [];
    private readonly PtxAddressSpace _memory = new();
    private int _contextUsers;
    private long _allocated;
    private nint _nextHandle = 0x10000;
    private CudaError _sticky;

    /// <summary>Asked before every call; an error that it returns is the call's.</summary>
    public Func<string, CudaError?>? Fail { get; set; }

    /// <summary>The calls so far, by name.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What was made and not given back, a line each.</summary>
    public IEnumerable<string> Alive => _handles.Values.Concat(_contextUsers > 0 ? ["context"] : Array.Empty<string>());

    public void Dispose()
    {
        foreach (nint name in _errorNames.Values)
            System.Runtime.InteropServices.Marshal.FreeHGlobal(name);
        _current.Dispose();
    }

    public CudaError Init(uint flags) => Begin(needsContext: false);

    public CudaError DriverGetVersion(int* version)
    {
        *version = device.DriverVersion;
        return Begin(needsContext: false);
    }

    public CudaError GetErrorName(CudaError error, byte** name)
    {
        if (!Enum.IsDefined(error))
            return CudaError.CUDA_ERROR_INVALID_VALUE;
        if (!_errorNames.TryGetValue((int)error, out nint text))
            _errorNames.Add((int)error, text = System.Runtime.InteropServices.Marshal.StringToHGlobalAnsi(error.ToString()));
        *name = (byte*)text;
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError DeviceGetCount(int* count)
    {
        *count = 1;
        return Begin(needsContext: false);
    }

    public CudaError DeviceGet(int* handle, int ordinal)
    {
        *handle = Device;
        return ordinal == 0 ? Begin(needsContext: false) : CudaError.CUDA_ERROR_INVALID_DEVICE;
    }

    public CudaError DeviceGetName(byte* name, int length, int handle)
    {
        Encoding.UTF8.GetBytes(device.Name + '\0', new Span<byte>(name, length));
        return Begin(needsContext: false);
    }

    public CudaError DeviceTotalMem(nuint* bytes, int handle)
    {
        *bytes = (nuint)device.MemoryBytes;
        return Begin(needsContext: false);
    }

    public CudaError DeviceGetAttribute(int* value, CudaDeviceAttribute attribute, int handle)
    {
        *value = device.Attribute(attribute);
        return Begin(needsContext: false);
    }

    public CudaError DevicePrimaryCtxRetain(nint* context, int handle)
    {
        if (Begin(needsContext: false) is var error and not CudaError.CUDA_SUCCESS)
            return error;
        _contextUsers++;
        *context = Context;
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError DevicePrimaryCtxRelease(int handle)
    {
        if (_contextUsers == 0)
            throw new InvalidOperationException("The context is released more often than it was retained.");
        if (--_contextUsers == 0)
        {
            // The driver gives back what is left, and the device works again.
            _sticky = CudaError.CUDA_SUCCESS;
            _current.Value = 0;
        }
        return Begin(needsContext: false);
    }

    public CudaError CtxSetCurrent(nint context)
    {
        if (Begin(needsContext: false) is var error and not CudaError.CUDA_SUCCESS)
            return error;
        _current.Value = context;
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError MemGetInfo(nuint* free, nuint* total)
    {
        *free = (nuint)(device.MemoryBytes - _allocated);
        *total = (nuint)device.MemoryBytes;
        return Begin();
    }

    public CudaError MemAlloc(nint* address, nuint bytes)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        if (bytes == 0)
            return CudaError.CUDA_ERROR_INVALID_VALUE;
        if ((long)bytes > device.MemoryBytes - _allocated)
            return CudaError.CUDA_ERROR_OUT_OF_MEMORY;
        var region = _memory.AllocateGlobal($"allocation {_handles.Count}", (long)bytes);
        _allocated += region.Bytes;
        *address = (nint)region.Start;
        _handles.Add(*address, $"memory of {bytes} bytes");
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError MemFree(nint address)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        RunAll();
        if (_memory.FindGlobal((ulong)address) is { } region)
            _allocated -= region.Bytes;
        _memory.TryFree((ulong)address);
        return Remove(address);
    }

    public CudaError MemHostRegister(nint address, nuint bytes, uint flags)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        return _handles.TryAdd(address, $"registered host memory of {bytes} bytes")
            ? CudaError.CUDA_SUCCESS
            : CudaError.CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED;
    }

    public CudaError MemHostUnregister(nint address) =>
        Begin() is var error and not CudaError.CUDA_SUCCESS ? error : Remove(address);

    private CudaError Begin(bool needsContext = true, [CallerMemberName] string name = "")
    {
        Calls.Add(name);
        if (Fail?.Invoke(name) is { } error)
        {
            if (CudaErrors.IsFatal(error))
                _sticky = error;
            return error;
        }
        if (needsContext && (_current.Value != Context || _contextUsers == 0))
            return CudaError.CUDA_ERROR_INVALID_CONTEXT;
        return needsContext ? _sticky : CudaError.CUDA_SUCCESS;
    }

    private nint Add(string what)
    {
        nint handle = _nextHandle += 16;
        _handles.Add(handle, what);
        return handle;
    }

    private CudaError Remove(nint handle) => _handles.Remove(handle)
        ? CudaError.CUDA_SUCCESS
        : throw new InvalidOperationException($"The handle {handle:x} is given back, but is none or was given back before.");
}
