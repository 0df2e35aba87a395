using Engine.Ilgpu.Devices;

namespace ILGPU.Runtime;

/// <summary>An in-order queue of copies and launches.</summary>
public abstract class AcceleratorStream : AcceleratorObject
{
    private protected AcceleratorStream(Accelerator accelerator, DriverStream driver)
        : base(accelerator)
    {
        Driver = driver;
        accelerator.Adopt(this);
    }

    internal DriverStream Driver { get; }

    /// <summary>Waits for all queued work; rethrows a fault of that work.</summary>
    public void Synchronize() => Driver.Synchronize();

    public Task SynchronizeAsync() => Task.Run(Synchronize);

    public ScopedAcceleratorBinding BindScoped() => Accelerator.BindScoped();

    /// <summary>A time stamp in the queue. Needs <see cref="Context.Builder.Profiling"/>.</summary>
    public ProfilingMarker AddProfilingMarker()
    {
        if (!Accelerator.Context.Properties.EnableProfiling)
            throw new NotSupportedException("Profiling markers need a context made with Profiling().");
        return new DriverProfilingMarker(this);
    }

    private protected override void Release() => Driver.Dispose();
}

/// <summary>A stream of a driver.</summary>
internal sealed class DriverAcceleratorStream(Accelerator accelerator, DriverStream driver)
    : AcceleratorStream(accelerator, driver);
