using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.OpenCL;

/// <summary>Loads, stores and atomics.</summary>
internal sealed class ClMemory(ClValues values, ClOperations operations, ClPrelude prelude, ClTarget target)
{
    private const string Base64 = "cl_khr_int64_base_atomics";
    private const string Extended64 = "cl_khr_int64_extended_atomics";

    /// <summary>The value of a load.</summary>
    public string Load(Instruction load)
    {
        string place = Place(load.Operands[0], load.Type);
        return load.Type switch
        {
            IRType.Int1 => $"{place} != 0",
            IRType.Pointer => $"({values.TypeOf(load)}){place}",
            _ => place,
        };
    }

    /// <summary>A store, as a statement.</summary>
    public string Store(Instruction store)
    {
        var value = store.Operands[1];
        string text = value.Type == IRType.Pointer ? $"(ulong){values[value]}" : values[value];
        return $"{Place(store.Operands[0], value.Type)} = {text};";
    }

    /// <summary>An atomic, as a statement that sets the instruction's variable to the value before.</summary>
    public string Atomic(Instruction atomic)
    {
        var kind = (AtomicKind)atomic.Immediate;
        var pointer = atomic.Operands[0];
        string value = values[atomic.Operands[1]];
        string result = ClValues.Name(atomic);
        var type = atomic.Type;
        if (values.SpaceOf(pointer) == AddressSpace.Local)
        {
            // Nobody else sees an item's own memory.
            string place = Place(pointer, type);
            string next = kind == AtomicKind.Exchange ? value : operations.Combine(Operation(kind), type, result, value);
            return $"{result} = {place}; {place} = {next};";
        }
        if (type == IRType.Int64 || type == IRType.Float64)
            RequireWide(kind is AtomicKind.Add or AtomicKind.Exchange || type == IRType.Float64 ? Base64 : Extended64);
        string qualifier = ClTypes.Qualifier(values.SpaceOf(pointer));
        if (kind == AtomicKind.Exchange)
            return $"{result} = {FromBits(type, $"{Prefix(type)}xchg({Target(pointer, ClTypes.Bits(type))}, {ToBits(type, value)})")};";
        if (type.IsFloat())
            return $"{result} = {ByExchange(kind, type, qualifier)}({Target(pointer, ClTypes.Bits(type))}, {value});";
        bool signed = kind is AtomicKind.Min or AtomicKind.Max;
        string name = Prefix(type) + kind switch
        {
            AtomicKind.Min or AtomicKind.MinUnsigned => "min",
            AtomicKind.Max or AtomicKind.MaxUnsigned => "max",
            _ => Operation(kind).Info().Mnemonic,
        };
        return signed
            ? $"{result} = ({ClTypes.Of(type)}){name}((volatile {qualifier} {ClTypes.Signed(type)}*)({values[pointer]}), ({ClTypes.Signed(type)}){value});"
            : $"{result} = {name}({Target(pointer, type)}, {value});";
    }

    /// <inheritdoc cref="Atomic"/>
    public string CompareExchange(Instruction exchange)
    {
        var pointer = exchange.Operands[0];
        var type = exchange.Type;
        string expected = ToBits(type, values[exchange.Operands[1]]);
        string value = ToBits(type, values[exchange.Operands[2]]);
        string result = ClValues.Name(exchange);
        if (values.SpaceOf(pointer) == AddressSpace.Local)
        {
            string place = Place(pointer, type);
            return $"{result} = {place}; if ({ToBits(type, result)} == {expected}) {place} = {values[exchange.Operands[2]]};";
        }
        if (ClTypes.Bits(type) == IRType.Int64)
            RequireWide(Base64);
        return $"{result} = {FromBits(type, $"{Prefix(type)}cmpxchg({Target(pointer, ClTypes.Bits(type))}, {expected}, {value})")};";
    }

    private string ByExchange(AtomicKind kind, IRType type, string qualifier)
    {
        string name = $"atomic{qualifier}_{Operation(kind).Info().Mnemonic}_{ClTypes.Of(type)}";
        return prelude.AtomicByExchange(
            name,
            qualifier,
            ClTypes.Of(type),
            ClTypes.Of(ClTypes.Bits(type)),
            Prefix(type) + "cmpxchg",
            operations.Combine(Operation(kind), type, "current", "value"));
    }

    private void RequireWide(string extension)
    {
        if (!target.Int64Atomics)
            throw new NotSupportedException("the device has no atomics of 64 bits");
        prelude.Extension(extension);
    }

    private string Place(Value pointer, IRType type) =>
        $"*({ClTypes.Qualifier(values.SpaceOf(pointer))} mem_{ClTypes.InMemory(type)}*)({values[pointer]})";

    private string Target(Value pointer, IRType type) =>
        $"(volatile {ClTypes.Qualifier(values.SpaceOf(pointer))} {ClTypes.Of(type)}*)({values[pointer]})";

    /// <summary>The 64-bit functions, of an older extension, are spelled otherwise.</summary>
    private static string Prefix(IRType type) => ClTypes.Bits(type) == IRType.Int64 ? "atom_" : "atomic_";

    private static string ToBits(IRType type, string value) => type.IsFloat() ? $"as_{ClTypes.Of(ClTypes.Bits(type))}({value})" : value;

    private static string FromBits(IRType type, string bits) => type.IsFloat() ? $"as_{ClTypes.Of(type)}({bits})" : bits;

    private static Op Operation(AtomicKind kind) => kind switch
    {
        AtomicKind.Add => Op.Add,
        AtomicKind.Min => Op.Min,
        AtomicKind.Max => Op.Max,
        AtomicKind.MinUnsigned => Op.MinUnsigned,
        AtomicKind.MaxUnsigned => Op.MaxUnsigned,
        AtomicKind.And => Op.And,
        AtomicKind.Or => Op.Or,
        _ => Op.Xor,
    };
}
