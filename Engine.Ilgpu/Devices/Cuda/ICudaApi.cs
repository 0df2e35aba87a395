using ILGPU.Runtime.Cuda;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>
/// The functions of the CUDA driver that are used, under their own names without the prefix. Handles are addresses.
/// Tests put a driver of their own behind it.
/// </summary>
internal unsafe interface ICudaApi
{
    CudaError Init(uint flags);
    CudaError DriverGetVersion(int* version);
    CudaError GetErrorName(CudaError error, byte** name);

    CudaError DeviceGetCount(int* count);
    CudaError DeviceGet(int* device, int ordinal);
    CudaError DeviceGetName(byte* name, int length, int device);
    CudaError DeviceTotalMem(nuint* bytes, int device);
    CudaError DeviceGetAttribute(int* value, CudaDeviceAttribute attribute, int device);

    CudaError DevicePrimaryCtxRetain(nint* context, int device);
    CudaError DevicePrimaryCtxRelease(int device);
    CudaError CtxSetCurrent(nint context);

    CudaError MemGetInfo(nuint* free, nuint* total);
    CudaError MemAlloc(nint* address, nuint bytes);
    CudaError MemFree(nint address);
    CudaError MemHostRegister(nint address, nuint bytes, uint flags);
    CudaError MemHostUnregister(nint address);
    CudaError MemcpyHtoDAsync(nint target, void* source, nuint bytes, nint stream);
    CudaError MemcpyDtoHAsync(void* target, nint source, nuint bytes, nint stream);
    CudaError MemcpyDtoDAsync(nint target, nint source, nuint bytes, nint stream);
    CudaError MemsetD8Async(nint target, byte value, nuint bytes, nint stream);

    CudaError StreamCreate(nint* stream, uint flags);
    CudaError StreamDestroy(nint stream);
    CudaError StreamSynchronize(nint stream);
    CudaError StreamBeginCapture(nint stream, int mode);
    CudaError StreamEndCapture(nint stream, nint* graph);
    CudaError GraphInstantiate(nint* executable, nint graph);
    CudaError GraphLaunch(nint executable, nint stream);
    CudaError GraphDestroy(nint graph);
    CudaError GraphExecDestroy(nint executable);

    CudaError EventCreate(nint* handle, uint flags);
    CudaError EventDestroy(nint handle);
    CudaError EventRecord(nint handle, nint stream);
    CudaError EventSynchronize(nint handle);
    CudaError EventElapsedTime(float* milliseconds, nint start, nint end);

    CudaError ModuleLoadDataEx(nint* module, byte* image, uint count, CudaJitOption* options, nint* values);
    CudaError ModuleUnload(nint module);
    CudaError ModuleGetFunction(nint* function, nint module, byte* name);

    CudaError LinkCreate(uint count, CudaJitOption* options, nint* values, nint* link);
    CudaError LinkAddData(nint link, int type, byte* data, nuint bytes, byte* name);
    CudaError LinkComplete(nint link, void** image, nuint* bytes);
    CudaError LinkDestroy(nint link);

    CudaError FuncGetAttribute(int* value, CudaFunctionAttribute attribute, nint function);
    CudaError FuncSetAttribute(nint function, CudaFunctionAttribute attribute, int value);
    CudaError OccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, nint function, int blockSize, nuint dynamicSharedBytes);

    CudaError LaunchKernel(
        nint function,
        uint gridX, uint gridY, uint gridZ,
        uint blockX, uint blockY, uint blockZ,
        uint sharedBytes, nint stream, void** parameters, void** extra);
}
