using System.Numerics;
using static Engine.Tests.Ilgpu.Ptx.Interpreter.PtxType;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Moves, special registers, addresses of variables and what generic addresses are made of.</summary>
internal sealed partial class PtxAssembler
{
    private static readonly Dictionary<string, (PtxSpecial Register, PtxType Type)> Specials = new()
    {
        ["%tid.x"] = (PtxSpecial.TidX, U32), ["%tid.y"] = (PtxSpecial.TidY, U32), ["%tid.z"] = (PtxSpecial.TidZ, U32),
        ["%ntid.x"] = (PtxSpecial.NtidX, U32), ["%ntid.y"] = (PtxSpecial.NtidY, U32), ["%ntid.z"] = (PtxSpecial.NtidZ, U32),
        ["%ctaid.x"] = (PtxSpecial.CtaidX, U32), ["%ctaid.y"] = (PtxSpecial.CtaidY, U32), ["%ctaid.z"] = (PtxSpecial.CtaidZ, U32),
        ["%nctaid.x"] = (PtxSpecial.NctaidX, U32), ["%nctaid.y"] = (PtxSpecial.NctaidY, U32), ["%nctaid.z"] = (PtxSpecial.NctaidZ, U32),
        ["%laneid"] = (PtxSpecial.LaneId, U32), ["%warpid"] = (PtxSpecial.WarpId, U32), ["%nwarpid"] = (PtxSpecial.WarpCount, U32),
        ["%lanemask_eq"] = (PtxSpecial.LaneMaskEq, U32), ["%lanemask_lt"] = (PtxSpecial.LaneMaskLt, U32),
        ["%lanemask_le"] = (PtxSpecial.LaneMaskLe, U32), ["%lanemask_gt"] = (PtxSpecial.LaneMaskGt, U32),
        ["%lanemask_ge"] = (PtxSpecial.LaneMaskGe, U32),
        ["%dynamic_smem_size"] = (PtxSpecial.DynamicSharedBytes, U32), ["%total_smem_size"] = (PtxSpecial.SharedBytes, U32),
        ["%gridid"] = (PtxSpecial.GridId, U64),
    };

    private static readonly Dictionary<string, PtxType> Clocks = new()
    {
        ["%clock"] = U32, ["%clock_hi"] = U32, ["%clock64"] = U64,
        ["%globaltimer"] = U64, ["%globaltimer_lo"] = U32, ["%globaltimer_hi"] = U32,
    };

    private bool TrySpecial(NameOperand name, out int register, out PtxType type)
    {
        bool known = Specials.TryGetValue(name.Name + name.Component, out var special);
        (register, type) = ((int)special.Register, special.Type);
        return known;
    }

    private PtxAction AssembleMove()
    {
        var type = _modifiers.Type(Pred, B16, B32, B64, U16, U32, U64, S16, S32, S64, F32, F64);
        Operands(2);
        if (type == Pred)
            return MovePredicate();
        if (_current.Operands[0] is VectorOperand targets)
            return Unpack(targets, type);
        if (_current.Operands[1] is VectorOperand sources)
            return Pack(sources, type);
        int d = Target(0, type);
        if (_current.Operands[1] is NameOperand { Negated: false } name)
        {
            if (TrySpecial(name, out int special, out var specialType))
                return CheckedMove(d, special, specialType, type);
            if (Clocks.TryGetValue(name.Name + name.Component, out var clockType))
                return ReadClock(d, name.Name, clockType, type);
            if (_current.Scope.Find(name.Name) is PtxVariable { Space: not PtxSpace.Param } variable)
                return CheckedMove(d, Constant(AddressIn(variable, name.Offset)), variable.Space == PtxSpace.Global || type.Bytes() == 8 ? U64 : U32, type);
        }
        int a = Source(1, type);
        return PtxActions.Unary(d, a, type.Mask(), static x => x);
    }

    private PtxAction CheckedMove(int target, int source, PtxType has, PtxType type) => PtxTypes.Agrees(has, type)
        ? PtxActions.Unary(target, source, type.Mask(), static x => x)
        : throw Error($"the source is {has.Name()}.");

    private PtxAction MovePredicate()
    {
        int d = Target(0, Pred);
        if (_current.Operands[1] is IntegerOperand constant)
            return (warp, active) => PtxActions.SetPredicate(warp, active, d, constant.Bits != 0 ? uint.MaxValue : 0, 0);
        int a = Target(1, Pred);
        return (warp, active) =>
        {
            uint undefined = warp.Use(a, active);
            PtxActions.SetPredicate(warp, active, d, warp.Predicates[a], undefined);
        };
    }

    private PtxAction ReadClock(int d, string name, PtxType has, PtxType type)
    {
        if (!PtxTypes.Agrees(has, type))
            throw Error($"the source is {has.Name()}.");
        bool high = name.EndsWith("_hi", StringComparison.Ordinal);
        return (warp, active) =>
        {
            ulong now = (ulong)warp.Steps;
            for (uint rest = active; rest != 0; rest &= rest - 1)
                warp.Values[(d * PtxWarp.Lanes) + BitOperations.TrailingZeroCount(rest)] = (high ? now >> 32 : now) & type.Mask();
            warp.Define(d, active, 0);
        };
    }

    private PtxType Part(PtxType whole, int parts) => (whole, parts) switch
    {
        (B64, 2) => B32,
        (B64, 4) or (B32, 2) => B16,
        _ => throw Error($"{whole.Name()} has no {parts} parts."),
    };

    private PtxAction Pack(VectorOperand sources, PtxType type)
    {
        var part = Part(type, sources.Elements.Count);
        int d = Target(0, type);
        int[] parts = [.. sources.Elements.Select(element => Source(element, part))];
        return (warp, active) =>
        {
            uint undefined = 0;
            foreach (int source in parts)
                undefined |= warp.Use(source, active);
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                ulong value = 0;
                for (int i = 0; i < parts.Length; i++)
                    value |= warp.Values[(parts[i] * PtxWarp.Lanes) + lane] << (i * part.Bits());
                warp.Values[(d * PtxWarp.Lanes) + lane] = value;
            }
            warp.Define(d, active, undefined);
        };
    }

    private PtxAction Unpack(VectorOperand targets, PtxType type)
    {
        var part = Part(type, targets.Elements.Count);
        int[] parts = [.. targets.Elements.Select(element => element is SinkOperand ? -1 : Target(element, part))];
        if (parts.Where(target => target >= 0).Distinct().Count() != parts.Count(target => target >= 0))
            throw Error("a register is written twice.");
        int a = Source(1, type);
        return (warp, active) =>
        {
            uint undefined = warp.Use(a, active);
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                ulong value = warp.Values[(a * PtxWarp.Lanes) + lane];
                for (int i = 0; i < parts.Length; i++)
                {
                    if (parts[i] >= 0)
                        warp.Values[(parts[i] * PtxWarp.Lanes) + lane] = (value >> (i * part.Bits())) & part.Mask();
                }
            }
            foreach (int target in parts)
            {
                if (target >= 0)
                    warp.Define(target, active, undefined);
            }
        };
    }

    /// <summary>The address of a variable in its own space.</summary>
    private ulong AddressIn(PtxVariable variable, long offset) => variable.Space switch
    {
        PtxSpace.Global or PtxSpace.Const => _module.AddressOf(variable) + (ulong)offset,
        _ => _offsets[variable] + (ulong)offset,
    };

    private PtxAction AssembleAddress()
    {
        if (_current.Opcode == "isspacep")
        {
            var tested = Space(required: true);
            Operands(2);
            int p = Target(0, Pred);
            int address = Source(1, U64);
            return (warp, active) =>
            {
                warp.Need(address, active);
                PtxActions.SetPredicate(warp, active, p, PtxActions.Test(warp, active, address, address, (x, _) => SpaceOf(x) == tested), 0);
            };
        }
        bool toSpace = _modifiers.Has(".to");
        var space = Space(required: true);
        _modifiers.Type(U64);
        Operands(2);
        int d = Target(0, U64);
        if (!toSpace && _current.Operands[1] is NameOperand name && _current.Scope.Find(name.Name) is PtxVariable variable)
        {
            if (variable.Space != space)
                throw Error($"{variable.Name} is in another space.");
            return PtxActions.Unary(d, Constant(AddressIn(variable, name.Offset) + Window(space)), ulong.MaxValue, static x => x);
        }
        int a = Source(1, U64);
        ulong window = Window(space);
        if (!toSpace)
            return PtxActions.Unary(d, a, ulong.MaxValue, x => x + window);
        return (warp, active) =>
        {
            uint undefined = warp.Use(a, active);
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                ulong address = warp.Values[(a * PtxWarp.Lanes) + lane];
                // A null pointer, or one that is never used, may be of any space.
                bool known = (undefined >> lane & 1) == 0 && address >> 32 != 0;
                if (known && SpaceOf(address) != space)
                    throw warp.Fault(PtxFaultKind.OutOfBounds, lane, $"0x{address:x} is no address of {space}");
                warp.Values[(d * PtxWarp.Lanes) + lane] = address - window;
            }
            warp.Define(d, active, undefined);
        };
    }

    private static ulong Window(PtxSpace space) => space switch
    {
        PtxSpace.Shared => PtxAddressSpace.SharedWindow,
        PtxSpace.Local => PtxAddressSpace.LocalWindow,
        PtxSpace.Const => PtxAddressSpace.ConstWindow,
        _ => 0,
    };

    private static PtxSpace SpaceOf(ulong address) => (address & ~0xffff_ffffUL) switch
    {
        PtxAddressSpace.SharedWindow => PtxSpace.Shared,
        PtxAddressSpace.LocalWindow => PtxSpace.Local,
        PtxAddressSpace.ConstWindow => PtxSpace.Const,
        _ => PtxSpace.Global,
    };

    private PtxSpace Space(bool required)
    {
        string? space = _modifiers.Any(".global", ".shared", ".shared::cta", ".local", ".const", ".param");
        if (space == ".shared::cta")
            Require(78, 30, ".shared::cta");
        return space switch
        {
            ".global" => PtxSpace.Global,
            ".shared" or ".shared::cta" => PtxSpace.Shared,
            ".local" => PtxSpace.Local,
            ".const" => PtxSpace.Const,
            ".param" => PtxSpace.Param,
            _ => required ? throw Error("the space must be stated.") : PtxSpace.Generic,
        };
    }
}
