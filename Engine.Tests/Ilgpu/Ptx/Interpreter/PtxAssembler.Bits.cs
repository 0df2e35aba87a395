using System.Numerics;
using static Engine.Tests.Ilgpu.Ptx.Interpreter.PtxType;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Logic, shifts, bit fields.</summary>
internal sealed partial class PtxAssembler
{
    private PtxAction AssembleBits() => _current.Opcode switch
    {
        "and" or "or" or "xor" => Logic(),
        "not" or "cnot" => Not(),
        "shl" or "shr" => Shift(),
        "shf" => FunnelShift(),
        "lop3" => AnyLogic(),
        "prmt" => Permute(),
        "bfe" => ExtractField(),
        "bfi" => InsertField(),
        _ => CountBits(),
    };

    private PtxAction Logic()
    {
        var type = _modifiers.Type(Pred, B16, B32, B64);
        Operands(3);
        int d = Target(0, type);
        if (type == Pred)
        {
            int p = Target(1, Pred);
            int q = Target(2, Pred);
            Func<uint, uint, uint> combine = _current.Opcode switch
            {
                "and" => static (x, y) => x & y,
                "or" => static (x, y) => x | y,
                _ => static (x, y) => x ^ y,
            };
            return (warp, active) =>
            {
                uint undefined = warp.Use(p, active) | warp.Use(q, active);
                PtxActions.SetPredicate(warp, active, d, combine(warp.Predicates[p], warp.Predicates[q]), undefined);
            };
        }
        int a = Source(1, type);
        int b = Source(2, type);
        return PtxActions.Binary(d, a, b, type.Mask(), _current.Opcode switch
        {
            "and" => static (x, y) => x & y,
            "or" => static (x, y) => x | y,
            _ => static (x, y) => x ^ y,
        });
    }

    private PtxAction Not()
    {
        bool zeroTest = _current.Opcode == "cnot";
        var type = zeroTest ? _modifiers.Type(PtxTypes.Words) : _modifiers.Type(Pred, B16, B32, B64);
        Operands(2);
        int d = Target(0, type);
        if (type == Pred)
        {
            int p = Target(1, Pred);
            return (warp, active) =>
            {
                uint undefined = warp.Use(p, active);
                PtxActions.SetPredicate(warp, active, d, ~warp.Predicates[p], undefined);
            };
        }
        int a = Source(1, type);
        return PtxActions.Unary(d, a, type.Mask(), zeroTest ? static x => x == 0 ? 1UL : 0 : static x => ~x);
    }

    /// <summary>Amounts above the width count as the width.</summary>
    private PtxAction Shift()
    {
        bool left = _current.Opcode == "shl";
        var type = left
            ? _modifiers.Type(PtxTypes.Words)
            : _modifiers.Type(B16, B32, B64, U16, U32, U64, S16, S32, S64);
        Operands(3);
        int d = Target(0, type);
        int a = Source(1, type);
        int b = Source(2, U32);
        int width = type.Bits();
        if (left)
            return PtxActions.Binary(d, a, b, type.Mask(), (x, n) => n >= (ulong)width ? 0 : x << (int)n);
        return type.IsSigned()
            ? PtxActions.Binary(d, a, b, type.Mask(), (x, n) => (ulong)((long)Extend(x, type) >> (int)Math.Min(n, 63)))
            : PtxActions.Binary(d, a, b, type.Mask(), (x, n) => n >= (ulong)width ? 0 : x >> (int)n);
    }

    private PtxAction FunnelShift()
    {
        Require(31, 32, "shf");
        bool left = _modifiers.One(".l", ".r") == ".l";
        bool wraps = _modifiers.One(".clamp", ".wrap") == ".wrap";
        _modifiers.Type(B32);
        Operands(4);
        return PtxActions.Ternary(Target(0, B32), Source(1, B32), Source(2, B32), Source(3, U32), uint.MaxValue, (low, high, c) =>
        {
            int n = (int)(wraps ? c & 31 : Math.Min(c, 32));
            ulong both = (high << 32) | low;
            return left ? (both << n) >> 32 : both >> n;
        });
    }

    private PtxAction AnyLogic()
    {
        Require(43, 50, "lop3");
        _modifiers.Type(B32);
        Operands(5);
        uint table = (uint)Immediate(4, 255);
        return PtxActions.Ternary(Target(0, B32), Source(1, B32), Source(2, B32), Source(3, B32), uint.MaxValue, (a, b, c) =>
        {
            ulong result = 0;
            for (uint row = 0; row < 8; row++)
            {
                if ((table >> (int)row & 1) != 0)
                    result |= ((row & 4) != 0 ? a : ~a) & ((row & 2) != 0 ? b : ~b) & ((row & 1) != 0 ? c : ~c);
            }
            return result;
        });
    }

    private PtxAction Permute()
    {
        _modifiers.Type(B32);
        Operands(4);
        return PtxActions.Ternary(Target(0, B32), Source(1, B32), Source(2, B32), Source(3, B32), uint.MaxValue, (a, b, c) =>
        {
            ulong bytes = (b << 32) | a;
            ulong result = 0;
            for (int i = 0; i < 4; i++)
            {
                int selector = (int)(c >> (4 * i)) & 15;
                byte chosen = (byte)(bytes >> (8 * (selector & 7)));
                if ((selector & 8) != 0)
                    chosen = (byte)((sbyte)chosen >> 7);
                result |= (ulong)chosen << (8 * i);
            }
            return result;
        });
    }

    private PtxAction ExtractField()
    {
        var type = _modifiers.Type(U32, U64, S32, S64);
        Operands(4);
        int width = type.Bits();
        return PtxActions.Ternary(Target(0, type), Source(1, type), Source(2, U32), Source(3, U32), type.Mask(), (a, b, c) =>
        {
            int start = (int)(b & 255);
            int length = (int)(c & 255);
            ulong sign = !type.IsSigned() || length == 0 ? 0 : a >> Math.Min(start + length - 1, width - 1) & 1;
            ulong result = 0;
            for (int i = 0; i < width; i++)
                result |= (i < length && start + i < width ? a >> (start + i) & 1 : sign) << i;
            return result;
        });
    }

    private PtxAction InsertField()
    {
        var type = _modifiers.Type(B32, B64);
        Operands(5);
        int width = type.Bits();
        return PtxActions.Quaternary(Target(0, type), Source(1, type), Source(2, type), Source(3, U32), Source(4, U32), type.Mask(), (a, b, c, d) =>
        {
            int start = (int)(c & 255);
            int length = (int)(d & 255);
            for (int i = 0; i < length && start + i < width; i++)
                b = (b & ~(1UL << (start + i))) | ((a >> i & 1) << (start + i));
            return b;
        });
    }

    private PtxAction CountBits()
    {
        bool shiftAmount = _current.Opcode == "bfind" && _modifiers.Has(".shiftamt");
        var type = _current.Opcode == "bfind" ? _modifiers.Type(U32, U64, S32, S64) : _modifiers.Type(B32, B64);
        Operands(2);
        bool reverses = _current.Opcode == "brev";
        int d = Target(0, reverses ? type : U32);
        int a = Source(1, type);
        int width = type.Bits();
        return PtxActions.Unary(d, a, reverses ? type.Mask() : uint.MaxValue, _current.Opcode switch
        {
            "popc" => static x => (ulong)BitOperations.PopCount(x),
            "clz" => x => (ulong)(BitOperations.LeadingZeroCount(x) - (64 - width)),
            "brev" => x => Reverse(x) >> (64 - width),
            _ => x => FindHighest(x),
        });

        ulong FindHighest(ulong x)
        {
            if (type.IsSigned() && (long)Extend(x, type) < 0)
                x = ~x & type.Mask();
            int place = 63 - BitOperations.LeadingZeroCount(x);
            return place < 0 ? uint.MaxValue : (ulong)(shiftAmount ? width - 1 - place : place);
        }
    }

    private static ulong Reverse(ulong x)
    {
        ulong result = 0;
        for (int i = 0; i < 64; i++)
            result |= (x >> i & 1) << (63 - i);
        return result;
    }
}
