using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;
using ILGPU.Runtime;

namespace Engine.Ilgpu.Devices;

/// <summary>
/// What a back end's run time must do for the API above it: memory, streams, programs, launches.
/// One driver serves one accelerator. Addresses are opaque to the caller.
/// </summary>
internal abstract class DeviceDriver : IDisposable
{
    /// <summary>Lanes of a warp, if all kernels run with the same.</summary>
    public virtual int? WarpSize => null;

    /// <summary>True if kernels may hold PTX of their own.</summary>
    public virtual bool RunsPtx => false;

    /// <summary>True if the device computes an exponential, sine or their like itself; else it is taken apart before.</summary>
    public virtual bool HasFunction(Op op, IRType type) => true;

    /// <summary>Allocates device memory, aligned to 64 bytes or better; contents undefined.</summary>
    public abstract nint Allocate(long bytes);

    public abstract void Free(nint memory);

    /// <summary>Makes host memory quick to copy from and to, and such copies asynchronous; where that means nothing, nothing happens.</summary>
    public virtual void PinHost(nint address, long bytes)
    {
    }

    /// <summary>Ends <see cref="PinHost"/>; never throws.</summary>
    public virtual void UnpinHost(nint address)
    {
    }

    public abstract DriverStream CreateStream();

    /// <summary>The language of the listings, which is also the dump stage that asks for them: il, cl or ptx.</summary>
    public abstract string ListingStage { get; }

    /// <summary>Compiles an optimised kernel for this device.</summary>
    /// <param name="listing">If given, receives the code that is emitted, as text.</param>
    /// <param name="machineCode">If given, receives what is made of that code, as far as this program can have it.</param>
    public abstract DeviceKernel Compile(Function function, TextWriter? listing = null, MachineCodeDump? machineCode = null);

    /// <summary>
    /// Queues a launch on the stream. <paramref name="parameters"/> is laid out by
    /// <see cref="Backends.ParameterLayout"/> and is copied before the call returns.
    /// </summary>
    public abstract unsafe void Launch(DeviceKernel kernel, DriverStream stream, in LaunchGeometry geometry, byte* parameters);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <summary>An in-order queue of copies and launches.</summary>
internal abstract class DriverStream : IDisposable
{
    /// <summary>Returns once all queued work is done; rethrows a fault of that work.</summary>
    public abstract void Synchronize();

    /// <summary>Waits for queued work before the stream goes; never throws.</summary>
    public abstract void Drain();

    /// <summary>Whether <see cref="Capture"/> works.</summary>
    public virtual bool CanCapture => false;

    /// <summary>Records what an action queues, and does not run it.</summary>
    /// <exception cref="NotSupportedException">The device cannot.</exception>
    public virtual DriverGraph Capture(Action record) =>
        throw new NotSupportedException("This accelerator cannot record launches; queue them one by one.");

    /// <summary>The stream in the form that the API shows.</summary>
    public virtual AcceleratorStream Wrap(Accelerator accelerator) => new DriverAcceleratorStream(accelerator, this);

    public abstract unsafe void CopyFromHost(nint target, long targetOffset, void* source, long bytes);
    public abstract unsafe void CopyToHost(void* target, nint source, long sourceOffset, long bytes);
    public abstract void Copy(nint target, long targetOffset, nint source, long sourceOffset, long bytes);
    public abstract void Fill(nint target, long targetOffset, byte value, long bytes);

    /// <summary>A time stamp in the queue, in nanoseconds once <see cref="Synchronize"/> has returned.</summary>
    public abstract Func<long> Mark();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Recorded launches; see <see cref="DriverStream.Capture"/>.</summary>
internal abstract class DriverGraph : IDisposable
{
    /// <summary>Queues all that was recorded, with the arguments of that time.</summary>
    public abstract void Launch(DriverStream stream);

    public abstract void Dispose();
}

/// <summary>A kernel in the form that its device runs.</summary>
internal abstract class DeviceKernel(string name)
{
    public string Name { get; } = name;

    /// <summary>The best group size for launches that leave it open; null if the device has no opinion.</summary>
    public virtual int? PreferredGroupSize => null;
}
