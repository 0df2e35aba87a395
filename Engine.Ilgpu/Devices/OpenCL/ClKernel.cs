using System.Globalization;
using Engine.Ilgpu.Backends;
using Engine.Ilgpu.Backends.OpenCL;

namespace Engine.Ilgpu.Devices.OpenCL;

/// <summary>A kernel object with the arguments that it has now. Only those that change are set again.</summary>
internal sealed unsafe class ClKernel : DeviceKernel
{
    private readonly Lock _gate = new();
    private readonly nint _program;
    private readonly nint _kernel;
    private readonly ClArgument[] _arguments;
    private readonly ulong[] _values;
    private readonly bool[] _isSet;
    private long _frees;

    public ClKernel(ClSource source, nint program, nint kernel)
        : base(source.Name)
    {
        Faults = source.Faults;
        _program = program;
        _kernel = kernel;
        _arguments = [.. source.Arguments];
        _values = new ulong[_arguments.Length];
        _isSet = new bool[_arguments.Length];
    }

    public FaultSites Faults { get; }

    public bool CanFault => Faults.Count > 0;

    /// <summary>By which a fault names it.</summary>
    public uint Number { get; set; }

    /// <param name="faultRecord">The memory of faults; 0 if the kernel cannot fault.</param>
    public void Launch(ClDriver driver, nint queue, in LaunchGeometry geometry, byte* parameters, nint faultRecord)
    {
        nuint* global = stackalloc nuint[3];
        nuint* local = stackalloc nuint[3] { (nuint)geometry.GroupX, (nuint)geometry.GroupY, (nuint)geometry.GroupZ };
        global[0] = (nuint)geometry.GridX * local[0];
        global[1] = (nuint)geometry.GridY * local[1];
        global[2] = (nuint)geometry.GridZ * local[2];
        lock (_gate)
        {
            // A new memory object may have the handle of an old one, but not its memory.
            bool memoryIsKnown = _frees == driver.Frees;
            _frees = driver.Frees;
            for (int i = 0; i < _arguments.Length; i++)
            {
                ref readonly var argument = ref _arguments[i];
                ulong value = argument.Kind switch
                {
                    ClArgumentKind.Memory => *(ulong*)(parameters + argument.Offset),
                    ClArgumentKind.Number => Masked(*(ulong*)(parameters + argument.Offset), argument.Size),
                    ClArgumentKind.FaultRecord => (ulong)faultRecord,
                    ClArgumentKind.KernelNumber => Number,
                    _ => (ulong)geometry.DynamicSharedBytes,
                };
                bool isKnown = memoryIsKnown || argument.Kind is not (ClArgumentKind.Memory or ClArgumentKind.FaultRecord);
                if (_isSet[i] && isKnown && _values[i] == value)
                    continue;
                Set(driver.Library, i, argument, value);
                _values[i] = value;
                _isSet[i] = true;
            }
            int error = driver.Library.EnqueueKernel(queue, _kernel, 3, null, global, local, 0, null, null);
            if (error != ClError.Success)
                ClError.Throw(error, $"launching '{Name}' with {geometry.Groups} groups of {geometry.GroupSize}");
        }
    }

    public void Release(ClLibrary library)
    {
        _ = library.ReleaseKernel(_kernel);
        _ = library.ReleaseProgram(_program);
    }

    private void Set(ClLibrary library, int index, in ClArgument argument, ulong value)
    {
        var (size, pointer) = argument.Kind switch
        {
            ClArgumentKind.Memory or ClArgumentKind.FaultRecord => (sizeof(nint), true),
            ClArgumentKind.Number => (argument.Size, true),
            ClArgumentKind.KernelNumber => (sizeof(uint), true),
            ClArgumentKind.DynamicSharedSize => (sizeof(ulong), true),
            // Local memory of no size is not allowed.
            _ => (Math.Max((int)value, sizeof(ulong)), false),
        };
        int error = library.SetKernelArgument(_kernel, (uint)index, (nuint)size, pointer ? &value : null);
        if (error != ClError.Success)
            ClError.Throw(error, string.Create(CultureInfo.InvariantCulture, $"setting argument {index} of '{Name}'"));
    }

    private static ulong Masked(ulong value, int size) => size == 8 ? value : value & ((1UL << (8 * size)) - 1);
}
