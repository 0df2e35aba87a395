using System.Runtime.InteropServices;
using Engine.Ilgpu.Devices;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>What emitted code is given: the launch, the group at hand and its memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct KernelFrame
{
    public byte* Parameters;
    public LaunchGeometry* Geometry;

    /// <summary>The group's shared allocations.</summary>
    public byte* Shared;
    public byte* DynamicShared;

    /// <summary>Local memory: of one item if items run to their end one by one, else of all items in turn.</summary>
    public byte* Local;

    /// <summary>Values kept across synchronisations: for each slot the items' values in a row.</summary>
    public byte* Spill;

    /// <summary>Values kept across synchronisations that the lanes of a warp share, warp by warp.</summary>
    public byte* WarpSpill;

    /// <summary>What items hand over at a synchronisation: operand by operand, 8 bytes an item.</summary>
    public byte* Exchange;

    /// <summary>Four rows of a warp's values, 8 bytes a lane, by which vector code goes through lanes one at a time.</summary>
    public byte* Lanes;

    /// <summary>The number of items in a row of <see cref="Spill"/> and <see cref="Exchange"/>.</summary>
    public int RowLength;

    public int GroupX;
    public int GroupY;
    public int GroupZ;
}

/// <summary>How much scratch memory a thread needs for one group, and where its parts lie.</summary>
/// <param name="SharedBytes">Static shared memory.</param>
/// <param name="LocalBytes">Local memory of an item, a multiple of 16.</param>
/// <param name="Slots">Values kept across synchronisations.</param>
/// <param name="KeepsItems">True if all items of a group are alive at once.</param>
internal sealed record ScratchLayout(int SharedBytes, int LocalBytes, SpillSlots Slots, bool KeepsItems, int WarpSize)
{
    /// <summary>Operands of the widest synchronisation (value, lane, width).</summary>
    public const int ExchangeOperands = 3;

    private const long Alignment = 64;

    private const long LanesBytes = 4 * 8 * 16;

    public long SizeFor(in LaunchGeometry geometry) => Offsets(geometry).End;

    /// <summary>Points a frame into scratch memory of at least <see cref="SizeFor"/> bytes, aligned to 64.</summary>
    public unsafe void Assign(ref KernelFrame frame, byte* scratch, in LaunchGeometry geometry)
    {
        var offsets = Offsets(geometry);
        frame.Shared = scratch;
        frame.DynamicShared = scratch + offsets.Dynamic;
        frame.Local = scratch + offsets.Local;
        frame.Spill = scratch + offsets.Spill;
        frame.WarpSpill = scratch + offsets.WarpSpill;
        frame.Exchange = scratch + offsets.Exchange;
        frame.Lanes = scratch + offsets.Lanes;
        frame.RowLength = RowLength(geometry);
    }

    public long LocalBytesFor(in LaunchGeometry geometry) => (long)LocalBytes * (KeepsItems ? geometry.GroupSize : 1);

    private static int RowLength(in LaunchGeometry geometry) => (geometry.GroupSize + 15) & ~15;

    private (long Dynamic, long Local, long Spill, long WarpSpill, long Exchange, long Lanes, long End) Offsets(
        in LaunchGeometry geometry)
    {
        long dynamic = Align(SharedBytes);
        long local = dynamic + Align(geometry.DynamicSharedBytes);
        long spill = local + Align(LocalBytesFor(geometry));
        if (!KeepsItems)
            return (dynamic, local, spill, spill, spill, spill, spill);
        long warps = ((geometry.GroupSize - 1) / WarpSize) + 1;
        long warpSpill = spill + Align((long)Slots.BytesPerItem * RowLength(geometry));
        long exchange = warpSpill + Align(Slots.BytesPerWarp * warps);
        long lanes = exchange + ((long)ExchangeOperands * 8 * RowLength(geometry));
        return (dynamic, local, spill, warpSpill, exchange, lanes, lanes + LanesBytes);
    }

    private static long Align(long bytes) => (bytes + Alignment - 1) & -Alignment;
}
