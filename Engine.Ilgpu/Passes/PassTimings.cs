namespace Engine.Ilgpu.Passes;

/// <summary>Adds up what passes cost. Safe to share between threads that compile.</summary>
internal sealed class PassTimings
{
    private readonly Dictionary<string, (TimeSpan Time, int Runs)> _entries = [];

    public void Add(string pass, TimeSpan time)
    {
        lock (_entries)
        {
            var (total, runs) = _entries.GetValueOrDefault(pass);
            _entries[pass] = (total + time, runs + 1);
        }
    }

    /// <summary>The passes by falling time.</summary>
    public IReadOnlyList<(string Pass, TimeSpan Time, int Runs)> Entries
    {
        get
        {
            lock (_entries)
                return [.. _entries.Select(entry => (entry.Key, entry.Value.Time, entry.Value.Runs)).OrderByDescending(entry => entry.Time)];
        }
    }
}
