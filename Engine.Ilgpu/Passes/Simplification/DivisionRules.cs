using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>
/// Integer division and remainder by constants: by zero and one, by more than the dividend can be, and by powers of two, which become shifts and masks
/// (vector units do not divide integers). Signed ones round towards zero, so a negative dividend is biased by
/// 2^k − 1 first: (x + ((x ≫ w−1) ⋙ w−k)) ≫ k.
/// </summary>
internal static class DivisionRules
{
    public static Value? Apply(Instruction i, Folder fold)
    {
        var (x, y) = (i.Operands[0], i.Operands[1]);
        if (y is not Constant divisor)
            return null;
        bool remainder = i.Op is Op.Rem or Op.RemUnsigned;
        bool signed = i.Op is Op.Div or Op.Rem;
        if (divisor.Bits == 0)
            return remainder ? x : Match.Integer(x.Type, -1);
        if (divisor.Bits == 1)
            return remainder ? Constant.Zero(x.Type) : x;
        if (signed && divisor.Bits == -1)
            return remainder ? Constant.Zero(x.Type) : fold.Unary(Op.Neg, x);
        bool isSmaller = KnownBits.Possible(x) < ((ulong)divisor.Bits & Match.WidthMask(x.Type));
        if (isSmaller && (!signed || divisor.Bits > 0))
            return remainder ? x : Constant.Zero(x.Type);
        if (Match.Log2(divisor) is not { } log || (signed && divisor.Bits < 0))
            return null;

        var mask = Match.Integer(x.Type, divisor.Bits - 1);
        if (!signed || KnownBits.IsNonNegative(x))
            return remainder ? fold.Binary(Op.And, x, mask) : Shift(fold, Op.ShiftRightUnsigned, x, log);

        int width = x.Type.SizeInBits();
        var sign = Shift(fold, Op.ShiftRight, x, width - 1);
        var biased = fold.Binary(Op.Add, x, Shift(fold, Op.ShiftRightUnsigned, sign, width - log));
        return remainder
            ? fold.Binary(Op.Sub, x, fold.Binary(Op.And, biased, Match.Integer(x.Type, -divisor.Bits)))
            : Shift(fold, Op.ShiftRight, biased, log);
    }

    private static Value Shift(Folder fold, Op op, Value x, int count) => fold.Make(op, x.Type, 0, x, Constant.Int32(count));
}
