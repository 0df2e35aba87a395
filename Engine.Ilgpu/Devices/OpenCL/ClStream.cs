namespace Engine.Ilgpu.Devices.OpenCL;

/// <summary>An in-order command queue. Copies from and to the host are done when their call returns.</summary>
internal sealed unsafe class ClStream : DriverStream
{
    private const uint Blocking = 1;

    private readonly ClDriver _driver;
    private readonly ClLibrary _library;
    private readonly ClFaultRecord _faults;

    public ClStream(ClDriver driver, ClFaultRecord faults, bool profiling)
    {
        _driver = driver;
        _library = driver.Library;
        _faults = faults;
        const ulong ProfilingEnabled = 2;
        int error;
        Queue = _library.CreateCommandQueue(driver.Context, driver.Device.Device, profiling ? ProfilingEnabled : 0, &error);
        ClError.Check(error, $"making a stream on {driver.Device.Name}");
    }

    public nint Queue { get; }

    public override void Synchronize()
    {
        ClError.Check(_library.Finish(Queue), "waiting for the work of a stream");
        _faults.Check(Queue);
    }

    public override void Drain() => _library.Finish(Queue);

    public override void CopyFromHost(nint target, long targetOffset, void* source, long bytes)
    {
        if (bytes > 0)
        {
            ClError.Check(
                _library.WriteBuffer(Queue, target, Blocking, (nuint)targetOffset, (nuint)bytes, source, 0, null, null),
                $"copying {bytes:N0} bytes to the device");
        }
    }

    public override void CopyToHost(void* target, nint source, long sourceOffset, long bytes)
    {
        if (bytes > 0)
        {
            ClError.Check(
                _library.ReadBuffer(Queue, source, Blocking, (nuint)sourceOffset, (nuint)bytes, target, 0, null, null),
                $"copying {bytes:N0} bytes from the device");
        }
    }

    public override void Copy(nint target, long targetOffset, nint source, long sourceOffset, long bytes)
    {
        if (bytes <= 0)
            return;
        if (target == source && Math.Abs(targetOffset - sourceOffset) < bytes)
        {
            // OpenCL does not copy between overlapping ranges.
            nint between = _driver.Allocate(bytes);
            CopyRange(between, 0, source, sourceOffset, bytes);
            CopyRange(target, targetOffset, between, 0, bytes);
            _driver.Free(between);
            return;
        }
        CopyRange(target, targetOffset, source, sourceOffset, bytes);
    }

    public override void Fill(nint target, long targetOffset, byte value, long bytes)
    {
        if (bytes > 0)
        {
            ClError.Check(
                _library.FillBuffer(Queue, target, &value, 1, (nuint)targetOffset, (nuint)bytes, 0, null, null),
                $"filling {bytes:N0} bytes");
        }
    }

    public override Func<long> Mark()
    {
        nint mark;
        ClError.Check(_library.EnqueueMarker(Queue, 0, null, &mark), "marking a time");
        return new ClTimeStamp(_library, mark).Nanoseconds;
    }

    protected override void Dispose(bool disposing)
    {
        _ = _library.ReleaseCommandQueue(Queue);
        base.Dispose(disposing);
    }

    private void CopyRange(nint target, long targetOffset, nint source, long sourceOffset, long bytes) => ClError.Check(
        _library.CopyBuffer(Queue, source, target, (nuint)sourceOffset, (nuint)targetOffset, (nuint)bytes, 0, null, null),
        $"copying {bytes:N0} bytes on the device");

    /// <summary>The event of a marker, released once its time is known.</summary>
    private sealed class ClTimeStamp(ClLibrary library, nint mark)
    {
        private long? _time;

        ~ClTimeStamp()
        {
            if (_time is null)
                _ = library.ReleaseEvent(mark);
        }

        public long Nanoseconds()
        {
            if (_time is { } known)
                return known;
            const uint CommandEnd = 0x1283;
            ulong time;
            ClError.Check(library.GetEventProfilingInfo(mark, CommandEnd, 8, &time, null), "reading a time mark");
            _ = library.ReleaseEvent(mark);
            _time = (long)time;
            return (long)time;
        }
    }
}
