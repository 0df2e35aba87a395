namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>
/// Counts passes of accesses to shared memory through its 32 banks of words. Lanes go together whose accesses have 128 bytes in
/// all: 32 of up to 4 bytes, 16 of 8, 8 of 16. A pass serves one word of each bank, to any number of lanes.
/// </summary>
internal sealed class PtxSharedTraffic
{
    private const int Banks = 32;
    private const int BytesOfPass = 128;

    /// <summary>Passes that were needed.</summary>
    public long Passes { get; private set; }

    /// <summary>Passes that accesses without conflicts would have needed.</summary>
    public long Fewest { get; private set; }

    /// <param name="places">Where each lane's access begins, in bytes.</param>
    /// <param name="active">The lanes that take part.</param>
    /// <param name="bytes">Of each lane.</param>
    public void Note(ReadOnlySpan<int> places, uint active, int bytes)
    {
        int lanes = Math.Min(PtxWarp.Lanes, BytesOfPass / bytes);
        for (int first = 0; first < PtxWarp.Lanes; first += lanes)
        {
            var words = new HashSet<int>();
            for (int lane = first; lane < first + lanes; lane++)
            {
                for (int offset = 0; offset < bytes && (active >> lane & 1) != 0; offset += 4)
                    words.Add((places[lane] + offset) / 4);
            }
            if (words.Count == 0)
                continue;
            Fewest++;
            Passes += words.CountBy(word => word % Banks).Max(bank => bank.Value);
        }
    }
}
