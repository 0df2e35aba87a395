namespace Engine.Ilgpu.IR;

/// <summary>Checked accesses to memory.</summary>
internal sealed partial class IRInterpreter
{
    private long Load(Item item, int instruction, IRType type, long address)
    {
        var (region, index) = Locate(item, instruction, type, address);
        if (region.Kind != RegionKind.Local)
            NoteRead(region, index, type.SizeInBytes(), instruction);
        return InterpreterMemory.Load(region.Data, index, type);
    }

    private void Store(Item item, int instruction, IRType type, long address, long bits)
    {
        var (region, index) = Locate(item, instruction, type, address);
        if (region.Kind != RegionKind.Local)
            NoteWrite(region, index, type.SizeInBytes(), bits, instruction);
        InterpreterMemory.Store(region.Data, index, type, bits);
    }

    private long Atomic(Item item, int instruction, AtomicKind kind, IRType type, long address, long value)
    {
        var (region, index) = Locate(item, instruction, type, address);
        if (region.Kind != RegionKind.Local)
            NoteRead(region, index, type.SizeInBytes(), instruction);
        long old = InterpreterMemory.Load(region.Data, index, type);
        InterpreterMemory.Store(region.Data, index, type, Semantics.Atomic(kind, type, old, value));
        return old;
    }

    private long CompareExchange(Item item, int instruction, IRType type, long address, long compare, long value)
    {
        var (region, index) = Locate(item, instruction, type, address);
        if (region.Kind != RegionKind.Local)
            NoteRead(region, index, type.SizeInBytes(), instruction);
        long old = InterpreterMemory.Load(region.Data, index, type);
        // By bits, as the hardware does it: a NaN equals itself, the zeros differ.
        if (old == compare)
            InterpreterMemory.Store(region.Data, index, type, value);
        return old;
    }

    /// <summary>Finds the bytes behind an address, or ends the launch.</summary>
    private (MemoryRegion Region, int Index) Locate(Item item, int instruction, IRType type, long address)
    {
        var region = _memory.Find(address, out int owner, out long offset);
        int size = type.SizeInBytes();
        if (region is null)
        {
            throw address == 0
                ? Stop(InterpreterProblemKind.NullPointer, $"{Describe(instruction)}: null pointer, by {Describe(item)}.")
                : Stop(InterpreterProblemKind.InvalidPointer, $"{Describe(instruction)}: pointer 0x{address:x} is to no memory, by {Describe(item)}.");
        }
        if (offset < 0 || offset > region.Length - size)
        {
            throw Stop(
                InterpreterProblemKind.OutOfBounds,
                $"{Describe(instruction)}: {size} bytes at offset {offset} of {region.Name} ({region.Length} bytes), by {Describe(item)}.");
        }
        if ((offset & (size - 1)) != 0)
        {
            throw Stop(
                InterpreterProblemKind.Misaligned,
                $"{Describe(instruction)}: offset {offset} of {region.Name} is not a multiple of {size}, by {Describe(item)}.");
        }
        int index = region.Start + (int)offset;
        if (region.Kind != RegionKind.Local)
            return (region, index);
        if (owner != item.Index)
        {
            throw Stop(
                InterpreterProblemKind.InvalidPointer,
                $"{Describe(instruction)}: local memory of item {owner} of the group, by {Describe(item)}.");
        }
        return (region, index + (owner * _localBytesPerItem));
    }

    private void NoteRead(MemoryRegion region, int index, int size, int instruction)
    {
        bool shared = region.Kind == RegionKind.Shared;
        if (region.Written is { } written && written.AsSpan(index, size).Contains(false))
        {
            Report(InterpreterProblemKind.UninitializedShared, instruction, -1, () =>
                $"{Describe(instruction)}: offset {index} of {region.Name} was never written.");
            written.AsSpan(index, size).Fill(true);
        }
        if (region.Shadow is not { } shadow)
            return;
        for (int i = index; i < index + size; i++)
        {
            if (_races.Read(ref shadow[i], shared, instruction, out var other))
                ReportRace(region, i, instruction, other);
        }
    }

    private void NoteWrite(MemoryRegion region, int index, int size, long bits, int instruction)
    {
        region.Written?.AsSpan(index, size).Fill(true);
        if (region.Shadow is not { } shadow)
            return;
        bool shared = region.Kind == RegionKind.Shared;
        for (int i = index; i < index + size; i++)
        {
            bool sameValue = !_options.SameValueWritesRace && region.Data[i] == (byte)(bits >> (8 * (i - index)));
            if (_races.Write(ref shadow[i], shared, sameValue, instruction, out var other))
                ReportRace(region, i, instruction, other);
        }
    }

    private void ReportRace(MemoryRegion region, int index, int instruction, AccessStamp other)
    {
        int current = _races.CurrentItem;
        Report(InterpreterProblemKind.DataRace, instruction, other.Instruction, () =>
            $"{Describe(instruction)} by {DescribeItem(current)} and {Describe(other.Instruction)} by {DescribeItem(other.Item)}"
            + $" meet at byte {index} of {region.Name}, unordered.");
    }
}
