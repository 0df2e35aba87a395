using System.Runtime.CompilerServices;
using Engine.Kernels;
using Engine.Profiling;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using ILGPU.Runtime;
using ILGPU;

namespace Engine;

/// <summary>
/// The device that a model lives on and computes with. Dispose it after the models that use it.
/// Not safe for use by several threads at a time; several devices may be used side by side.
/// </summary>
public sealed class ComputeDevice : IDisposable
{
    private readonly Context _context;
    private Task _ahead = Task.CompletedTask;

    private ComputeDevice(Context context, Device device, string spec, ComputeDeviceOptions options)
    {
        _context = context;
        Spec = spec;
        Accelerator = device.CreateAccelerator(context);
        if (options.Precision == ComputePrecision.Tf32 && !KernelSet.SupportsTf32(Accelerator))
        {
            throw new EngineException(
                $"{spec} ({Accelerator.Name}) has no TF32, which NVIDIA devices have from compute capability 8.0 (Ampere) on, through CUDA; compute in float32 there.");
        }

        Kernels = new KernelSet(Accelerator, options.Precision == ComputePrecision.Tf32);
        Profile = options.Profile ? new DeviceProfile(this) : null;
    }

    /// <summary>What was opened, as a specification that opens it again: "cpu", "cuda:0", "opencl:1".</summary>
    public string Spec { get; }

    /// <summary>The device's own name.</summary>
    public string Name => Accelerator.Name;

    /// <summary>What drives it, with the version: "CUDA 12.4", "OpenCL 3.0, Portable Computing Language"; for the CPU, the .NET runtime.</summary>
    public string Driver => Accelerator switch
    {
        CudaAccelerator cuda => $"CUDA {cuda.DriverVersion}",
        CLAccelerator opencl => $"{opencl.PlatformVersion}, {opencl.PlatformName}",
        _ => $".NET {Environment.Version}",
    };

    /// <summary>Measures what the device spends its time on; null unless <see cref="ComputeDeviceOptions.Profile"/> asked for it.</summary>
    public DeviceProfile? Profile { get; }

    internal Accelerator Accelerator { get; }

    internal KernelSet Kernels { get; }

    /// <summary>Opens a device.</summary>
    /// <param name="spec">"auto" (CUDA, else an OpenCL GPU, else the CPU), "cpu", "cuda" (the one with most memory free), "cuda:1", "opencl" (a GPU if there is one), "opencl:1"; case does not matter.</param>
    /// <param name="options">Details that few need, or null.</param>
    /// <exception cref="EngineException">The specification is not one, or there is no such device, or it lacks what was asked for; the message says what there is.</exception>
    public static ComputeDevice Open(string spec, ComputeDeviceOptions? options = null)
    {
        options ??= new ComputeDeviceOptions();
        options.Validate();
        DeviceSpec wanted = DeviceSpec.Parse(spec);
        Context context = CreateContext(wanted.Kind, options);
        try
        {
            (string found, Device device) = DeviceFinder.Find(context, wanted);
            return new ComputeDevice(context, device, found, options);
        }
        catch (Exception error)
        {
            context.Dispose();
            if (error is EngineException)
            {
                throw;
            }

            throw new EngineException($"The device {wanted} could not be opened: {error.Message}", error);
        }
    }

    /// <summary>The devices of this machine: CUDA, OpenCL, CPU. None is opened for it.</summary>
    public static IReadOnlyList<ComputeDeviceInfo> List()
    {
        using Context context = CreateContext(DeviceKind.Auto, new ComputeDeviceOptions());
        Device taken = DeviceFinder.Find(context, new DeviceSpec(DeviceKind.Auto, null)).Device;
        return [.. DeviceFinder.All(context).Select(found => Describe(found.Spec, found.Device, found.Device == taken))];
    }

    /// <summary>The kinds of devices ("cuda", "opencl") of which this machine has none, each with the reason and what to install.</summary>
    public static IReadOnlyList<(string Kind, string Reason)> Missing()
    {
        using Context context = CreateContext(DeviceKind.Auto, new ComputeDeviceOptions());
        return [.. DeviceFinder.Missing(context)];
    }

    /// <summary>
    /// On the CPU (not that of ILGPU's packages), begins to compile kernels that nearly every training launches, on another
    /// thread: worth it while data are still being read, since .NET then compiles the kernels' compiler too. Elsewhere it
    /// does nothing.
    /// </summary>
    public void CompileAhead()
    {
        if (Provider.LoadsOnAnyThread(Accelerator))
        {
            _ahead = Task.Run(() => KernelSet.LoadUsual(Accelerator));
        }
    }

    /// <summary>Frees the device and everything that was allocated on it.</summary>
    public void Dispose()
    {
        // What went wrong there goes wrong again where the kernel is needed.
        Task.WaitAny(_ahead);
        Kernels.Dispose();
        Accelerator.Dispose();
        _context.Dispose();
    }

    /// <summary>Copies from the host; all copies of training go this way, so that a profile sees them.</summary>
    internal void Upload<T>(ReadOnlySpan<T> source, ArrayView<T> target)
        where T : unmanaged
    {
        using ObservedCopy copy = Observe(toDevice: true, (long)source.Length * Unsafe.SizeOf<T>());
        target.CopyFromCPU<T, ArrayView<T>>(source);
    }

    /// <summary>Waits for the kernels before and copies to the host.</summary>
    internal void Download<T>(ArrayView<T> source, Span<T> target)
        where T : unmanaged
    {
        using ObservedCopy copy = Observe(toDevice: false, (long)target.Length * Unsafe.SizeOf<T>());
        source.CopyToCPU<T, ArrayView<T>>(target);
    }

    private ObservedCopy Observe(bool toDevice, long bytes) => Profile is { } profile ? new ObservedCopy(profile, toDevice, bytes) : default;

    private static ComputeDeviceInfo Describe(string spec, Device device, bool isTaken) => new(
        spec,
        device.Name,
        device is CLDevice opencl ? $"{opencl.VendorName}, {opencl.PlatformName}" : "",
        device.MemorySize,
        device.MaxSharedMemoryPerGroup,
        device.MaxNumThreadsPerGroup,
        device.NumMultiprocessors,
        device.WarpSize,
        isTaken);

    private static Context CreateContext(DeviceKind kind, ComputeDeviceOptions options) => Context.Create(builder =>
    {
        // Asking for the CPU leaves the drivers of other devices alone.
        if (options.Threads is { } threads)
        {
            CPUDevice usual = CPUDevice.Default;
            builder.CPU(new CPUDevice(usual.WarpSize, usual.MaxNumThreadsPerGroup / usual.WarpSize, Provider.Multiprocessors(threads)));
            if (kind != DeviceKind.Cpu)
            {
                builder.AllAccelerators(device => device.AcceleratorType != AcceleratorType.CPU);
            }
        }
        else if (kind == DeviceKind.Cpu)
        {
            builder.CPU(CPUDevice.Default);
        }
        else
        {
            builder.AllAccelerators();
        }

        builder.EnableAlgorithms().Optimize(OptimizationLevel.O2).Math(MathMode.Fast);
        if (options.Profile)
        {
            builder.Profiling();
        }

        if (options.Assertions)
        {
            builder.Assertions();
        }
    });
}
