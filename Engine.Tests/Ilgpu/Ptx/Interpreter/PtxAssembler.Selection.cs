using System.Numerics;
using static Engine.Tests.Ilgpu.Ptx.Interpreter.PtxType;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Comparisons and choices.</summary>
internal sealed partial class PtxAssembler
{
    private static readonly PtxType[] Comparable = [B16, B32, B64, U16, U32, U64, S16, S32, S64, F32, F64];

    private PtxAction AssembleSelection() => _current.Opcode switch
    {
        "setp" => SetPredicate(),
        "set" => SetValue(),
        "selp" => SelectByPredicate(),
        _ => SelectBySign(),
    };

    private PtxAction SetPredicate()
    {
        string comparison = TakeComparison();
        string? combination = _modifiers.Any(".and", ".or", ".xor");
        bool flush = _modifiers.Has(".ftz");
        var type = flush ? _modifiers.Type(F32) : _modifiers.Type(Comparable);
        Operands(combination is null ? 3 : 4);
        var (first, second) = PairWithPredicate(0);
        int p = first is SinkOperand ? -1 : Target(first, Pred);
        if (p == second && p >= 0)
            throw Error("the two results are one register.");
        int a = Source(1, type);
        int b = Source(2, type);
        var test = Comparison(comparison, type, flush);
        var (c, flip) = combination is null ? (-1, 0u) : Predicate(_current.Operands[3]);
        return (warp, active) =>
        {
            uint undefined = warp.Use(a, active) | warp.Use(b, active);
            uint truth = PtxActions.Test(warp, active, a, b, test);
            uint complement = ~truth;
            if (c >= 0)
            {
                undefined |= warp.Use(c, active);
                uint other = warp.Predicates[c] ^ flip;
                truth = Combine(combination!, truth, other);
                complement = Combine(combination!, complement, other);
            }
            if (p >= 0)
                PtxActions.SetPredicate(warp, active, p, truth, undefined);
            if (second >= 0)
                PtxActions.SetPredicate(warp, active, second, complement, undefined);
        };
    }

    private PtxAction SetValue()
    {
        string comparison = TakeComparison();
        if (_modifiers.Any(".and", ".or", ".xor") is not null)
            throw Error("the interpreter does not know the combining form.");
        bool flush = _modifiers.Has(".ftz");
        var result = _modifiers.Type(U32, S32, F32);
        var type = flush ? _modifiers.Type(F32) : _modifiers.Type(Comparable);
        Operands(3);
        var test = Comparison(comparison, type, flush);
        ulong yes = result == F32 ? PtxFloat.Bits(1f) : uint.MaxValue;
        return PtxActions.Binary(Target(0, result), Source(1, type), Source(2, type), uint.MaxValue, (x, y) => test(x, y) ? yes : 0);
    }

    private PtxAction SelectByPredicate()
    {
        var type = _modifiers.Type(Comparable);
        Operands(4);
        int d = Target(0, type);
        int a = Source(1, type);
        int b = Source(2, type);
        int p = Target(3, Pred);
        return (warp, active) =>
        {
            uint undefined = warp.Use(p, active);
            uint choice = warp.Predicates[p];
            undefined |= (warp.Use(a, active) & choice) | (warp.Use(b, active) & ~choice);
            var values = warp.Values;
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                int chosen = (choice >> lane & 1) != 0 ? a : b;
                values[(d * PtxWarp.Lanes) + lane] = values[(chosen * PtxWarp.Lanes) + lane];
            }
            warp.Define(d, active, undefined);
        };
    }

    private PtxAction SelectBySign()
    {
        bool flush = _modifiers.Has(".ftz");
        var type = _modifiers.Type(Comparable);
        var by = flush ? _modifiers.Type(F32) : _modifiers.Type(S32, F32);
        Operands(4);
        return PtxActions.Ternary(Target(0, type), Source(1, type), Source(2, type), Source(3, by), type.Mask(), (x, y, z) =>
            (by == S32 ? (int)z >= 0 : Start(z, flush) >= 0) ? x : y);
    }

    private string TakeComparison() => _modifiers.One(
        ".eq", ".ne", ".lt", ".le", ".gt", ".ge", ".lo", ".ls", ".hi", ".hs",
        ".equ", ".neu", ".ltu", ".leu", ".gtu", ".geu", ".num", ".nan");

    private Func<ulong, ulong, bool> Comparison(string comparison, PtxType type, bool flush)
    {
        if (type.IsFloat())
            return type == F64
                ? (x, y) => CompareFloats(comparison, PtxFloat.Double(x), PtxFloat.Double(y))
                : (x, y) => CompareFloats(comparison, Start(x, flush), Start(y, flush));
        bool unsigned = type.IsUnsigned();
        return (comparison, type.IsBits()) switch
        {
            (".eq", _) => static (x, y) => x == y,
            (".ne", _) => static (x, y) => x != y,
            (_, true) => throw Error("bits are only equal or not."),
            (".lt", _) when unsigned => static (x, y) => x < y,
            (".le", _) when unsigned => static (x, y) => x <= y,
            (".gt", _) when unsigned => static (x, y) => x > y,
            (".ge", _) when unsigned => static (x, y) => x >= y,
            (".lt", _) when type == S32 => static (x, y) => (int)x < (int)y,
            (".lt", _) => (x, y) => (long)Extend(x, type) < (long)Extend(y, type),
            (".le", _) => (x, y) => (long)Extend(x, type) <= (long)Extend(y, type),
            (".gt", _) => (x, y) => (long)Extend(x, type) > (long)Extend(y, type),
            (".ge", _) => (x, y) => (long)Extend(x, type) >= (long)Extend(y, type),
            (".lo", _) when unsigned => static (x, y) => x < y,
            (".ls", _) when unsigned => static (x, y) => x <= y,
            (".hi", _) when unsigned => static (x, y) => x > y,
            (".hs", _) when unsigned => static (x, y) => x >= y,
            _ => throw Error($"{comparison} is no comparison of {type.Name()}."),
        };
    }

    private bool CompareFloats(string comparison, double x, double y)
    {
        bool unordered = double.IsNaN(x) || double.IsNaN(y);
        return comparison switch
        {
            ".eq" => x == y,
            // Ordered: a NaN differs from nothing.
            ".ne" => !unordered && x != y,
            ".lt" => x < y,
            ".le" => x <= y,
            ".gt" => x > y,
            ".ge" => x >= y,
            ".equ" => unordered || x == y,
            ".neu" => unordered || x != y,
            ".ltu" => unordered || x < y,
            ".leu" => unordered || x <= y,
            ".gtu" => unordered || x > y,
            ".geu" => unordered || x >= y,
            ".num" => !unordered,
            ".nan" => unordered,
            _ => throw Error($"{comparison} is no comparison of floats."),
        };
    }

    private static uint Combine(string combination, uint x, uint y) => combination switch
    {
        ".and" => x & y,
        ".or" => x | y,
        _ => x ^ y,
    };
}
