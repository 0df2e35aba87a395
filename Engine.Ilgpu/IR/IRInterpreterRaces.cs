namespace Engine.Ilgpu.IR;

[Flags]
internal enum ReadSummary
{
    None = 0,
    /// <summary>Several items of the warp read the byte since the warp's last barrier.</summary>
    ManyItems = 1,
    /// <summary>Items of several warps read it since the group's last barrier.</summary>
    ManyWarps = 2,
    /// <summary>An item of a group that ran before read it.</summary>
    EarlierGroup = 4,
}

/// <summary>An access: who, between which barriers, by which instruction. Epoch 0: there was none.</summary>
internal struct AccessStamp
{
    /// <summary>Counts group barriers over the whole launch; each group starts a new one.</summary>
    public int Epoch;
    /// <summary>Counts the warp's own barriers within its group.</summary>
    public int WarpEpoch;
    /// <summary>The item's linear index in the launch.</summary>
    public int Item;
    /// <summary>The instruction's place in the interpreter's code.</summary>
    public int Instruction;
}

/// <summary>What the race detector remembers of one byte.</summary>
internal struct ByteShadow
{
    public AccessStamp Write;
    public AccessStamp Read;
    public ReadSummary Reads;
}

/// <summary>
/// Finds accesses of different items to the same byte that no barrier orders. Accesses of one group are ordered by
/// a group barrier between them, those of one warp also by a warp barrier; groups are never ordered. Atomics count
/// as reads: they conflict with plain writes only. Of the reads since a barrier only a summary is kept, which
/// loses none that a later write could conflict with.
/// </summary>
internal sealed class RaceDetector(int groupSize, int warpSize)
{
    private int _groupFirstEpoch;
    private int _groupFirstItem;
    private AccessStamp _current;
    private int _currentWarp;

    /// <summary>The linear index in the launch of the item that runs.</summary>
    public int CurrentItem => _current.Item;

    public void BeginGroup(long group)
    {
        _current.Epoch++;
        _groupFirstEpoch = _current.Epoch;
        _groupFirstItem = (int)(group * groupSize);
    }

    public void PassBarrier() => _current.Epoch++;

    public void SetItem(int itemInGroup, int warpEpoch)
    {
        _current.Item = _groupFirstItem + itemInGroup;
        _current.WarpEpoch = warpEpoch;
        _currentWarp = itemInGroup / warpSize;
    }

    /// <summary>Notes a read or an atomic; gives the write that it races with.</summary>
    public bool Read(ref ByteShadow shadow, bool shared, int instruction, out AccessStamp other)
    {
        other = shadow.Write;
        bool race = !IsOrdered(shadow.Write, shared);
        ref var read = ref shadow.Read;
        if (read.Epoch == _current.Epoch && read.Epoch != 0)
        {
            if (WarpOf(read.Item) != _currentWarp)
                shadow.Reads |= ReadSummary.ManyWarps;
            else if (read.WarpEpoch != _current.WarpEpoch)
            {
                shadow.Reads &= ~ReadSummary.ManyItems;
                Stamp(ref read, instruction);
            }
            else if (read.Item != _current.Item)
                shadow.Reads |= ReadSummary.ManyItems;
            return race;
        }
        if (read.Epoch != 0 && read.Epoch < _groupFirstEpoch)
            shadow.Reads |= ReadSummary.EarlierGroup;
        shadow.Reads &= ReadSummary.EarlierGroup;
        Stamp(ref read, instruction);
        return race;
    }

    /// <summary>Notes a plain write; gives the access that it races with.</summary>
    public bool Write(ref ByteShadow shadow, bool shared, bool sameValue, int instruction, out AccessStamp other)
    {
        bool race = false;
        other = shadow.Read;
        if (!AreReadsOrdered(shadow, shared))
            race = true;
        else if (!sameValue && !IsOrdered(shadow.Write, shared))
        {
            race = true;
            other = shadow.Write;
        }
        Stamp(ref shadow.Write, instruction);
        return race;
    }

    private bool AreReadsOrdered(in ByteShadow shadow, bool shared)
    {
        if (!shared && shadow.Reads.HasFlag(ReadSummary.EarlierGroup))
            return false;
        if (shadow.Read.Epoch != _current.Epoch || shadow.Read.Epoch == 0)
            return IsOrdered(shadow.Read, shared);
        if (shadow.Reads.HasFlag(ReadSummary.ManyWarps))
            return false;
        if (shadow.Reads.HasFlag(ReadSummary.ManyItems))
            return WarpOf(shadow.Read.Item) == _currentWarp && shadow.Read.WarpEpoch < _current.WarpEpoch;
        return IsOrdered(shadow.Read, shared);
    }

    /// <summary>True if an earlier access surely happens before what the current item does now.</summary>
    private bool IsOrdered(in AccessStamp earlier, bool shared)
    {
        if (earlier.Epoch == 0 || earlier.Item == _current.Item)
            return true;
        if (earlier.Epoch < _groupFirstEpoch)
            return shared;
        return earlier.Epoch < _current.Epoch
            || (WarpOf(earlier.Item) == _currentWarp && earlier.WarpEpoch < _current.WarpEpoch);
    }

    private int WarpOf(int item) => (item - _groupFirstItem) / warpSize;

    private void Stamp(ref AccessStamp stamp, int instruction)
    {
        stamp = _current;
        stamp.Instruction = instruction;
    }
}
