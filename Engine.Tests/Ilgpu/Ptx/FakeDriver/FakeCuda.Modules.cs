using System.Runtime.InteropServices;
using System.Text;
using Engine.Ilgpu.Backends.Ptx;
using Engine.Ilgpu.Devices.Cuda;
using Engine.Tests.Ilgpu.Ptx.Interpreter;
using ILGPU.Runtime.Cuda;

namespace Engine.Tests.Ilgpu.Ptx.FakeDriver;

internal sealed unsafe partial class FakeCuda
{
    private const int DefaultSharedBytes = 48 * 1024;
    private const int MaxSharedBytes = 227 * 1024;
    private const int RegistersPerThread = 32;

    public CudaError ModuleLoadDataEx(nint* module, byte* image, uint count, CudaJitOption* names, nint* values)
    {
        if (Refuses(nameof(ModuleLoadDataEx)) is { } error)
            return error;
        string text = Marshal.PtrToStringUTF8((nint)image)!;
        try
        {
            LoadedPtx loaded;
            lock (_lock)
                loaded = LoadedPtx.Load(text, _memory, options.Ptx);
            if (loaded.Syntax.Target > (options.ComputeCapability.Major * 10) + options.ComputeCapability.Minor)
                return CudaError.CUDA_ERROR_NO_BINARY_FOR_GPU;
            if (loaded.Syntax.Version > PtxVersions.Newest(options.DriverVersion))
                return (CudaError)222;
            *module = Register(loaded);
            return CudaError.CUDA_SUCCESS;
        }
        catch (PtxException problem)
        {
            WriteLog(problem.Message, count, names, values);
            return CudaError.CUDA_ERROR_INVALID_PTX;
        }
    }

    public CudaError ModuleUnload(nint module)
    {
        if (Find<LoadedPtx>(module) is { } loaded)
        {
            lock (_lock)
            {
                loaded.Unload();
                foreach (var (handle, function) in _handles.Where(entry => entry.Value is Function).ToArray())
                {
                    if (((Function)function).Module == loaded)
                        _handles.Remove(handle);
                }
            }
        }
        return Remove<LoadedPtx>(nameof(ModuleUnload), module);
    }

    public CudaError ModuleGetFunction(nint* function, nint module, byte* name)
    {
        if (Find<LoadedPtx>(module) is not { } loaded)
            return CudaError.CUDA_ERROR_INVALID_HANDLE;
        return loaded.Programs.TryGetValue(Marshal.PtrToStringUTF8((nint)name)!, out var program)
            ? Create(nameof(ModuleGetFunction), new Function(loaded, program), function)
            : CudaError.CUDA_ERROR_NOT_FOUND;
    }

    public CudaError FuncGetAttribute(int* value, CudaFunctionAttribute attribute, nint function)
    {
        if (Refuses(nameof(FuncGetAttribute)) is { } error)
            return error;
        if (Find<Function>(function) is not { } found)
            return CudaError.CUDA_ERROR_INVALID_HANDLE;
        *value = attribute switch
        {
            CudaFunctionAttribute.MaxThreadsPerBlock => 1024,
            CudaFunctionAttribute.SharedSizeBytes => found.Program.SharedBytes,
            CudaFunctionAttribute.LocalSizeBytes => found.Program.LocalBytes,
            CudaFunctionAttribute.NumRegisters => RegistersPerThread,
            _ => found.MaxDynamicSharedBytes,
        };
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError FuncSetAttribute(nint function, CudaFunctionAttribute attribute, int value)
    {
        if (Refuses(nameof(FuncSetAttribute)) is { } error)
            return error;
        if (Find<Function>(function) is not { } found)
            return CudaError.CUDA_ERROR_INVALID_HANDLE;
        if (attribute != CudaFunctionAttribute.MaxDynamicSharedSizeBytes || value < 0 || value + found.Program.SharedBytes > MaxSharedBytes)
            return CudaError.CUDA_ERROR_INVALID_VALUE;
        found.MaxDynamicSharedBytes = value;
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError OccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, nint function, int blockSize, nuint dynamicSharedBytes)
    {
        if (Refuses(nameof(OccupancyMaxActiveBlocksPerMultiprocessor)) is { } error)
            return error;
        if (Find<Function>(function) is not { } found)
            return CudaError.CUDA_ERROR_INVALID_HANDLE;
        int shared = found.Program.SharedBytes + (int)dynamicSharedBytes;
        *blocks = Math.Min(2048 / blockSize, shared == 0 ? int.MaxValue : MaxSharedBytes / shared);
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError LaunchKernel(
        nint function,
        uint gridX, uint gridY, uint gridZ,
        uint blockX, uint blockY, uint blockZ,
        uint sharedBytes, nint stream, void** parameters, void** extra)
    {
        if (Find<Function>(function) is not { } found)
            return CudaError.CUDA_ERROR_INVALID_HANDLE;
        if (extra != null || gridX == 0 || gridY is 0 or > 65535 || gridZ is 0 or > 65535
            || blockX * blockY * blockZ is 0 or > 1024
            || sharedBytes > found.MaxDynamicSharedBytes || sharedBytes + found.Program.SharedBytes > MaxSharedBytes)
        {
            return CudaError.CUDA_ERROR_INVALID_VALUE;
        }
        byte[] block = new byte[found.Program.ParameterBytes];
        for (int i = 0; i < found.Program.Function.Parameters.Count; i++)
        {
            var parameter = found.Program.Function.Parameters[i];
            new ReadOnlySpan<byte>(parameters[i], parameter.Bytes).CopyTo(block.AsSpan(found.Program.ParameterOffsets[parameter.Name]));
        }
        return Queue(nameof(LaunchKernel), stream, () =>
        {
            Launches++;
            new PtxLaunch
            {
                Program = found.Program,
                Memory = _memory,
                Constants = found.Module.Constants,
                Parameters = block,
                GridX = (int)gridX,
                GridY = (int)gridY,
                GridZ = (int)gridZ,
                BlockX = (int)blockX,
                BlockY = (int)blockY,
                BlockZ = (int)blockZ,
                DynamicSharedBytes = (int)sharedBytes,
                WatchGlobalMemory = options.WatchGlobalMemory,
            }.Run();
        });
    }

    private static void WriteLog(string message, uint count, CudaJitOption* names, nint* values)
    {
        byte* log = null;
        int size = 0;
        for (uint i = 0; i < count; i++)
        {
            if (names[i] == CudaJitOption.ErrorLogBuffer)
                log = (byte*)values[i];
            else if (names[i] == CudaJitOption.ErrorLogBufferSizeBytes)
                size = (int)values[i];
        }
        if (log == null || size == 0)
            return;
        byte[] bytes = Encoding.UTF8.GetBytes(message);
        int length = Math.Min(bytes.Length, size - 1);
        bytes.AsSpan(0, length).CopyTo(new Span<byte>(log, size));
        log[length] = 0;
    }

    private sealed class Function(LoadedPtx module, PtxProgram program)
    {
        public LoadedPtx Module => module;
        public PtxProgram Program => program;
        public int MaxDynamicSharedBytes { get; set; } = DefaultSharedBytes - program.SharedBytes;
    }
}
