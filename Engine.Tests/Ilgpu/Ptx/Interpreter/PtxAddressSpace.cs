using Engine.Ilgpu.IR;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>One allocation: its bytes, which of them were ever written, and who touched them in the current launch.</summary>
internal sealed class PtxRegion
{
    private const int PageShift = 10;

    private ByteShadow[]?[] _pages = [];
    private int _granuleShift = 2;
    private long _launch = -1;
    private bool[] _readOnlyReads = [];

    public PtxRegion(PtxSpace space, string name, ulong start, int bytes, bool perThread = false)
    {
        Space = space;
        Name = name;
        Start = start;
        Bytes = bytes;
        Data = perThread ? [] : new byte[bytes];
        Written = new byte[Data.Length];
        // What was never written looks like NaN, and like no address.
        Data.AsSpan().Fill(0xff);
    }

    public PtxSpace Space { get; }
    public string Name { get; }

    /// <summary>The address of the first byte.</summary>
    public ulong Start { get; }

    /// <summary>The size; of local memory, each thread's.</summary>
    public int Bytes { get; }

    public byte[] Data { get; set; }

    /// <summary>1 for each byte that was written.</summary>
    public byte[] Written { get; set; }

    public bool Freed { get; set; }

    /// <summary>Forgets who touched what before this launch.</summary>
    public void Enter(long launch)
    {
        if (_launch == launch)
            return;
        _launch = launch;
        _granuleShift = 2;
        int pages = ((Bytes >> _granuleShift) >> PageShift) + 1;
        if (_pages.Length == pages)
            Array.Clear(_pages);
        else
            _pages = new ByteShadow[pages][];
        Array.Clear(_readOnlyReads);
    }

    /// <summary>Sets how finely accesses are told apart: down to bytes once one is smaller than a word.</summary>
    public int Granule(int accessBytes)
    {
        if (accessBytes >= 4 || _granuleShift == 0)
            return _granuleShift;
        var words = _pages;
        _pages = new ByteShadow[(Bytes >> PageShift) + 1][];
        _granuleShift = 0;
        for (int word = 0; word < words.Length << PageShift; word++)
        {
            if (words[word >> PageShift] is not { } page)
                continue;
            for (int i = 0; i < 4 && ((4 * word) + i) >> PageShift < _pages.Length; i++)
                Shadow((4 * word) + i) = page[word & ((1 << PageShift) - 1)];
        }
        return 0;
    }

    public ref ByteShadow Shadow(int granule)
    {
        var page = _pages[granule >> PageShift] ??= new ByteShadow[1 << PageShift];
        return ref page[granule & ((1 << PageShift) - 1)];
    }

    /// <summary>Notes bytes that a load promised nobody writes in this launch.</summary>
    public void NoteReadOnly(int index, int bytes)
    {
        if (_readOnlyReads.Length == 0)
            _readOnlyReads = new bool[Data.Length];
        _readOnlyReads.AsSpan(index, bytes).Fill(true);
    }

    public bool WasReadOnly(int index, int bytes) =>
        _readOnlyReads.Length != 0 && _readOnlyReads.AsSpan(index, bytes).Contains(true);
}

/// <summary>
/// The device's address space. The upper half of an address names the allocation, so that an address that ran out
/// of its allocation is in no other one.
/// </summary>
internal sealed class PtxAddressSpace
{
    public const ulong SharedWindow = 0xa0UL << 32;
    public const ulong LocalWindow = 0xb0UL << 32;
    public const ulong ConstWindow = 0xc0UL << 32;

    /// <summary>Where shared, local and constant memory begin in their windows: not at 0, which is no address.</summary>
    public const uint FirstInWindow = 0x400;

    private const ulong FirstGlobal = 0x100;
    private const uint FirstInGlobal = 0x1000_0000;

    private readonly List<PtxRegion> _globals = [];

    public PtxRegion AllocateGlobal(string name, long bytes)
    {
        if (bytes > int.MaxValue / 2)
            throw new PtxFaultException(PtxFaultKind.InvalidLaunch, $"{bytes} bytes are more than the interpreter allocates at once.");
        ulong start = ((FirstGlobal + (ulong)_globals.Count) << 32) + FirstInGlobal;
        var region = new PtxRegion(PtxSpace.Global, name, start, (int)bytes);
        _globals.Add(region);
        return region;
    }

    /// <summary>Frees an allocation; its addresses are never given again.</summary>
    public bool TryFree(ulong address)
    {
        if (FindGlobal(address) is not { Freed: false } region || region.Start != address)
            return false;
        region.Freed = true;
        region.Data = [];
        region.Written = [];
        region.Enter(-2);
        return true;
    }

    public PtxRegion? FindGlobal(ulong address)
    {
        ulong number = (address >> 32) - FirstGlobal;
        return number < (ulong)_globals.Count ? _globals[(int)number] : null;
    }

    /// <summary>Copies on the device; what was never written stays so.</summary>
    public void Copy(ulong target, ulong source, long bytes)
    {
        var from = HostAccess(source, bytes, writes: false);
        from.CopyTo(HostAccess(target, bytes, writes: true));
        var (fromRegion, toRegion) = (FindGlobal(source)!, FindGlobal(target)!);
        fromRegion.Written.AsSpan((int)(source - fromRegion.Start), (int)bytes)
            .CopyTo(toRegion.Written.AsSpan((int)(target - toRegion.Start), (int)bytes));
    }

    /// <summary>The bytes of a copy to or from the host.</summary>
    public Span<byte> HostAccess(ulong address, long bytes, bool writes)
    {
        if (FindGlobal(address) is not { Freed: false } region)
            throw new PtxFaultException(PtxFaultKind.OutOfBounds, $"a copy at 0x{address:x}, where no memory is.");
        long index = (long)(address - region.Start);
        if (index < 0 || index + bytes > region.Bytes)
            throw new PtxFaultException(PtxFaultKind.OutOfBounds, $"a copy of {bytes} bytes at offset {index} of {region.Name} ({region.Bytes} bytes).");
        if (writes)
            region.Written.AsSpan((int)index, (int)bytes).Fill(1);
        return region.Data.AsSpan((int)index, (int)bytes);
    }
}
