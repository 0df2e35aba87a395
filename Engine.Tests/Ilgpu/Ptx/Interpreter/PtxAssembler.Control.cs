using System.Numerics;
using static Engine.Tests.Ilgpu.Ptx.Interpreter.PtxType;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Branches and barriers.</summary>
internal sealed partial class PtxAssembler
{
    private PtxStep AssembleControl()
    {
        switch (_current.Opcode)
        {
            case "bra":
                bool uniform = _modifiers.Has(".uni");
                Operands(1);
                return Step(PtxStepKind.Branch) with { Target = Label(_current.Operands[0]), Uniform = uniform };
            case "brx":
                Require(60, 30, "brx.idx");
                _modifiers.One(".idx");
                uniform = _modifiers.Has(".uni");
                Operands(2);
                if (_current.Operands[1] is not NameOperand list || !_function.BranchTargets.TryGetValue(list.Name, out var targets))
                    throw Error("the second operand is a list of branch targets.");
                return Step(PtxStepKind.IndexedBranch) with
                {
                    Selector = Source(0, U32),
                    Table = [.. targets.Select(target => Label(new NameOperand(target, null, false, 0)))],
                    Uniform = uniform,
                };
            case "trap":
                Operands(0);
                return Step(PtxStepKind.Trap);
            default:
                if (_current.Opcode == "ret")
                    _modifiers.Has(".uni");
                Operands(0);
                return Step(PtxStepKind.Exit);
        }
    }

    private int Label(PtxOperand operand) =>
        operand is NameOperand { Component: null, Negated: false, Offset: 0 } name && _function.Labels.TryGetValue(name.Name, out int place)
            ? place
            : throw Error("the target is no label of the function.");

    private PtxStep AssembleBarrier()
    {
        bool aligned = _current.Opcode == "bar";
        if (!aligned)
            Require(60, 30, "barrier");
        if (aligned && _modifiers.Has(".warp"))
            return AssembleWarpBarrier();
        _modifiers.Has(".cta");
        string kind = _modifiers.One(".sync", ".red");
        string? reduction = kind == ".red" ? _modifiers.One(".popc", ".and", ".or") : null;
        if (!aligned && !_modifiers.Has(".aligned"))
            throw Error("the interpreter knows only the aligned form.");
        if (reduction is not null)
            _modifiers.Type(reduction == ".popc" ? U32 : Pred);
        int first = reduction is null ? 0 : 1;
        int last = _current.Operands.Count - first;
        Operands(first + (reduction is null ? 1 : 2), first + (reduction is null ? 2 : 3));
        bool counted = _current.Operands.Count == first + (reduction is null ? 2 : 3);
        var step = Step(PtxStepKind.Barrier) with
        {
            Selector = Source(first, U32),
            Target = counted ? Source(first + 1, U32) : -1,
        };
        if (reduction is null)
            return step;
        int d = Target(0, reduction == ".popc" ? U32 : Pred);
        var (p, flip) = Predicate(_current.Operands[^1]);
        return step with { Reduce = warps => Reduce(warps, reduction, d, p, flip) };
    }

    private static void Reduce(PtxWarp[] warps, string reduction, int d, int p, uint flip)
    {
        int count = 0;
        int threads = 0;
        foreach (var warp in warps)
        {
            warp.Need(p, warp.Live);
            count += BitOperations.PopCount((warp.Predicates[p] ^ flip) & warp.Live);
            threads += BitOperations.PopCount(warp.Live);
        }
        foreach (var warp in warps)
        {
            if (reduction != ".popc")
            {
                bool result = reduction == ".and" ? count == threads : count > 0;
                PtxActions.SetPredicate(warp, warp.Live, d, result ? uint.MaxValue : 0, 0);
                continue;
            }
            for (uint rest = warp.Live; rest != 0; rest &= rest - 1)
                warp.Values[(d * Lanes) + BitOperations.TrailingZeroCount(rest)] = (ulong)count;
            warp.Define(d, warp.Live, 0);
        }
    }

    private PtxStep AssembleWarpBarrier()
    {
        Require(60, 30, "bar.warp.sync");
        _modifiers.One(".sync");
        Operands(1);
        return Step(PtxStepKind.WarpSync) with
        {
            Selector = Source(0, B32),
            Run = static (warp, active) =>
            {
                if (active == warp.Live)
                    warp.Epoch++;
            },
        };
    }
}
