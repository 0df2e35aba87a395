using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>
/// Identities of wrapping integer arithmetic (i32, i64). Constants gather on the right, subtraction of a constant
/// becomes addition, multiplication and division by powers of two become shifts.
/// </summary>
internal static class IntegerRules
{
    public static Value? Apply(Instruction i, Folder fold) => i.Op switch
    {
        Op.Add => Add(i.Operands[0], i.Operands[1], fold),
        Op.Sub => Sub(i.Operands[0], i.Operands[1], fold),
        Op.Mul => Mul(i.Operands[0], i.Operands[1], fold),
        Op.Div or Op.DivUnsigned or Op.Rem or Op.RemUnsigned => DivisionRules.Apply(i, fold),
        Op.Min or Op.Max or Op.MinUnsigned or Op.MaxUnsigned => MinMax(i, fold),
        Op.Neg => Neg(i.Operands[0], fold),
        Op.Abs => Abs(i.Operands[0], fold),
        _ => null,
    };

    private static Value? Add(Value x, Value y, Folder fold)
    {
        if (Match.IsConstant(y, out long c))
        {
            if (c == 0)
                return x;
            if (Match.As(x, Op.Add) is { Operands: [var x0, Constant c0] })
                return fold.Binary(Op.Add, x0, Match.Integer(x.Type, c0.Bits + c));
            if (Match.As(x, Op.Sub) is { Operands: [Constant c1, var x1] })
                return fold.Binary(Op.Sub, Match.Integer(x.Type, c1.Bits + c), x1);
        }
        if (Match.As(y, Op.Neg) is { } negatedY)
            return fold.Binary(Op.Sub, x, negatedY.Operands[0]);
        if (Match.As(x, Op.Neg) is { } negatedX)
            return fold.Binary(Op.Sub, y, negatedX.Operands[0]);
        if (Match.As(x, Op.Sub) is { } left && Match.Same(left.Operands[1], y))
            return left.Operands[0];
        if (Match.As(y, Op.Sub) is { } right && Match.Same(right.Operands[1], x))
            return right.Operands[0];
        return null;
    }

    private static Value? Sub(Value x, Value y, Folder fold)
    {
        if (Match.Same(x, y))
            return Constant.Zero(x.Type);
        if (Match.IsConstant(y, out long c))
            return fold.Binary(Op.Add, x, Match.Integer(x.Type, unchecked(-c)));
        if (Match.IsConstant(x, out long left))
        {
            if (left == 0)
                return fold.Unary(Op.Neg, y);
            if (Match.As(y, Op.Add) is { Operands: [var y0, Constant c0] })
                return fold.Binary(Op.Sub, Match.Integer(x.Type, left - c0.Bits), y0);
            if (Match.As(y, Op.Sub) is { Operands: [Constant c1, var y1] })
                return fold.Binary(Op.Add, y1, Match.Integer(x.Type, left - c1.Bits));
        }
        if (Match.As(y, Op.Neg) is { } negated)
            return fold.Binary(Op.Add, x, negated.Operands[0]);
        if (Match.As(x, Op.Add) is { Operands: [var a, var b] })
        {
            if (Match.Same(a, y))
                return b;
            if (Match.Same(b, y))
                return a;
        }
        if (Match.As(y, Op.Add) is { Operands: [var p, var q] })
        {
            if (Match.Same(p, x))
                return fold.Unary(Op.Neg, q);
            if (Match.Same(q, x))
                return fold.Unary(Op.Neg, p);
        }
        return Match.As(y, Op.Sub) is { } inner && Match.Same(inner.Operands[0], x) ? inner.Operands[1] : null;
    }

    private static Value? Mul(Value x, Value y, Folder fold)
    {
        if (Match.IsConstant(y, out long c))
        {
            if (c == 0)
                return y;
            if (c == 1)
                return x;
            if (c == -1)
                return fold.Unary(Op.Neg, x);
            if (Match.As(x, Op.Mul) is { Operands: [var x0, Constant c0] })
                return fold.Binary(Op.Mul, x0, Match.Integer(x.Type, c0.Bits * c));
            if (Match.As(x, Op.ShiftLeft) is { Operands: [var x1, Constant count] })
                return fold.Binary(Op.Mul, x1, Match.Integer(x.Type, c << (int)count.Bits));
            if (Match.As(x, Op.Neg) is { } negated)
                return fold.Binary(Op.Mul, negated.Operands[0], Match.Integer(x.Type, unchecked(-c)));
            if (Match.Log2(y) is { } log)
                return fold.Make(Op.ShiftLeft, x.Type, 0, x, Constant.Int32(log));
            return null;
        }
        return Match.As(x, Op.Neg) is { } left && Match.As(y, Op.Neg) is { } right
            ? fold.Binary(Op.Mul, left.Operands[0], right.Operands[0])
            : null;
    }

    private static Value? MinMax(Instruction i, Folder fold)
    {
        var (x, y) = (i.Operands[0], i.Operands[1]);
        if (Match.Same(x, y))
            return x;
        if (y is not Constant constant)
            return null;
        if (Match.As(x, i.Op) is { Operands: [var inner, Constant c] })
            return fold.Binary(i.Op, inner, Match.Integer(x.Type, Semantics.Binary(i.Op, x.Type, c.Bits, constant.Bits)));

        var (lowest, highest) = Range(i.Op, x.Type);
        bool min = i.Op is Op.Min or Op.MinUnsigned;
        if (constant.Bits == lowest)
            return min ? y : x;
        if (constant.Bits == highest)
            return min ? x : y;
        return null;
    }

    private static (long Lowest, long Highest) Range(Op op, IRType type) => (op, type) switch
    {
        (Op.MinUnsigned or Op.MaxUnsigned, _) => (0, -1),
        (_, IRType.Int32) => (int.MinValue, int.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };

    private static Value? Neg(Value x, Folder fold)
    {
        if (Match.As(x, Op.Neg) is { } negated)
            return negated.Operands[0];
        return Match.As(x, Op.Sub) is { } difference
            ? fold.Binary(Op.Sub, difference.Operands[1], difference.Operands[0])
            : null;
    }

    private static Value? Abs(Value x, Folder fold)
    {
        if (Match.As(x, Op.Neg) is { } negated)
            return fold.Unary(Op.Abs, negated.Operands[0]);
        return Match.As(x, Op.Abs) is not null || KnownBits.IsNonNegative(x) ? x : null;
    }
}
