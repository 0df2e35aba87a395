using System.Numerics;
using static Engine.Tests.Ilgpu.Ptx.Interpreter.PtxType;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Atomics and fences.</summary>
internal sealed partial class PtxAssembler
{
    private PtxAction AssembleAtomic()
    {
        bool returns = _current.Opcode == "atom";
        if ((returns ? _modifiers.Any(".relaxed", ".acquire", ".release", ".acq_rel") : _modifiers.Any(".relaxed", ".release")) is { } order)
            Require(60, 70, order);
        if (_modifiers.Any(".cta", ".gpu", ".sys") is { } scope)
            Require(50, 60, scope);
        var space = Space(required: false);
        if (space is not (PtxSpace.Global or PtxSpace.Shared or PtxSpace.Generic))
            throw Error("atomics are of global and shared memory.");
        string operation = returns
            ? _modifiers.One(".and", ".or", ".xor", ".cas", ".exch", ".add", ".inc", ".dec", ".min", ".max")
            : _modifiers.One(".and", ".or", ".xor", ".add", ".inc", ".dec", ".min", ".max");
        var type = operation switch
        {
            ".and" or ".or" or ".xor" or ".exch" => _modifiers.Type(B32, B64),
            ".cas" => _modifiers.Type(B16, B32, B64),
            ".add" => _modifiers.Type(U32, S32, U64, F32, F64),
            ".inc" or ".dec" => _modifiers.Type(U32),
            _ => _modifiers.Type(U32, S32, U64, S64),
        };
        if (type == F64)
            Require(50, 60, "an atomic addition of .f64");
        if (type == B16)
            Require(63, 70, "cas of .b16");
        bool swaps = operation == ".cas";
        int first = returns ? 1 : 0;
        Operands(first + (swaps ? 3 : 2));
        int d = returns && _current.Operands[0] is not SinkOperand ? Target(0, type) : -1;
        var address = ReadAddress(first, space);
        int b = Source(first + 1, type);
        int c = swaps ? Source(first + 2, type) : b;
        var combine = Combination(operation, type);
        int bytes = type.Bytes();
        return (warp, active) =>
        {
            warp.Need(address.Base, active);
            warp.Need(b, active);
            warp.Need(c, active);
            uint undefined = 0;
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                var region = PtxAccess.Locate(warp, lane, address.Space, address.Of(warp, lane), bytes, out int index);
                if (region.Space is not (PtxSpace.Global or PtxSpace.Shared))
                    throw warp.Fault(PtxFaultKind.OutOfBounds, lane, "an atomic of neither global nor shared memory");
                if (region.WasReadOnly(index, bytes))
                    throw warp.Fault(PtxFaultKind.DataRace, lane, $"an atomic at offset {index} of {region.Name}, which a load of this launch called read-only");
                PtxAccess.NoteRead(warp, lane, region, index, bytes);
                ulong old = PtxAccess.Read(region.Data, index, bytes);
                bool known = PtxAccess.IsWritten(region, index, bytes);
                if (!known && operation != ".exch")
                    throw warp.Fault(PtxFaultKind.Undefined, lane, $"an atomic at offset {index} of {region.Name}, which was never written");
                bool flush = type == F32 && region.Space == PtxSpace.Global;
                ulong value = warp.Values[(b * Lanes) + lane];
                PtxAccess.Write(region.Data, index, bytes, swaps
                    ? old == value ? warp.Values[(c * Lanes) + lane] : old
                    : flush ? PtxFloat.Flush(combine(PtxFloat.Flush(old), PtxFloat.Flush(value))) : combine(old, value));
                region.Written.AsSpan(index, bytes).Fill(1);
                if (d < 0)
                    continue;
                warp.Values[(d * Lanes) + lane] = old;
                undefined |= known ? 0 : 1u << lane;
            }
            if (d >= 0)
                warp.Define(d, active, undefined);
        };
    }

    private static Func<ulong, ulong, ulong> Combination(string operation, PtxType type) => operation switch
    {
        ".and" => static (x, y) => x & y,
        ".or" => static (x, y) => x | y,
        ".xor" => static (x, y) => x ^ y,
        ".add" when type == F32 => static (x, y) => PtxFloat.Bits(PtxFloat.Single(x) + PtxFloat.Single(y)),
        ".add" when type == F64 => static (x, y) => PtxFloat.Bits(PtxFloat.Double(x) + PtxFloat.Double(y)),
        ".add" => static (x, y) => x + y,
        ".inc" => static (x, y) => x >= y ? 0 : x + 1,
        ".dec" => static (x, y) => x == 0 || x > y ? y : x - 1,
        ".min" => (x, y) => IsLess(x, y, type) ? x : y,
        ".max" => (x, y) => IsLess(x, y, type) ? y : x,
        _ => static (_, y) => y,
    };

    private PtxAction AssembleFence()
    {
        if (_current.Opcode == "membar")
        {
            _modifiers.One(".cta", ".gl", ".sys");
        }
        else
        {
            Require(60, 70, "fence");
            _modifiers.Any(".sc", ".acq_rel");
            _modifiers.One(".cta", ".gpu", ".sys");
        }
        Operands(0);
        return static (_, _) => { };
    }

    private PtxAction AssembleSleep()
    {
        Require(63, 70, "nanosleep");
        _modifiers.Type(U32);
        Operands(1);
        int time = Source(0, U32);
        return (warp, active) => warp.Need(time, active);
    }

    private PtxAction AssembleActiveMask()
    {
        Require(62, 30, "activemask");
        _modifiers.Type(B32);
        Operands(1);
        int d = Target(0, B32);
        return (warp, active) =>
        {
            for (uint rest = active; rest != 0; rest &= rest - 1)
                warp.Values[(d * Lanes) + BitOperations.TrailingZeroCount(rest)] = active;
            warp.Define(d, active, 0);
        };
    }

    private PtxAction AssembleAsyncCopy()
    {
        Require(70, 80, "cp.async");
        _modifiers.One(".async");
        if (_modifiers.Any(".commit_group", ".wait_group", ".wait_all") is { } group)
        {
            Operands(group == ".wait_group" ? 1 : 0);
            int most = group == ".wait_group" ? (int)Immediate(0, 1 << 16) : 0;
            return group == ".commit_group"
                ? static (warp, active) => warp.Copies.Commit(active)
                : (warp, active) => warp.Copies.Wait(warp, active, most, all: group == ".wait_all");
        }
        string cache = _modifiers.One(".ca", ".cg");
        _modifiers.One(".shared", ".shared::cta");
        _modifiers.One(".global");
        _modifiers.Any(".L2::64B", ".L2::128B", ".L2::256B");
        Operands(3, 4);
        var target = ReadAddress(0, PtxSpace.Shared);
        var source = ReadAddress(1, PtxSpace.Global);
        int bytes = (int)Immediate(2, 16);
        if (bytes is not (4 or 8 or 16) || (cache == ".cg" && bytes != 16))
            throw Error($"{bytes} bytes are not copied so.");
        int taken = _current.Operands.Count == 4 ? Source(3, U32) : Constant((ulong)bytes);
        return (warp, active) =>
        {
            warp.Need(target.Base, active);
            warp.Need(source.Base, active);
            warp.Need(taken, active);
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                ulong length = warp.Values[(taken * Lanes) + lane];
                if (length > (ulong)bytes)
                    throw warp.Fault(PtxFaultKind.OutOfBounds, lane, $"{length} bytes of {bytes} are to be copied");
                warp.Copies.Start(warp, lane, target.Of(warp, lane), source.Of(warp, lane), bytes, (int)length);
            }
        };
    }
}
