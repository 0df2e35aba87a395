using System.Collections.Concurrent;
using System.Diagnostics;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>
/// Ends the process, with the seed, when a random kernel does not end: no thread can be taken out of compiled code that
/// loops for ever.
/// </summary>
internal sealed class KernelWatch : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<long, long> _startOfSeed = [];
    private readonly Timer _timer;

    public KernelWatch() => _timer = new Timer(_ => Look(), null, Limit / 8, Limit / 8);

    /// <summary>Runs one kernel's comparison.</summary>
    public T Run<T>(long seed, Func<T> compare)
    {
        _startOfSeed[seed] = Stopwatch.GetTimestamp();
        try
        {
            return compare();
        }
        finally
        {
            _startOfSeed.TryRemove(seed, out _);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        foreach (var (seed, start) in _startOfSeed)
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
                Environment.FailFast($"The random kernel with seed {seed} does not end: ENGINE_FUZZ_SEED={seed} ENGINE_FUZZ_COUNT=1 repeats it.");
        }
    }
}
