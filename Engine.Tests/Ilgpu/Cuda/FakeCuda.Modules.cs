using System.Runtime.InteropServices;
using System.Text;
using Engine.Ilgpu.Devices.Cuda;
using Engine.Tests.Ilgpu.Ptx.Interpreter;
using ILGPU.Runtime.Cuda;

namespace Engine.Tests.Ilgpu.Cuda;

internal sealed unsafe partial class FakeCuda
{
    private const int UsualSharedBytes = 48 * 1024;

    private readonly Dictionary<nint, Module> _modules = [];
    private readonly Dictionary<nint, Function> _functions = [];

    /// <summary>Counts what goes through the banks of shared memory; null for nothing.</summary>
    public PtxSharedTraffic? Traffic { get; init; }

    /// <summary>The PTX that was loaded, in order.</summary>
    public List<string> Modules { get; } = [];

    public CudaError ModuleLoadDataEx(nint* module, byte* image, uint count, CudaJitOption* options, nint* values)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        string text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(image));
        var said = new Dictionary<CudaJitOption, nint>();
        for (int i = 0; i < count; i++)
            said.Add(options[i], values[i]);
        try
        {
            *module = _nextHandle + 16;
            _modules.Add(*module, new Module(LoadedPtx.Load(text, _memory, device.Ptx), said.ContainsKey(CudaJitOption.MaxRegisters)));
            _ = Add("module");
            Modules.Add(text);
            return CudaError.CUDA_SUCCESS;
        }
        catch (PtxException exception)
        {
            var log = new Span<byte>((void*)said[CudaJitOption.ErrorLogBuffer], (int)said[CudaJitOption.ErrorLogBufferSizeBytes]);
            Encoding.UTF8.GetBytes($"ptxas application ptx input, line {exception.Line}; error : {exception.Message}\0", log);
            return CudaError.CUDA_ERROR_INVALID_PTX;
        }
    }

    public CudaError ModuleUnload(nint module)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        _modules[module].Code.Unload();
        _modules.Remove(module);
        return Remove(module);
    }

    public CudaError ModuleGetFunction(nint* function, nint module, byte* name)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        string entry = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
        if (!_modules[module].Code.Programs.TryGetValue(entry, out var program))
            return CudaError.CUDA_ERROR_NOT_FOUND;
        *function = _nextHandle += 16;
        _functions.Add(*function, new Function(_modules[module], module, program));
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError FuncGetAttribute(int* value, CudaFunctionAttribute attribute, nint function)
    {
        *value = attribute == CudaFunctionAttribute.MaxThreadsPerBlock ? MaxThreads(function) : 0;
        return Begin();
    }

    public CudaError FuncSetAttribute(nint function, CudaFunctionAttribute attribute, int value)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        if (attribute != CudaFunctionAttribute.MaxDynamicSharedSizeBytes || value > device.SharedBytesOptIn)
            return CudaError.CUDA_ERROR_INVALID_VALUE;
        _functions[function].SharedBytes = value;
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError OccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, nint function, int blockSize, nuint dynamicSharedBytes)
    {
        *blocks = device.Attribute(CudaDeviceAttribute.MaxThreadsPerMultiprocessor) / blockSize;
        return Begin();
    }

    public CudaError LaunchKernel(
        nint function,
        uint gridX, uint gridY, uint gridZ,
        uint blockX, uint blockY, uint blockZ,
        uint sharedBytes, nint stream, void** parameters, void** extra)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        var entry = _functions[function];
        if (!_modules.ContainsKey(entry.ModuleHandle))
            return CudaError.CUDA_ERROR_INVALID_HANDLE;
        if (blockX * blockY * blockZ > MaxThreads(function))
            return CudaError.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES;
        if (sharedBytes > entry.SharedBytes || gridY > 65535 || gridZ > 65535)
            return CudaError.CUDA_ERROR_INVALID_VALUE;
        var program = entry.Program;
        byte[] block = new byte[program.ParameterBytes];
        for (int i = 0; i < program.Function.Parameters.Count; i++)
        {
            var parameter = program.Function.Parameters[i];
            new ReadOnlySpan<byte>(parameters[i], parameter.Bytes).CopyTo(block.AsSpan(program.ParameterOffsets[parameter.Name]));
        }
        Queue(stream, () => new PtxLaunch
        {
            Program = program,
            Memory = _memory,
            Constants = entry.Module.Code.Constants,
            Parameters = block,
            GridX = (int)gridX,
            GridY = (int)gridY,
            GridZ = (int)gridZ,
            BlockX = (int)blockX,
            BlockY = (int)blockY,
            BlockZ = (int)blockZ,
            DynamicSharedBytes = (int)sharedBytes,
            Traffic = Traffic,
        }.Run());
        return CudaError.CUDA_SUCCESS;
    }

    private int MaxThreads(nint function) => _functions[function].Module.IsLimited ? 1024 : device.MaxThreadsWithoutLimit;

    /// <param name="IsLimited">Whether it was compiled with a limit to its registers.</param>
    private sealed record Module(LoadedPtx Code, bool IsLimited);

    private sealed class Function(Module module, nint moduleHandle, PtxProgram program)
    {
        public Module Module => module;
        public nint ModuleHandle => moduleHandle;
        public PtxProgram Program => program;

        /// <summary>The dynamic shared memory that a launch may ask for.</summary>
        public int SharedBytes { get; set; } = UsualSharedBytes;
    }
}
