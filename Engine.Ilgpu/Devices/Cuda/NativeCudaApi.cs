using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>
/// The CUDA driver of this machine, called through the addresses of its functions. Written out by name, since each is a
/// declaration of its own.
/// </summary>
internal sealed unsafe class NativeCudaApi : ICudaApi
{
    private readonly nint _library;
    private readonly delegate* unmanaged<uint, CudaError> _init;
    private readonly delegate* unmanaged<int*, CudaError> _driverGetVersion;
    private readonly delegate* unmanaged<CudaError, byte**, CudaError> _getErrorName;
    private readonly delegate* unmanaged<int*, CudaError> _deviceGetCount;
    private readonly delegate* unmanaged<int*, int, CudaError> _deviceGet;
    private readonly delegate* unmanaged<byte*, int, int, CudaError> _deviceGetName;
    private readonly delegate* unmanaged<nuint*, int, CudaError> _deviceTotalMem;
    private readonly delegate* unmanaged<int*, CudaDeviceAttribute, int, CudaError> _deviceGetAttribute;
    private readonly delegate* unmanaged<nint*, int, CudaError> _devicePrimaryCtxRetain;
    private readonly delegate* unmanaged<int, CudaError> _devicePrimaryCtxRelease;
    private readonly delegate* unmanaged<nint, CudaError> _ctxSetCurrent;
    private readonly delegate* unmanaged<nuint*, nuint*, CudaError> _memGetInfo;
    private readonly delegate* unmanaged<nint*, nuint, CudaError> _memAlloc;
    private readonly delegate* unmanaged<nint, CudaError> _memFree;
    private readonly delegate* unmanaged<nint, nuint, uint, CudaError> _memHostRegister;
    private readonly delegate* unmanaged<nint, CudaError> _memHostUnregister;
    private readonly delegate* unmanaged<nint, void*, nuint, nint, CudaError> _memcpyHtoDAsync;
    private readonly delegate* unmanaged<void*, nint, nuint, nint, CudaError> _memcpyDtoHAsync;
    private readonly delegate* unmanaged<nint, nint, nuint, nint, CudaError> _memcpyDtoDAsync;
    private readonly delegate* unmanaged<nint, byte, nuint, nint, CudaError> _memsetD8Async;
    private readonly delegate* unmanaged<nint*, uint, CudaError> _streamCreate;
    private readonly delegate* unmanaged<nint, CudaError> _streamDestroy;
    private readonly delegate* unmanaged<nint, CudaError> _streamSynchronize;
    private readonly delegate* unmanaged<nint, int, CudaError> _streamBeginCapture;
    private readonly delegate* unmanaged<nint, nint*, CudaError> _streamEndCapture;
    private readonly delegate* unmanaged<nint, nint, CudaError> _graphLaunch;
    private readonly delegate* unmanaged<nint, CudaError> _graphDestroy;
    private readonly delegate* unmanaged<nint, CudaError> _graphExecDestroy;
    private readonly delegate* unmanaged<nint*, uint, CudaError> _eventCreate;
    private readonly delegate* unmanaged<nint, CudaError> _eventDestroy;
    private readonly delegate* unmanaged<nint, nint, CudaError> _eventRecord;
    private readonly delegate* unmanaged<nint, CudaError> _eventSynchronize;
    private readonly delegate* unmanaged<float*, nint, nint, CudaError> _eventElapsedTime;
    private readonly delegate* unmanaged<nint*, byte*, uint, CudaJitOption*, nint*, CudaError> _moduleLoadDataEx;
    private readonly delegate* unmanaged<nint, CudaError> _moduleUnload;
    private readonly delegate* unmanaged<nint*, nint, byte*, CudaError> _moduleGetFunction;
    private readonly delegate* unmanaged<uint, CudaJitOption*, nint*, nint*, CudaError> _linkCreate;
    private readonly delegate* unmanaged<nint, int, byte*, nuint, byte*, uint, CudaJitOption*, nint*, CudaError> _linkAddData;
    private readonly delegate* unmanaged<nint, void**, nuint*, CudaError> _linkComplete;
    private readonly delegate* unmanaged<nint, CudaError> _linkDestroy;
    private readonly delegate* unmanaged<int*, CudaFunctionAttribute, nint, CudaError> _funcGetAttribute;
    private readonly delegate* unmanaged<nint, CudaFunctionAttribute, int, CudaError> _funcSetAttribute;
    private readonly delegate* unmanaged<int*, nint, int, nuint, CudaError> _occupancyMaxActiveBlocksPerMultiprocessor;
    private readonly delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, CudaError> _launchKernel;
    private readonly delegate* unmanaged<nint*, nint, ulong, CudaError> _graphInstantiateWithFlags;
    private readonly delegate* unmanaged<nint*, nint, nint*, byte*, nuint, CudaError> _graphInstantiate;

    /// <exception cref="EntryPointNotFoundException">The driver is too old to have one of the functions.</exception>
    private NativeCudaApi(nint library)
    {
        _library = library;
        _init = (delegate* unmanaged<uint, CudaError>)Find("cuInit");
        _driverGetVersion = (delegate* unmanaged<int*, CudaError>)Find("cuDriverGetVersion");
        _getErrorName = (delegate* unmanaged<CudaError, byte**, CudaError>)Find("cuGetErrorName");
        _deviceGetCount = (delegate* unmanaged<int*, CudaError>)Find("cuDeviceGetCount");
        _deviceGet = (delegate* unmanaged<int*, int, CudaError>)Find("cuDeviceGet");
        _deviceGetName = (delegate* unmanaged<byte*, int, int, CudaError>)Find("cuDeviceGetName");
        _deviceTotalMem = (delegate* unmanaged<nuint*, int, CudaError>)Find("cuDeviceTotalMem_v2");
        _deviceGetAttribute = (delegate* unmanaged<int*, CudaDeviceAttribute, int, CudaError>)Find("cuDeviceGetAttribute");
        _devicePrimaryCtxRetain = (delegate* unmanaged<nint*, int, CudaError>)Find("cuDevicePrimaryCtxRetain");
        _devicePrimaryCtxRelease = (delegate* unmanaged<int, CudaError>)Find("cuDevicePrimaryCtxRelease_v2");
        _ctxSetCurrent = (delegate* unmanaged<nint, CudaError>)Find("cuCtxSetCurrent");
        _memGetInfo = (delegate* unmanaged<nuint*, nuint*, CudaError>)Find("cuMemGetInfo_v2");
        _memAlloc = (delegate* unmanaged<nint*, nuint, CudaError>)Find("cuMemAlloc_v2");
        _memFree = (delegate* unmanaged<nint, CudaError>)Find("cuMemFree_v2");
        _memHostRegister = (delegate* unmanaged<nint, nuint, uint, CudaError>)Find("cuMemHostRegister_v2");
        _memHostUnregister = (delegate* unmanaged<nint, CudaError>)Find("cuMemHostUnregister");
        _memcpyHtoDAsync = (delegate* unmanaged<nint, void*, nuint, nint, CudaError>)Find("cuMemcpyHtoDAsync_v2");
        _memcpyDtoHAsync = (delegate* unmanaged<void*, nint, nuint, nint, CudaError>)Find("cuMemcpyDtoHAsync_v2");
        _memcpyDtoDAsync = (delegate* unmanaged<nint, nint, nuint, nint, CudaError>)Find("cuMemcpyDtoDAsync_v2");
        _memsetD8Async = (delegate* unmanaged<nint, byte, nuint, nint, CudaError>)Find("cuMemsetD8Async");
        _streamCreate = (delegate* unmanaged<nint*, uint, CudaError>)Find("cuStreamCreate");
        _streamDestroy = (delegate* unmanaged<nint, CudaError>)Find("cuStreamDestroy_v2");
        _streamSynchronize = (delegate* unmanaged<nint, CudaError>)Find("cuStreamSynchronize");
        _streamBeginCapture = (delegate* unmanaged<nint, int, CudaError>)FindNewer("cuStreamBeginCapture_v2");
        _streamEndCapture = (delegate* unmanaged<nint, nint*, CudaError>)FindNewer("cuStreamEndCapture");
        _graphLaunch = (delegate* unmanaged<nint, nint, CudaError>)FindNewer("cuGraphLaunch");
        _graphDestroy = (delegate* unmanaged<nint, CudaError>)FindNewer("cuGraphDestroy");
        _graphExecDestroy = (delegate* unmanaged<nint, CudaError>)FindNewer("cuGraphExecDestroy");
        _eventCreate = (delegate* unmanaged<nint*, uint, CudaError>)Find("cuEventCreate");
        _eventDestroy = (delegate* unmanaged<nint, CudaError>)Find("cuEventDestroy_v2");
        _eventRecord = (delegate* unmanaged<nint, nint, CudaError>)Find("cuEventRecord");
        _eventSynchronize = (delegate* unmanaged<nint, CudaError>)Find("cuEventSynchronize");
        _eventElapsedTime = (delegate* unmanaged<float*, nint, nint, CudaError>)Find("cuEventElapsedTime");
        _moduleLoadDataEx = (delegate* unmanaged<nint*, byte*, uint, CudaJitOption*, nint*, CudaError>)Find("cuModuleLoadDataEx");
        _moduleUnload = (delegate* unmanaged<nint, CudaError>)Find("cuModuleUnload");
        _moduleGetFunction = (delegate* unmanaged<nint*, nint, byte*, CudaError>)Find("cuModuleGetFunction");
        _linkCreate = (delegate* unmanaged<uint, CudaJitOption*, nint*, nint*, CudaError>)Find("cuLinkCreate_v2");
        _linkAddData = (delegate* unmanaged<nint, int, byte*, nuint, byte*, uint, CudaJitOption*, nint*, CudaError>)Find("cuLinkAddData_v2");
        _linkComplete = (delegate* unmanaged<nint, void**, nuint*, CudaError>)Find("cuLinkComplete");
        _linkDestroy = (delegate* unmanaged<nint, CudaError>)Find("cuLinkDestroy");
        _funcGetAttribute = (delegate* unmanaged<int*, CudaFunctionAttribute, nint, CudaError>)Find("cuFuncGetAttribute");
        _funcSetAttribute = (delegate* unmanaged<nint, CudaFunctionAttribute, int, CudaError>)Find("cuFuncSetAttribute");
        _occupancyMaxActiveBlocksPerMultiprocessor = (delegate* unmanaged<int*, nint, int, nuint, CudaError>)Find("cuOccupancyMaxActiveBlocksPerMultiprocessor");
        _launchKernel = (delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, CudaError>)Find("cuLaunchKernel");
        _graphInstantiateWithFlags = (delegate* unmanaged<nint*, nint, ulong, CudaError>)FindNewer("cuGraphInstantiateWithFlags");
        _graphInstantiate = (delegate* unmanaged<nint*, nint, nint*, byte*, nuint, CudaError>)FindNewer("cuGraphInstantiate_v2");
    }

    /// <summary>Loads the driver.</summary>
    /// <param name="problem">Why there is none; null if there is.</param>
    public static NativeCudaApi? TryLoad(out string? problem)
    {
        string[] names = OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so"];
        foreach (string name in names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library))
                continue;
            try
            {
                problem = null;
                return new(library);
            }
            catch (EntryPointNotFoundException exception)
            {
                NativeLibrary.Free(library);
                problem = $"the NVIDIA driver is too old ({exception.Message}); install a driver of 2018 or later";
                return null;
            }
        }
        problem = $"no NVIDIA driver was found ({names[0]}); install the driver of the graphics card, no toolkit is needed";
        return null;
    }

    public CudaError Init(uint flags) => _init(flags);

    public CudaError DriverGetVersion(int* version) => _driverGetVersion(version);

    public CudaError GetErrorName(CudaError error, byte** name) => _getErrorName(error, name);

    public CudaError DeviceGetCount(int* count) => _deviceGetCount(count);

    public CudaError DeviceGet(int* device, int ordinal) => _deviceGet(device, ordinal);

    public CudaError DeviceGetName(byte* name, int length, int device) => _deviceGetName(name, length, device);

    public CudaError DeviceTotalMem(nuint* bytes, int device) => _deviceTotalMem(bytes, device);

    public CudaError DeviceGetAttribute(int* value, CudaDeviceAttribute attribute, int device) =>
        _deviceGetAttribute(value, attribute, device);

    public CudaError DevicePrimaryCtxRetain(nint* context, int device) => _devicePrimaryCtxRetain(context, device);

    public CudaError DevicePrimaryCtxRelease(int device) => _devicePrimaryCtxRelease(device);

    public CudaError CtxSetCurrent(nint context) => _ctxSetCurrent(context);

    public CudaError MemGetInfo(nuint* free, nuint* total) => _memGetInfo(free, total);

    public CudaError MemAlloc(nint* address, nuint bytes) => _memAlloc(address, bytes);

    public CudaError MemFree(nint address) => _memFree(address);

    public CudaError MemHostRegister(nint address, nuint bytes, uint flags) => _memHostRegister(address, bytes, flags);

    public CudaError MemHostUnregister(nint address) => _memHostUnregister(address);

    public CudaError MemcpyHtoDAsync(nint target, void* source, nuint bytes, nint stream) =>
        _memcpyHtoDAsync(target, source, bytes, stream);

    public CudaError MemcpyDtoHAsync(void* target, nint source, nuint bytes, nint stream) =>
        _memcpyDtoHAsync(target, source, bytes, stream);

    public CudaError MemcpyDtoDAsync(nint target, nint source, nuint bytes, nint stream) => _memcpyDtoDAsync(target, source, bytes, stream);

    public CudaError MemsetD8Async(nint target, byte value, nuint bytes, nint stream) => _memsetD8Async(target, value, bytes, stream);

    public CudaError StreamCreate(nint* stream, uint flags) => _streamCreate(stream, flags);

    public CudaError StreamDestroy(nint stream) => _streamDestroy(stream);

    public CudaError StreamSynchronize(nint stream) => _streamSynchronize(stream);

    public CudaError StreamBeginCapture(nint stream, int mode) =>
        _streamBeginCapture == null ? CudaError.CUDA_ERROR_NOT_SUPPORTED : _streamBeginCapture(stream, mode);

    public CudaError StreamEndCapture(nint stream, nint* graph) =>
        _streamEndCapture == null ? CudaError.CUDA_ERROR_NOT_SUPPORTED : _streamEndCapture(stream, graph);

    public CudaError GraphLaunch(nint executable, nint stream) =>
        _graphLaunch == null ? CudaError.CUDA_ERROR_NOT_SUPPORTED : _graphLaunch(executable, stream);

    public CudaError GraphDestroy(nint graph) =>
        _graphDestroy == null ? CudaError.CUDA_ERROR_NOT_SUPPORTED : _graphDestroy(graph);

    public CudaError GraphExecDestroy(nint executable) =>
        _graphExecDestroy == null ? CudaError.CUDA_ERROR_NOT_SUPPORTED : _graphExecDestroy(executable);

    public CudaError EventCreate(nint* handle, uint flags) => _eventCreate(handle, flags);

    public CudaError EventDestroy(nint handle) => _eventDestroy(handle);

    public CudaError EventRecord(nint handle, nint stream) => _eventRecord(handle, stream);

    public CudaError EventSynchronize(nint handle) => _eventSynchronize(handle);

    public CudaError EventElapsedTime(float* milliseconds, nint start, nint end) => _eventElapsedTime(milliseconds, start, end);

    public CudaError ModuleLoadDataEx(nint* module, byte* image, uint count, CudaJitOption* options, nint* values) =>
        _moduleLoadDataEx(module, image, count, options, values);

    public CudaError ModuleUnload(nint module) => _moduleUnload(module);

    public CudaError ModuleGetFunction(nint* function, nint module, byte* name) => _moduleGetFunction(function, module, name);

    public CudaError LinkCreate(uint count, CudaJitOption* options, nint* values, nint* link) => _linkCreate(count, options, values, link);

    public CudaError LinkAddData(nint link, int type, byte* data, nuint bytes, byte* name) =>
        _linkAddData(link, type, data, bytes, name, 0, null, null);

    public CudaError LinkComplete(nint link, void** image, nuint* bytes) => _linkComplete(link, image, bytes);

    public CudaError LinkDestroy(nint link) => _linkDestroy(link);

    public CudaError FuncGetAttribute(int* value, CudaFunctionAttribute attribute, nint function) =>
        _funcGetAttribute(value, attribute, function);

    public CudaError FuncSetAttribute(nint function, CudaFunctionAttribute attribute, int value) =>
        _funcSetAttribute(function, attribute, value);

    public CudaError OccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, nint function, int blockSize, nuint dynamicSharedBytes) =>
        _occupancyMaxActiveBlocksPerMultiprocessor(blocks, function, blockSize, dynamicSharedBytes);

    public CudaError LaunchKernel(nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream, void** parameters, void** extra) =>
        _launchKernel(function, gridX, gridY, gridZ, blockX, blockY, blockZ, sharedBytes, stream, parameters, extra);

    public CudaError GraphInstantiate(nint* executable, nint graph)
    {
        if (_graphInstantiateWithFlags != null)
            return _graphInstantiateWithFlags(executable, graph, 0);
        return _graphInstantiate == null
            ? CudaError.CUDA_ERROR_NOT_SUPPORTED
            : _graphInstantiate(executable, graph, null, null, 0);
    }

    /// <summary>A function that drivers have had from CUDA 10 or 11 on only; 0 if this one has not.</summary>
    private nint FindNewer(string name) => NativeLibrary.TryGetExport(_library, name, out nint address) ? address : 0;

    private nint Find(string name) => NativeLibrary.GetExport(_library, name);
}
