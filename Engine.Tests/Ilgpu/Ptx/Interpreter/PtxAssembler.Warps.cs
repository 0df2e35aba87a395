using System.Numerics;
using static Engine.Tests.Ilgpu.Ptx.Interpreter.PtxType;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>What the lanes of a warp do together.</summary>
internal sealed partial class PtxAssembler
{
    private PtxStep AssembleWarpSync()
    {
        if (_current.Opcode == "mma")
            return Step(PtxStepKind.WarpSync) with { Run = AssembleMatrix() };
        var (run, members) = _current.Opcode switch
        {
            "shfl" => Shuffle(),
            "vote" => Vote(),
            "match" => Match(),
            _ => ReduceLanes(),
        };
        return Step(PtxStepKind.WarpSync) with { Selector = members, Run = run };
    }

    private (PtxAction Run, int Members) Shuffle()
    {
        Require(60, 30, "shfl.sync");
        _modifiers.One(".sync");
        string mode = _modifiers.One(".up", ".down", ".bfly", ".idx");
        _modifiers.Type(B32);
        Operands(5);
        var (result, p) = PairWithPredicate(0);
        int d = Target(result, B32);
        int a = Source(1, B32);
        int b = Source(2, B32);
        int c = Source(3, B32);
        return (Run, Source(4, B32));

        void Run(PtxWarp warp, uint active)
        {
            uint undefinedSource = warp.Use(a, active);
            warp.Need(b, active);
            warp.Need(c, active);
            Span<ulong> sources = stackalloc ulong[Lanes];
            warp.Values.AsSpan(a * Lanes, Lanes).CopyTo(sources);
            uint undefined = 0;
            uint inRange = 0;
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                int by = (int)warp.Values[(b * Lanes) + lane] & 31;
                int clamp = (int)warp.Values[(c * Lanes) + lane] & 31;
                int segment = (int)(warp.Values[(c * Lanes) + lane] >> 8) & 31;
                int limit = (lane & segment) | (clamp & ~segment);
                int from = mode switch
                {
                    ".up" => lane - by,
                    ".down" => lane + by,
                    ".bfly" => lane ^ by,
                    _ => (lane & segment) | (by & ~segment),
                };
                if (mode == ".up" ? from >= limit : from <= limit)
                    inRange |= 1u << lane;
                else
                    from = lane;
                // Of a lane that does not take part the value is undefined.
                if ((active >> from & 1) == 0 || (undefinedSource >> from & 1) != 0)
                    undefined |= 1u << lane;
                warp.Values[(d * Lanes) + lane] = sources[from];
            }
            warp.Define(d, active, undefined);
            if (p >= 0)
                PtxActions.SetPredicate(warp, active, p, inRange, 0);
        }
    }

    private (PtxAction Run, int Members) Vote()
    {
        Require(60, 30, "vote.sync");
        _modifiers.One(".sync");
        string mode = _modifiers.One(".all", ".any", ".uni", ".ballot");
        bool ballot = mode == ".ballot";
        _modifiers.Type(ballot ? B32 : Pred);
        Operands(3);
        int d = Target(0, ballot ? B32 : Pred);
        var (p, flip) = Predicate(_current.Operands[1]);
        return (Run, Source(2, B32));

        void Run(PtxWarp warp, uint active)
        {
            warp.Need(p, active);
            uint votes = (warp.Predicates[p] ^ flip) & active;
            if (!ballot)
            {
                bool result = mode switch
                {
                    ".all" => votes == active,
                    ".any" => votes != 0,
                    _ => votes == active || votes == 0,
                };
                PtxActions.SetPredicate(warp, active, d, result ? uint.MaxValue : 0, 0);
                return;
            }
            SetAll(warp, active, d, votes);
        }
    }

    private (PtxAction Run, int Members) Match()
    {
        Require(60, 70, "match.sync");
        string mode = _modifiers.One(".any", ".all");
        _modifiers.One(".sync");
        var type = _modifiers.Type(B32, B64);
        Operands(3);
        var (result, p) = PairWithPredicate(0);
        int d = Target(result, B32);
        int a = Source(1, type);
        return (Run, Source(2, B32));

        void Run(PtxWarp warp, uint active)
        {
            warp.Need(a, active);
            uint matched = 0;
            Span<ulong> values = stackalloc ulong[Lanes];
            warp.Values.AsSpan(a * Lanes, Lanes).CopyTo(values);
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                uint alike = 0;
                for (uint others = active; others != 0; others &= others - 1)
                {
                    int other = BitOperations.TrailingZeroCount(others);
                    if (values[other] == values[lane])
                        alike |= 1u << other;
                }
                matched |= alike == active ? 1u << lane : 0;
                warp.Values[(d * Lanes) + lane] = mode == ".any" || alike == active ? alike : 0;
            }
            warp.Define(d, active, 0);
            if (p >= 0)
                PtxActions.SetPredicate(warp, active, p, matched, 0);
        }
    }

    private (PtxAction Run, int Members) ReduceLanes()
    {
        Require(70, 80, "redux.sync");
        _modifiers.One(".sync");
        string operation = _modifiers.One(".add", ".min", ".max", ".and", ".or", ".xor");
        var type = operation is ".and" or ".or" or ".xor" ? _modifiers.Type(B32) : _modifiers.Type(U32, S32);
        Operands(3);
        int d = Target(0, type);
        int a = Source(1, type);
        var combine = Combination(operation, type);
        return (Run, Source(2, B32));

        void Run(PtxWarp warp, uint active)
        {
            warp.Need(a, active);
            ulong result = warp.Values[(a * Lanes) + BitOperations.TrailingZeroCount(active)];
            for (uint rest = active & (active - 1); rest != 0; rest &= rest - 1)
                result = combine(result, warp.Values[(a * Lanes) + BitOperations.TrailingZeroCount(rest)]);
            SetAll(warp, active, d, (uint)result);
        }
    }

    /// <summary>D = A·B + C on the tensor cores: 16×8 by 8 or 4, factors of 10 bits of fraction.</summary>
    private PtxAction AssembleMatrix()
    {
        Require(70, 80, "mma of .tf32");
        _modifiers.One(".sync");
        _modifiers.One(".aligned");
        int depth = _modifiers.One(".m16n8k8", ".m16n8k4") == ".m16n8k8" ? 8 : 4;
        _modifiers.One(".row");
        _modifiers.One(".col");
        _modifiers.Type(F32);
        _modifiers.Type(Tf32);
        _modifiers.Type(Tf32);
        _modifiers.Type(F32);
        Operands(4);
        int[] d = Fragment(0, 4, F32, target: true);
        int[] a = Fragment(1, depth / 2, B32, target: false);
        int[] b = Fragment(2, depth / 4, B32, target: false);
        int[] c = Fragment(3, 4, F32, target: false);
        return (warp, active) =>
        {
            if (active != uint.MaxValue)
                throw warp.Fault(PtxFaultKind.Divergence, 0, "not all of 32 lanes take part");
            foreach (int source in (int[])[.. a, .. b, .. c])
                warp.Need(source, active);
            Span<float> results = stackalloc float[4 * Lanes];
            for (int row = 0; row < 16; row++)
            {
                for (int column = 0; column < 8; column++)
                {
                    int lane = ((row & 7) * 4) + (column >> 1);
                    int element = (row >> 3 << 1) + (column & 1);
                    double sum = PtxFloat.Single(warp.Values[(c[element] * Lanes) + lane]);
                    for (int k = 0; k < depth; k++)
                    {
                        double left = Truncated(warp, a[(row >> 3) + (k >> 2 << 1)], ((row & 7) * 4) + (k & 3));
                        sum += left * Truncated(warp, b[k >> 2], (column * 4) + (k & 3));
                    }
                    results[(element * Lanes) + lane] = (float)sum;
                }
            }
            for (int element = 0; element < 4; element++)
            {
                for (int lane = 0; lane < Lanes; lane++)
                    warp.Values[(d[element] * Lanes) + lane] = PtxFloat.Bits(results[(element * Lanes) + lane]);
                warp.Define(d[element], active, 0);
            }
        };
    }

    private static double Truncated(PtxWarp warp, int register, int lane) =>
        PtxFloat.Single(warp.Values[(register * Lanes) + lane] & 0xffff_e000);

    private int[] Fragment(int operand, int count, PtxType type, bool target) =>
        _current.Operands[operand] is VectorOperand vector && vector.Elements.Count == count
            ? [.. vector.Elements.Select(element => target ? Target(element, type) : Source(element, type))]
            : throw Error($"operand {operand + 1} has {count} registers in braces.");

    private static void SetAll(PtxWarp warp, uint active, int d, uint value)
    {
        for (uint rest = active; rest != 0; rest &= rest - 1)
            warp.Values[(d * Lanes) + BitOperations.TrailingZeroCount(rest)] = value;
        warp.Define(d, active, 0);
    }
}
