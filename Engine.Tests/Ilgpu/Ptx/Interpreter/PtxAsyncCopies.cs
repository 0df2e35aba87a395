using System.Numerics;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>
/// What a warp's threads have asked to be copied. The bytes arrive at the last moment that the ISA allows: when the
/// thread waits for them. Who reads them earlier finds what was there before.
/// </summary>
internal sealed class PtxAsyncCopies
{
    private readonly List<Copy>[] _open = [.. Enumerable.Range(0, PtxWarp.Lanes).Select(_ => new List<Copy>())];
    private readonly Queue<Copy[]>[] _groups = [.. Enumerable.Range(0, PtxWarp.Lanes).Select(_ => new Queue<Copy[]>())];

    private readonly record struct Copy(ulong Target, ulong Source, int Bytes, int Taken);

    public void Clear()
    {
        for (int lane = 0; lane < PtxWarp.Lanes; lane++)
        {
            _open[lane].Clear();
            _groups[lane].Clear();
        }
    }

    public void Start(PtxWarp warp, int lane, ulong target, ulong source, int bytes, int taken)
    {
        PtxAccess.Locate(warp, lane, PtxSpace.Shared, target, bytes, out _);
        if (taken > 0)
            CheckSource(warp, lane, source, bytes, taken);
        _open[lane].Add(new Copy(target, source, bytes, taken));
    }

    public void Commit(uint active)
    {
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            _groups[lane].Enqueue([.. _open[lane]]);
            _open[lane].Clear();
        }
    }

    public void Wait(PtxWarp warp, uint active, int most, bool all)
    {
        if (all)
            Commit(active);
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            while (_groups[lane].Count > most)
            {
                foreach (var copy in _groups[lane].Dequeue())
                    Perform(warp, lane, copy);
            }
        }
    }

    private static void CheckSource(PtxWarp warp, int lane, ulong source, int bytes, int taken)
    {
        PtxAccess.Locate(warp, lane, PtxSpace.Global, source, 1, out _);
        PtxAccess.Locate(warp, lane, PtxSpace.Global, source + (ulong)taken - 1, 1, out _);
        if (source % (ulong)bytes != 0)
            throw warp.Fault(PtxFaultKind.Misaligned, lane, $"0x{source:x} is no multiple of {bytes}");
    }

    private static void Perform(PtxWarp warp, int lane, Copy copy)
    {
        var target = PtxAccess.Locate(warp, lane, PtxSpace.Shared, copy.Target, copy.Bytes, out int to);
        PtxAccess.NoteWrite(warp, lane, target, to, copy.Bytes);
        target.Data.AsSpan(to, copy.Bytes).Clear();
        target.Written.AsSpan(to, copy.Bytes).Fill(1);
        if (copy.Taken == 0)
            return;
        var source = PtxAccess.Locate(warp, lane, PtxSpace.Global, copy.Source, 1, out int from);
        PtxAccess.NoteRead(warp, lane, source, from, copy.Taken);
        source.Data.AsSpan(from, copy.Taken).CopyTo(target.Data.AsSpan(to));
        source.Written.AsSpan(from, copy.Taken).CopyTo(target.Written.AsSpan(to));
    }
}
