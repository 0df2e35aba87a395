using System.Numerics;
using static Engine.Tests.Ilgpu.Ptx.Interpreter.PtxType;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Loads and stores.</summary>
internal sealed partial class PtxAssembler
{
    private static readonly PtxType[] Storable = [B8, B16, B32, B64, U8, U16, U32, U64, S8, S16, S32, S64, F32, F64];

    private const int Lanes = PtxWarp.Lanes;

    /// <param name="Base">The register that holds the address, or a part of it.</param>
    private readonly record struct Address(int Base, ulong Offset, PtxSpace Space)
    {
        public ulong Of(PtxWarp warp, int lane)
        {
            ulong address = warp.Values[(Base * Lanes) + lane] + Offset;
            // Addresses of the small spaces have 32 bits.
            return Space is PtxSpace.Global or PtxSpace.Generic ? address : address & uint.MaxValue;
        }
    }

    private Address ReadAddress(int operand, PtxSpace space)
    {
        if (_current.Operands[operand] is not AddressOperand address)
            throw Error($"operand {operand + 1} is an address in brackets.");
        if (address.Base is null)
            return new Address(Constant(0), (ulong)address.Offset, space);
        if (_current.Scope.Find(address.Base) is PtxVariable variable)
        {
            if (variable.Space != space && !(space == PtxSpace.Generic && variable.Space == PtxSpace.Global))
                throw Error($"{variable.Name} is in another space.");
            return new Address(Constant(0), AddressIn(variable, address.Offset), space);
        }
        bool narrow = space is PtxSpace.Shared or PtxSpace.Local or PtxSpace.Const
            && RegisterType(new NameOperand(address.Base, null, false, 0)).Bytes() == 4;
        int register = Register(address.Base, narrow ? U32 : U64, widened: false);
        return new Address(register, (ulong)address.Offset, space);
    }

    /// <summary>Takes what says how strongly an access is ordered; true if it takes part in synchronisation.</summary>
    private bool TakeStrength(bool load)
    {
        if (_modifiers.Has(".weak"))
        {
            Require(60, 70, ".weak");
            return false;
        }
        if (_modifiers.Has(".volatile"))
            return true;
        if (_modifiers.Any(".relaxed", load ? ".acquire" : ".release") is not { } strength)
            return false;
        Require(60, 70, strength);
        _modifiers.One(".cta", ".gpu", ".sys");
        return true;
    }

    private static void NoteTraffic(PtxWarp warp, uint active, Address address, int bytes)
    {
        if (address.Space != PtxSpace.Shared || warp.Group.Launch.Traffic is not { } traffic)
            return;
        Span<int> places = stackalloc int[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
            places[lane] = (int)address.Of(warp, lane);
        traffic.Note(places, active, bytes);
    }

    private (int Count, PtxType Type) TakeVectorType()
    {
        int count = _modifiers.Any(".v2", ".v4") switch
        {
            ".v2" => 2,
            ".v4" => 4,
            _ => 1,
        };
        var type = _modifiers.Type(Storable);
        return count * type.Bytes() <= 16 ? (count, type) : throw Error("a vector has at most 16 bytes.");
    }

    private int[] VectorRegisters(int operand, int count, PtxType type, bool target)
    {
        IReadOnlyList<PtxOperand> elements = _current.Operands[operand] is VectorOperand vector ? vector.Elements : [_current.Operands[operand]];
        if (elements.Count != count || (count > 1 && _current.Operands[operand] is not VectorOperand))
            throw Error($"{count} values were expected.");
        int[] registers = [.. elements.Select(element => target ? Target(element, type, widened: true) : Source(element, type, widened: true))];
        return !target || registers.Distinct().Count() == count ? registers : throw Error("a register is written twice.");
    }

    private PtxAction AssembleLoad()
    {
        bool strong = TakeStrength(load: true);
        var space = Space(required: false);
        if (strong && space is not (PtxSpace.Global or PtxSpace.Shared or PtxSpace.Generic))
            throw Error("only global and shared memory is synchronised.");
        string? cache = strong ? null : _modifiers.Any(".ca", ".cg", ".cs", ".lu", ".cv");
        bool readOnly = !strong && space == PtxSpace.Global && cache is null or ".ca" or ".cg" or ".cs" && _modifiers.Has(".nc");
        if (readOnly)
            Require(31, 32, "ld.global.nc");
        if (_modifiers.Any(".L2::64B", ".L2::128B", ".L2::256B") is { } prefetch)
            Require(74, prefetch == ".L2::256B" ? 80 : 75, prefetch);
        var (count, type) = TakeVectorType();
        Operands(2);
        int[] targets = VectorRegisters(0, count, type, target: true);
        if (space == PtxSpace.Param)
            return LoadParameter(targets, type);
        var address = ReadAddress(1, space);
        ulong[] masks = [.. RegisterMasks(0, count)];
        int bytes = type.Bytes();
        bool signed = type.IsSigned();
        return (warp, active) =>
        {
            warp.Need(address.Base, active);
            Span<uint> undefined = stackalloc uint[4];
            undefined.Clear();
            NoteTraffic(warp, active, address, bytes * count);
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                var region = PtxAccess.Locate(warp, lane, address.Space, address.Of(warp, lane), bytes * count, out int index);
                if (readOnly)
                    PtxAccess.NoteReadOnly(warp, lane, region, index, bytes * count);
                else if (!strong)
                    PtxAccess.NoteRead(warp, lane, region, index, bytes * count);
                for (int i = 0; i < targets.Length; i++)
                {
                    if (!PtxAccess.IsWritten(region, index + (i * bytes), bytes))
                        undefined[i] |= 1u << lane;
                    ulong value = PtxAccess.Read(region.Data, index + (i * bytes), bytes);
                    warp.Values[(targets[i] * Lanes) + lane] = (signed ? Extend(value, type) : value) & masks[i];
                }
            }
            for (int i = 0; i < targets.Length; i++)
                warp.Define(targets[i], active, undefined[i]);
        };
    }

    private IEnumerable<ulong> RegisterMasks(int operand, int count) =>
        (count > 1 ? ((VectorOperand)_current.Operands[operand]).Elements : [_current.Operands[operand]])
            .Select(element => RegisterType(element).Mask());

    private PtxAction LoadParameter(int[] targets, PtxType type)
    {
        if (_current.Operands[1] is not AddressOperand { Base: { } name } address
            || _current.Scope.Find(name) is not PtxVariable { Space: PtxSpace.Param } parameter)
            throw Error("a parameter of the kernel was expected.");
        int bytes = type.Bytes() * targets.Length;
        if (address.Offset < 0 || address.Offset + bytes > parameter.Bytes)
            throw Error($"{bytes} bytes at offset {address.Offset} of {name}, which has {parameter.Bytes}.");
        int offset = _parameters[name] + (int)address.Offset;
        if (offset % bytes != 0 || address.Offset % Math.Min(bytes, parameter.Alignment) != 0)
            throw Error("the address is not aligned.");
        ulong[] masks = [.. RegisterMasks(0, targets.Length)];
        return (warp, active) =>
        {
            for (int i = 0; i < targets.Length; i++)
            {
                ulong value = PtxAccess.Read(warp.Group.Launch.Parameters, offset + (i * type.Bytes()), type.Bytes());
                for (uint rest = active; rest != 0; rest &= rest - 1)
                    warp.Values[(targets[i] * Lanes) + BitOperations.TrailingZeroCount(rest)] = Extend(value, type) & masks[i];
                warp.Define(targets[i], active, 0);
            }
        };
    }

    private PtxAction AssembleStore()
    {
        bool strong = TakeStrength(load: false);
        var space = Space(required: false);
        if (space is PtxSpace.Param or PtxSpace.Const)
            throw Error("nothing is stored there.");
        if (strong && space == PtxSpace.Local)
            throw Error("only global and shared memory is synchronised.");
        if (!strong)
            _modifiers.Any(".wb", ".cg", ".cs", ".wt");
        var (count, type) = TakeVectorType();
        Operands(2);
        var address = ReadAddress(0, space);
        int[] sources = VectorRegisters(1, count, type, target: false);
        int bytes = type.Bytes();
        return (warp, active) =>
        {
            warp.Need(address.Base, active);
            Span<uint> undefined = stackalloc uint[4];
            for (int i = 0; i < sources.Length; i++)
                undefined[i] = warp.Use(sources[i], active);
            NoteTraffic(warp, active, address, bytes * count);
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                var region = PtxAccess.Locate(warp, lane, address.Space, address.Of(warp, lane), bytes * count, out int index);
                if (region.Space == PtxSpace.Const)
                    throw warp.Fault(PtxFaultKind.OutOfBounds, lane, "a store to constant memory");
                if (strong)
                    PtxAccess.NoteRead(warp, lane, region, index, bytes * count);
                else
                    PtxAccess.NoteWrite(warp, lane, region, index, bytes * count);
                for (int i = 0; i < sources.Length; i++)
                {
                    bool defined = (undefined[i] >> lane & 1) == 0;
                    if (!defined && region.Space == PtxSpace.Global)
                        throw warp.Fault(PtxFaultKind.Undefined, lane, "a value that the ISA leaves undefined goes to global memory");
                    region.Written.AsSpan(index + (i * bytes), bytes).Fill(defined ? (byte)1 : (byte)0);
                    PtxAccess.Write(region.Data, index + (i * bytes), bytes, warp.Values[(sources[i] * Lanes) + lane]);
                }
            }
        };
    }
}
