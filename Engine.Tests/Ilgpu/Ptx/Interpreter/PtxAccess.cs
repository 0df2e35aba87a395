using System.Buffers.Binary;
using Engine.Ilgpu.IR;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Where one lane's access goes, checked.</summary>
internal static class PtxAccess
{
    public static PtxRegion Locate(PtxWarp warp, int lane, PtxSpace space, ulong address, int bytes, out int index)
    {
        var group = warp.Group;
        if (space == PtxSpace.Generic)
        {
            switch (address & ~0xffff_ffffUL)
            {
                case PtxAddressSpace.SharedWindow:
                    space = PtxSpace.Shared;
                    address -= PtxAddressSpace.SharedWindow;
                    break;
                case PtxAddressSpace.LocalWindow:
                    space = PtxSpace.Local;
                    address -= PtxAddressSpace.LocalWindow;
                    break;
                case PtxAddressSpace.ConstWindow:
                    space = PtxSpace.Const;
                    address -= PtxAddressSpace.ConstWindow;
                    break;
                default:
                    space = PtxSpace.Global;
                    break;
            }
        }
        PtxRegion? region;
        ulong start;
        if (space == PtxSpace.Global)
        {
            region = group.Launch.Memory.FindGlobal(address);
            if (region is null)
                throw warp.Fault(PtxFaultKind.OutOfBounds, lane, $"0x{address:x} is the address of nothing");
            if (region.Freed)
                throw warp.Fault(PtxFaultKind.OutOfBounds, lane, $"0x{address:x} is in {region.Name}, which was freed");
            start = region.Start;
        }
        else
        {
            region = space switch
            {
                PtxSpace.Shared => group.Shared,
                PtxSpace.Local => group.Local,
                _ => group.Launch.Constants,
            };
            start = PtxAddressSpace.FirstInWindow;
        }
        ulong offset = address - start;
        if (offset > (ulong)region.Bytes || (ulong)region.Bytes - offset < (ulong)bytes)
            throw warp.Fault(PtxFaultKind.OutOfBounds, lane, $"{bytes} bytes at offset {(long)offset} of {region.Name} ({region.Bytes} bytes)");
        if ((address & ((ulong)bytes - 1)) != 0)
            throw warp.Fault(PtxFaultKind.Misaligned, lane, $"0x{address:x} is no multiple of {bytes}");
        index = (int)offset;
        if (space == PtxSpace.Local)
            index += ((warp.Number * PtxWarp.Lanes) + lane) * region.Bytes;
        return region;
    }

    /// <summary>Notes a plain read, or one that takes part in synchronisation: an atomic, or a strong load or store.</summary>
    public static void NoteRead(PtxWarp warp, int lane, PtxRegion region, int index, int bytes)
    {
        if (!IsWatched(warp, region))
            return;
        var races = warp.Group.Races;
        bool shared = region.Space == PtxSpace.Shared;
        races.SetItem((warp.Number * PtxWarp.Lanes) + lane, warp.Epoch);
        int shift = region.Granule(bytes);
        for (int granule = index >> shift; granule <= (index + bytes - 1) >> shift; granule++)
        {
            if (races.Read(ref region.Shadow(granule), shared, warp.Current, out var other))
                throw Race(warp, lane, region, index, other);
        }
    }

    public static void NoteWrite(PtxWarp warp, int lane, PtxRegion region, int index, int bytes)
    {
        if (region.WasReadOnly(index, bytes))
            throw warp.Fault(PtxFaultKind.DataRace, lane, $"a write at offset {index} of {region.Name}, which a load of this launch called read-only");
        if (!IsWatched(warp, region))
            return;
        var races = warp.Group.Races;
        bool shared = region.Space == PtxSpace.Shared;
        races.SetItem((warp.Number * PtxWarp.Lanes) + lane, warp.Epoch);
        int shift = region.Granule(bytes);
        for (int granule = index >> shift; granule <= (index + bytes - 1) >> shift; granule++)
        {
            if (races.Write(ref region.Shadow(granule), shared, sameValue: false, warp.Current, out var other))
                throw Race(warp, lane, region, index, other);
        }
    }

    /// <summary>Notes a read that promises that nobody writes there in this launch.</summary>
    public static void NoteReadOnly(PtxWarp warp, int lane, PtxRegion region, int index, int bytes)
    {
        if (!IsWatched(warp, region))
            return;
        int shift = region.Granule(bytes);
        for (int granule = index >> shift; granule <= (index + bytes - 1) >> shift; granule++)
        {
            if (region.Shadow(granule).Write.Epoch != 0)
                throw warp.Fault(PtxFaultKind.DataRace, lane, $"a read-only load of offset {index} of {region.Name}, which this launch has written");
        }
        region.NoteReadOnly(index, bytes);
    }

    public static ulong Read(byte[] data, int index, int bytes) => bytes switch
    {
        1 => data[index],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(index)),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(index)),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(data.AsSpan(index)),
    };

    public static void Write(byte[] data, int index, int bytes, ulong value)
    {
        switch (bytes)
        {
            case 1:
                data[index] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(index), (ushort)value);
                break;
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(index), (uint)value);
                break;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(index), value);
                break;
        }
    }

    /// <summary>Whether all of the bytes were ever written.</summary>
    public static bool IsWritten(PtxRegion region, int index, int bytes) =>
        Read(region.Written, index, bytes) == (0x0101_0101_0101_0101 & (ulong.MaxValue >> (64 - (8 * bytes))));

    private static bool IsWatched(PtxWarp warp, PtxRegion region)
    {
        if (region.Space == PtxSpace.Shared)
            return true;
        if (region.Space != PtxSpace.Global || !warp.Group.Launch.WatchGlobalMemory)
            return false;
        region.Enter(warp.Group.Launch.Number);
        return true;
    }

    private static PtxFaultException Race(PtxWarp warp, int lane, PtxRegion region, int index, in AccessStamp other) =>
        warp.Fault(
            PtxFaultKind.DataRace,
            lane,
            $"offset {index} of {region.Name} is also touched by {warp.Group.DescribeOther(other.Item)} at line {warp.Group.Launch.Program.Code[other.Instruction].Line}, and nothing orders the two");
}
