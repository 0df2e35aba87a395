namespace ILGPU.Runtime;

/// <summary>A time stamp in a stream.</summary>
public abstract class ProfilingMarker : AcceleratorObject
{
    private protected ProfilingMarker(Accelerator accelerator) : base(accelerator) => accelerator.Adopt(this);

    /// <summary>Waits until the stream has come to the marker.</summary>
    public abstract void Synchronize();

    /// <summary>The time from the other marker to this one; waits for both.</summary>
    public abstract TimeSpan MeasureFrom(ProfilingMarker marker);

    public static TimeSpan operator -(ProfilingMarker end, ProfilingMarker start)
    {
        ArgumentNullException.ThrowIfNull(end);
        return end.MeasureFrom(start);
    }
}

internal sealed class DriverProfilingMarker(AcceleratorStream stream) : ProfilingMarker(stream.Accelerator)
{
    private readonly Func<long> _nanoseconds = stream.Driver.Mark();

    public override void Synchronize() => stream.Synchronize();

    public override TimeSpan MeasureFrom(ProfilingMarker marker)
    {
        if (marker is not DriverProfilingMarker other || !ReferenceEquals(other.Accelerator, Accelerator))
            throw new ArgumentException("The two markers belong to different accelerators.", nameof(marker));
        other.Synchronize();
        Synchronize();
        return TimeSpan.FromTicks((_nanoseconds() - other._nanoseconds()) / TimeSpan.NanosecondsPerTick);
    }

    private protected override void Release()
    {
    }
}
