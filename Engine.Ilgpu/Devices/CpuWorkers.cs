using System.Diagnostics;

namespace Engine.Ilgpu.Devices;

/// <summary>
/// Persistent threads that help with launches. After a launch they wait awake for two milliseconds, since the next one is
/// often near, and a virtual machine may take as long to wake a core; at first without pause, then letting others have
/// the core. Then they park and use no time.
/// </summary>
internal sealed class CpuWorkers : IDisposable
{
    private static readonly long SpinTicks = Stopwatch.Frequency * 40 / 1_000_000;
    private static readonly long AwakeTicks = Stopwatch.Frequency * 2 / 1000;

    /// <summary>Some tens of microseconds; the ends of the threads' shares seldom lie further apart.</summary>
    private const int PollsBeforeYield = 1000;

    private readonly CpuScratchPool _scratch;
    private readonly Thread[] _threads;
    private readonly Lock _busy = new();
    private readonly SemaphoreSlim _wake = new(0);
    private CpuLaunch? _launch;
    private int _parked;
    private bool _stopping;

    /// <param name="count">Threads besides the caller of a launch.</param>
    public CpuWorkers(int count, CpuScratchPool scratch)
    {
        _scratch = scratch;
        _threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            int number = i + 1;
            _threads[i] = new Thread(() => Loop(number)) { IsBackground = true, Name = $"kernel worker {number}" };
            _threads[i].Start();
        }
    }

    /// <summary>
    /// Runs a launch on the caller's thread and the workers. If the workers are at another launch, the caller
    /// does all by itself.
    /// </summary>
    public void Run(CpuLaunch launch)
    {
        bool mine = _busy.TryEnter();
        try
        {
            if (mine)
                Publish(launch);
            launch.Work(_scratch, 0);
            if (mine)
                Volatile.Write(ref _launch, null);
            for (int polls = 0; !launch.IsFinished; polls++)
            {
                // A worker that has been put aside needs a core to end.
                if (polls < PollsBeforeYield)
                    Thread.SpinWait(1);
                else
                    Thread.Yield();
            }
        }
        finally
        {
            if (mine)
                _busy.Exit();
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref _stopping, true);
        _wake.Release(_threads.Length);
        foreach (var thread in _threads)
            thread.Join();
        _wake.Dispose();
    }

    private void Publish(CpuLaunch launch)
    {
        Volatile.Write(ref _launch, launch);
        // A worker counts itself as parked before it looks for a launch the last time.
        Interlocked.MemoryBarrier();
        int parked = Volatile.Read(ref _parked);
        if (parked > 0)
            _wake.Release(parked);
    }

    private void Loop(int number)
    {
        CpuLaunch? done = null;
        while (Wait(done) is { } launch)
        {
            launch.Work(_scratch, number);
            done = launch;
        }
    }

    /// <summary>The next launch; null once the threads are to stop.</summary>
    private CpuLaunch? Wait(CpuLaunch? done)
    {
        long start = Stopwatch.GetTimestamp();
        while (!Volatile.Read(ref _stopping))
        {
            if (Volatile.Read(ref _launch) is { } launch && launch != done)
                return launch;
            long waited = Stopwatch.GetTimestamp() - start;
            if (waited < SpinTicks)
            {
                Thread.SpinWait(1);
            }
            else if (waited < AwakeTicks)
            {
                Thread.Yield();
            }
            else
            {
                Park(done);
                start = Stopwatch.GetTimestamp();
            }
        }
        return null;
    }

    private void Park(CpuLaunch? done)
    {
        Interlocked.Increment(ref _parked);
        bool nothing = Volatile.Read(ref _launch) is not { } launch || launch == done;
        if (nothing && !Volatile.Read(ref _stopping))
            _wake.Wait();
        Interlocked.Decrement(ref _parked);
    }
}
