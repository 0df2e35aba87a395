namespace Engine.Profiling;

/// <summary>The calls of one kernel with one shape. The first, which may have had to compile it, is kept apart.</summary>
internal sealed class KernelTally
{
    public TimeSpan First { get; private set; }

    /// <summary>Calls after the first.</summary>
    public long Calls { get; private set; }

    /// <summary>The time of the calls after the first.</summary>
    public TimeSpan Time { get; private set; }

    private bool _hasFirst;

    public void Add(TimeSpan time)
    {
        if (!_hasFirst)
        {
            _hasFirst = true;
            First = time;
            return;
        }

        Calls++;
        Time += time;
    }
}

/// <summary>The copies in one direction.</summary>
internal sealed class TransferTally
{
    public TransferProfile Sum { get; private set; } = TransferProfile.None;

    public void Add(long bytes, TimeSpan time) => Sum = new TransferProfile(Sum.Calls + 1, Sum.Bytes + bytes, Sum.Time + time);

    public void Clear() => Sum = TransferProfile.None;
}
