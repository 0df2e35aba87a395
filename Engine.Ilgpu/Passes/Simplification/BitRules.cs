using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>Bitwise logic (also on i1) and shifts. Shift counts are masked to the width, as in C#.</summary>
internal static class BitRules
{
    public static Value? Apply(Instruction i, Folder fold) => i.Op switch
    {
        Op.And => And(i.Operands[0], i.Operands[1], fold) ?? OfBooleans(i, fold),
        Op.Or => Or(i.Operands[0], i.Operands[1], fold) ?? OfBooleans(i, fold),
        Op.Xor => Xor(i.Operands[0], i.Operands[1], fold) ?? OfBooleans(i, fold),
        Op.Not => Not(i.Operands[0], fold),
        _ => Shift(i, fold),
    };

    private static Value? And(Value x, Value y, Folder fold)
    {
        if (Match.Same(x, y))
            return x;
        if (IsComplement(x, y))
            return Constant.Zero(x.Type);
        if (!Match.IsConstant(y, out long mask))
            return null;
        if (Match.As(x, Op.And) is { Operands: [var x0, Constant c0] })
            return fold.Binary(Op.And, x0, Match.Integer(x.Type, c0.Bits & mask));
        ulong possible = KnownBits.Possible(x);
        if ((possible & (ulong)mask) == 0)
            return Constant.Zero(x.Type);
        return (possible & ~(ulong)mask) == 0 ? x : null;
    }

    private static Value? Or(Value x, Value y, Folder fold)
    {
        if (Match.Same(x, y))
            return x;
        if (IsComplement(x, y))
            return Match.Integer(x.Type, -1);
        if (y is not Constant constant)
            return null;
        if (constant.Bits == 0)
            return x;
        if (Match.IsAllOnes(constant))
            return constant;
        return Match.As(x, Op.Or) is { Operands: [var x0, Constant c0] }
            ? fold.Binary(Op.Or, x0, Match.Integer(x.Type, c0.Bits | constant.Bits))
            : null;
    }

    private static Value? Xor(Value x, Value y, Folder fold)
    {
        if (Match.Same(x, y))
            return Constant.Zero(x.Type);
        if (IsComplement(x, y))
            return Match.Integer(x.Type, -1);
        if (y is not Constant constant)
            return null;
        if (constant.Bits == 0)
            return x;
        if (Match.IsAllOnes(constant))
            return fold.Unary(Op.Not, x);
        return Match.As(x, Op.Xor) is { Operands: [var x0, Constant c0] }
            ? fold.Binary(Op.Xor, x0, Match.Integer(x.Type, c0.Bits ^ constant.Bits))
            : null;
    }

    /// <summary>Logic on widened conditions (what C# makes of &amp; and | on bool) is done on the conditions.</summary>
    private static Value? OfBooleans(Instruction i, Folder fold)
    {
        if (i.Type == IRType.Int1 || Match.As(i.Operands[0], Op.ZeroExtend) is not { Operands: [{ Type: IRType.Int1 } x] })
            return null;
        if (Match.As(i.Operands[1], Op.ZeroExtend) is { Operands: [{ Type: IRType.Int1 } y] })
            return fold.Convert(Op.ZeroExtend, i.Type, fold.Binary(i.Op, x, y));
        return i.Operands[1] is Constant { Bits: 0 or 1 } constant
            ? fold.Convert(Op.ZeroExtend, i.Type, fold.Binary(i.Op, x, Constant.Bool(constant.Bits == 1)))
            : null;
    }

    private static Value? Not(Value x, Folder fold)
    {
        if (Match.As(x, Op.Not) is { } inverted)
            return inverted.Operands[0];
        return Match.As(x, Op.Compare) is { } compare
            ? fold.Compare(Comparisons.Inverse(compare.Comparison, compare.Operands[0].Type.IsFloat()), compare.Operands[0], compare.Operands[1])
            : null;
    }

    private static bool IsComplement(Value x, Value y) =>
        (Match.As(x, Op.Not) is { } left && Match.Same(left.Operands[0], y)) ||
        (Match.As(y, Op.Not) is { } right && Match.Same(right.Operands[0], x));

    private static Value? Shift(Instruction i, Folder fold)
    {
        var (x, amount) = (i.Operands[0], i.Operands[1]);
        int width = i.Type.SizeInBits();
        if (Match.IsConstant(x, 0))
            return x;
        // C# writes x << (n & 31): the shift masks anyway.
        if (Match.As(amount, Op.And) is { Operands: [var count, Constant mask] } && ((int)mask.Bits & (width - 1)) == width - 1)
            return fold.Make(i.Op, i.Type, 0, x, count);
        if (amount is not Constant constant)
            return null;
        int n = (int)constant.Bits & (width - 1);
        if (n == 0)
            return x;
        if (n != constant.Bits)
            return By(fold, i.Op, x, n);
        if (x is not Instruction { Op: Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned, Operands: [var x0, Constant inner] } shifted)
            return null;

        int m = (int)inner.Bits & (width - 1);
        if (shifted.Op == i.Op)
        {
            if (n + m < width)
                return By(fold, i.Op, x0, n + m);
            return i.Op == Op.ShiftRight ? By(fold, i.Op, x0, width - 1) : Constant.Zero(i.Type);
        }
        if (n != m)
            return null;
        return (i.Op, shifted.Op) switch
        {
            (Op.ShiftLeft, _) => fold.Binary(Op.And, x0, Match.Integer(i.Type, -1L << n)),
            (Op.ShiftRightUnsigned, Op.ShiftLeft) => fold.Binary(Op.And, x0, Match.Integer(i.Type, (long)(Match.WidthMask(i.Type) >> n))),
            _ => null,
        };
    }

    private static Value By(Folder fold, Op op, Value x, int count) => fold.Make(op, x.Type, 0, x, Constant.Int32(count));
}
