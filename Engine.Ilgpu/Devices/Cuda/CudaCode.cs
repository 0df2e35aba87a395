using System.Text;
using Engine.Ilgpu.Backends.Ptx;
using Engine.Ilgpu.Diagnostics;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>
/// A module of PTX that the driver has compiled. A second form with fewer registers is made when a launch asks for groups
/// that the first is too large for.
/// </summary>
internal sealed unsafe class CudaCode
{
    private static readonly int[] GroupSizes = [256, 512, 128, 1024];

    private readonly CudaDriver _driver;
    private readonly string _name;
    private readonly MachineCodeDump? _machineCode;
    private readonly string _part;
    private readonly Form _usual;
    private readonly Lock _lock = new();
    private Form? _large;

    /// <param name="machineCode">If given, receives what the driver makes of the PTX.</param>
    /// <param name="part">What the code is for, in the dump; empty for all launches but those of other parts.</param>
    /// <exception cref="ILGPU.Runtime.Cuda.CudaException">The driver does not take the PTX.</exception>
    public CudaCode(CudaDriver driver, string name, PtxModule module, MachineCodeDump? machineCode = null, string part = "")
    {
        _driver = driver;
        _name = name;
        Module = module;
        _machineCode = machineCode;
        _part = part;
        _usual = Load(part, maxRegisters: null);
    }

    public PtxModule Module { get; }

    /// <summary>The function to launch; the context must be current.</summary>
    /// <param name="sharedBytes">Dynamic shared memory of a group.</param>
    public nint FunctionFor(int groupSize, int sharedBytes)
    {
        var form = groupSize <= _usual.MaxGroupSize ? _usual : Large();
        if (sharedBytes > Volatile.Read(ref form.SharedBytes))
            Allow(form, sharedBytes);
        return form.Function;
    }

    /// <summary>Of the usual sizes, the one that keeps most items under way on a multiprocessor.</summary>
    public int FindGroupSize()
    {
        var context = _driver.Context;
        context.Enter("choosing a group size");
        int best = _usual.MaxGroupSize;
        int most = 0;
        foreach (int size in GroupSizes)
        {
            int groups;
            if (size > _usual.MaxGroupSize)
                continue;
            context.Check(
                context.Api.OccupancyMaxActiveBlocksPerMultiprocessor(&groups, _usual.Function, size, (nuint)Module.SharedBytesInDynamic),
                $"choosing a group size for '{_name}'");
            if (groups * size > most)
                (best, most) = (size, groups * size);
        }
        return best;
    }

    /// <summary>Gives the code back; the context must be current.</summary>
    public void Unload()
    {
        _driver.Context.Api.ModuleUnload(_usual.Module);
        if (_large is { } large)
            _driver.Context.Api.ModuleUnload(large.Module);
    }

    private Form Large()
    {
        lock (_lock)
            return _large ??= Load($"{_part} large groups".TrimStart(), _driver.RegistersForLargestGroup);
    }

    private void Allow(Form form, int bytes)
    {
        lock (_lock)
        {
            if (bytes <= form.SharedBytes)
                return;
            _driver.Context.Check(
                _driver.Context.Api.FuncSetAttribute(form.Function, CudaFunctionAttribute.MaxDynamicSharedSizeBytes, bytes),
                $"asking for {bytes} bytes of dynamic shared memory for '{_name}'");
            Volatile.Write(ref form.SharedBytes, bytes);
        }
    }

    private Form Load(string part, int? maxRegisters)
    {
        var context = _driver.Context;
        context.Enter("loading a kernel");
        nint module = CudaModules.Load(context, _name, Module.Text, maxRegisters);
        if (_machineCode is not null)
            CudaImage.Write(_machineCode, part, context.Api, Module.Text, maxRegisters);
        try
        {
            nint function;
            int maxGroupSize;
            fixed (byte* entry = Encoding.UTF8.GetBytes(Module.EntryName + '\0'))
                context.Check(context.Api.ModuleGetFunction(&function, module, entry), $"finding the entry of '{_name}'");
            context.Check(
                context.Api.FuncGetAttribute(&maxGroupSize, CudaFunctionAttribute.MaxThreadsPerBlock, function),
                $"asking for the largest group of '{_name}'");
            return new(module, function, maxGroupSize);
        }
        catch
        {
            context.Api.ModuleUnload(module);
            throw;
        }
    }

    private sealed class Form(nint module, nint function, int maxGroupSize)
    {
        /// <summary>The dynamic shared memory that launches may ask for; what is more must be allowed first.</summary>
        public int SharedBytes = PtxTarget.MaxStaticSharedBytes;

        public nint Module => module;
        public nint Function => function;
        public int MaxGroupSize => maxGroupSize;
    }
}
