using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>
/// Lays out the memory of a group. Up to 48 KB are declared statically; what is more lies at the start of the dynamic
/// memory, where the launch makes room for it.
/// </summary>
internal sealed class PtxSharedMemory
{
    private const int Alignment = 64;
    private const string DynamicName = "dynamic_shared";
    private const string StaticName = "static_shared";
    private const int ExchangeBytes = 8;

    private readonly Dictionary<Instruction, long> _offsets = new(ReferenceEqualityComparer.Instance);
    private readonly bool _usesDynamic;
    private readonly long _exchange = -1;

    public PtxSharedMemory(Function function)
    {
        long end = 0;
        foreach (var instruction in function.Instructions)
        {
            if (instruction.Op == Op.SharedAlloca)
                _offsets.Add(instruction, Reserve(instruction.Immediate));
            else if (instruction.Op == Op.Broadcast && _exchange < 0)
                _exchange = Reserve(ExchangeBytes);
            _usesDynamic |= instruction.Op is Op.DynamicShared or Op.DynamicSharedSize;
        }
        Bytes = end;

        long Reserve(long bytes)
        {
            long offset = end;
            end = (end + bytes + Alignment - 1) / Alignment * Alignment;
            return offset;
        }
    }

    /// <summary>The bytes of all fixed allocations.</summary>
    public long Bytes { get; }

    /// <summary>The bytes that a launch must add to the dynamic memory that it asks for.</summary>
    public int BytesInDynamic => Bytes > PtxTarget.MaxStaticSharedBytes ? checked((int)Bytes) : 0;

    /// <summary>The address of an allocation.</summary>
    public string Place(Instruction allocation) => At(_offsets[allocation]);

    /// <summary>The address of the word through which items broadcast.</summary>
    public string Exchange => At(_exchange);

    /// <summary>The address where the launch's own dynamic memory starts.</summary>
    public string Dynamic => BytesInDynamic == 0 ? DynamicName : $"{DynamicName}+{BytesInDynamic}";

    /// <summary>The declarations, for the module.</summary>
    public IEnumerable<string> Declarations()
    {
        if (Bytes > 0 && BytesInDynamic == 0)
            yield return $".shared .align {Alignment} .b8 {StaticName}[{Bytes}];";
        if (_usesDynamic || BytesInDynamic > 0)
            yield return $".extern .shared .align {Alignment} .b8 {DynamicName}[];";
    }

    private string At(long offset)
    {
        string name = BytesInDynamic == 0 ? StaticName : DynamicName;
        return offset == 0 ? name : $"{name}+{offset}";
    }
}
