using Engine.Ilgpu.Backends.Ptx;
using Engine.Ilgpu.Diagnostics;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>A kernel of a CUDA device: code for launches whose pointers are aligned, and, if that matters, code for others.</summary>
internal sealed unsafe class CudaKernel : DeviceKernel
{
    private readonly CudaDriver _driver;
    private readonly CudaCode _usual;
    private readonly Func<PtxModule> _writeUnaligned;
    private readonly MachineCodeDump? _machineCode;
    private readonly Lock _lock = new();
    private CudaCode? _unaligned;
    private int _preferredGroupSize;

    /// <param name="writeUnaligned">Writes the code for launches that the module does not accept.</param>
    /// <param name="machineCode">If given, receives what the driver makes of the PTX.</param>
    /// <exception cref="ILGPU.Runtime.Cuda.CudaException">The driver does not take the PTX.</exception>
    public CudaKernel(
        CudaDriver driver, string name, PtxModule module, Func<PtxModule> writeUnaligned, MachineCodeDump? machineCode = null)
        : base(name)
    {
        _driver = driver;
        _writeUnaligned = writeUnaligned;
        _machineCode = machineCode;
        driver.Context.Enter("loading a kernel");
        FaultRecord = module.Faults.Count == 0 ? 0 : driver.Faults.Add(module.Faults);
        _usual = new(driver, name, module, machineCode);
    }

    /// <summary>The address of the record of its faults; 0 if it cannot fail.</summary>
    public nint FaultRecord { get; }

    public override int? PreferredGroupSize
    {
        get
        {
            if (_preferredGroupSize == 0)
                _preferredGroupSize = _usual.FindGroupSize();
            return _preferredGroupSize;
        }
    }

    /// <summary>The code for a launch; the context must be current.</summary>
    /// <param name="parameters">The launch's parameter block.</param>
    public CudaCode CodeFor(byte* parameters)
    {
        if (_usual.Module.Accepts(parameters))
            return _usual;
        lock (_lock)
            return _unaligned ??= new(_driver, Name, _writeUnaligned(), _machineCode, "unaligned");
    }

    /// <summary>Gives the code back; the context must be current.</summary>
    public void Unload()
    {
        _usual.Unload();
        _unaligned?.Unload();
    }
}
