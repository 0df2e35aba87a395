
namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>
/// Time stamps of a stream. The driver gives the time between two events as a float of milliseconds, which is exact enough
/// over a second or so; so every mark is measured from a base that is no older, and bases from the one before.
/// </summary>
internal sealed unsafe class CudaClock(CudaContext context, nint stream)
{
    private const int BaseLifetimeMilliseconds = 1000;

    private readonly Lock _lock = new();
    private readonly HashSet<nint> _events = [];
    private readonly Stack<nint> _free = new();
    private Stamp? _base;
    private long _baseTicks;

    /// <summary>Queues a time stamp.</summary>
    /// <returns>Its nanoseconds, once the stream has come to it.</returns>
    public Func<long> Mark()
    {
        lock (_lock)
        {
            context.Enter("queueing a time stamp");
            if (_base is null || Environment.TickCount64 - _baseTicks > BaseLifetimeMilliseconds)
            {
                _base = new Stamp(Record(), _base);
                _baseTicks = Environment.TickCount64;
            }
            var stamp = new Stamp(Record(), _base);
            return () => Resolve(stamp, keep: false);
        }
    }

    /// <summary>Gives the events back; the context must be current.</summary>
    public void Free()
    {
        lock (_lock)
        {
            foreach (nint handle in _events)
                context.Api.EventDestroy(handle);
            _events.Clear();
            _free.Clear();
        }
    }

    private nint Record()
    {
        if (!_free.TryPop(out nint handle))
        {
            context.Check(context.Api.EventCreate(&handle, 0), "creating an event");
            _events.Add(handle);
        }
        context.Check(context.Api.EventRecord(handle, stream), "queueing a time stamp");
        return handle;
    }

    /// <param name="keep">Whether other stamps may still be measured from this one.</param>
    private long Resolve(Stamp stamp, bool keep)
    {
        lock (_lock)
        {
            if (stamp.Nanoseconds is { } known)
                return known;
            long nanoseconds = 0;
            if (stamp.Base is { } start)
            {
                float milliseconds;
                long before = Resolve(start, keep: true);
                context.Enter("reading a time stamp");
                context.Check(context.Api.EventSynchronize(stamp.Event), "reading a time stamp");
                context.Check(context.Api.EventElapsedTime(&milliseconds, start.Event, stamp.Event), "reading a time stamp");
                nanoseconds = before + (long)(milliseconds * 1e6);
            }
            stamp.Nanoseconds = nanoseconds;
            stamp.Base = null;
            if (!keep)
                _free.Push(stamp.Event);
            return nanoseconds;
        }
    }

    private sealed class Stamp(nint handle, Stamp? start)
    {
        public nint Event => handle;

        /// <summary>What it is measured from; null for the first, and once that is done.</summary>
        public Stamp? Base { get; set; } = start;

        public long? Nanoseconds { get; set; }
    }
}
