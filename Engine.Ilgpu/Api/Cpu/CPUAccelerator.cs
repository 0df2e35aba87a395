using Engine.Ilgpu.Devices;

namespace ILGPU.Runtime.CPU;

/// <summary>On how many threads kernels run.</summary>
public enum CPUAcceleratorMode
{
    /// <summary>As many as the device has.</summary>
    Auto,

    /// <summary>The calling thread only.</summary>
    Sequential,
    Parallel,
}

/// <summary>The CPU in use.</summary>
public sealed class CPUAccelerator : Accelerator
{
    private readonly CpuDriver _driver;

    internal CPUAccelerator(
        Context context, CPUDevice device, CPUAcceleratorMode mode, ThreadPriority threadPriority, CpuDriver driver)
        : base(context, device, driver)
    {
        _driver = driver;
        Mode = mode;
        ThreadPriority = threadPriority;
    }

    public CPUAcceleratorMode Mode { get; }
    public ThreadPriority ThreadPriority { get; }
    public bool UsesSequentialExecution => _driver.Threads == 1;

    /// <summary>The threads that a launch can use, its caller among them.</summary>
    public int NumThreads => _driver.Threads;
}
