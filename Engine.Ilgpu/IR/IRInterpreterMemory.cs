using System.Buffers.Binary;

namespace Engine.Ilgpu.IR;

internal enum RegionKind
{
    Global,
    Shared,
    Local,
}

/// <summary>One allocation of the interpreter's address space.</summary>
internal sealed class MemoryRegion(RegionKind kind, string name, byte[] data, int start, long length)
{
    public RegionKind Kind { get; } = kind;
    public string Name { get; } = name;
    public byte[] Data { get; } = data;

    /// <summary>Where it begins in <see cref="Data"/>; of local memory, in the frame of the group's first item.</summary>
    public int Start { get; } = start;

    public long Length { get; } = length;

    /// <summary>Who touched each byte; null if races are not watched.</summary>
    public ByteShadow[]? Shadow { get; set; }

    /// <summary>Which bytes of shared memory were written; null if that is not watched.</summary>
    public bool[]? Written { get; set; }
}

/// <summary>
/// The interpreter's address space. An address is 14 bits of region, 14 bits of item (local memory only) and a
/// 36-bit byte offset around a bias, so that pointers are plain 64-bit values that may be stored, reloaded, added
/// to and compared, and yet each access can be checked against the allocation that it came from.
/// </summary>
internal sealed class InterpreterMemory
{
    private const int OffsetBits = 36;
    private const int ItemBits = 14;
    private const int RegionBits = 14;
    private const long Bias = 1L << (OffsetBits - 1);

    /// <summary>Items that a group may have.</summary>
    public const int MaxItems = 1 << ItemBits;

    private readonly List<MemoryRegion?> _regions = [null];

    public IEnumerable<MemoryRegion> Regions => _regions.OfType<MemoryRegion>();

    /// <summary>Adds an allocation and gives its number.</summary>
    public int Add(MemoryRegion region)
    {
        if (_regions.Count >= 1 << RegionBits)
            throw new ArgumentException($"The interpreter serves at most {(1 << RegionBits) - 1} allocations.");
        _regions.Add(region);
        return _regions.Count - 1;
    }

    public static long AddressOf(int region, int item, long offset) =>
        ((long)region << (OffsetBits + ItemBits)) + ((long)item << OffsetBits) + Bias + offset;

    /// <summary>Splits an address; the region is null for what was made from no allocation.</summary>
    public MemoryRegion? Find(long address, out int item, out long offset)
    {
        long region = address >>> (OffsetBits + ItemBits);
        item = (int)(address >>> OffsetBits) & (MaxItems - 1);
        offset = (address & ((1L << OffsetBits) - 1)) - Bias;
        return region < _regions.Count ? _regions[(int)region] : null;
    }

    public static long Load(byte[] data, int index, IRType type)
    {
        var bytes = data.AsSpan(index);
        return type switch
        {
            IRType.Int1 => bytes[0] != 0 ? 1 : 0,
            IRType.Int8 => (sbyte)bytes[0],
            IRType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            IRType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            IRType.Float32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
    }

    public static void Store(byte[] data, int index, IRType type, long bits)
    {
        var bytes = data.AsSpan(index);
        switch (type.SizeInBytes())
        {
            case 1:
                bytes[0] = (byte)bits;
                break;
            case 2:
                BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)bits);
                break;
            case 4:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)bits);
                break;
            default:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, bits);
                break;
        }
    }
}
