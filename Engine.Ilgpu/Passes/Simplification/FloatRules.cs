using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>
/// Float identities that hold bit for bit, for signed zeros, infinities, denormals and NaNs too (which NaN it is
/// aside). Not among them: x + 0 (−0 + 0 is +0), x · 0, x − x, 0 − x, and anything that reassociates.
/// </summary>
internal static class FloatRules
{
    public static Value? Apply(Instruction i, Folder fold)
    {
        var x = i.Operands[0];
        var y = i.Operands.Length > 1 ? i.Operands[1] : x;
        return i.Op switch
        {
            Op.Add => Add(x, y, fold),
            Op.Sub => Sub(x, y, fold),
            Op.Mul => Mul(x, y, fold),
            Op.Div => Div(x, y, fold),
            Op.Min or Op.Max => Match.Same(x, y) ? x : null,
            Op.Neg => Match.As(x, Op.Neg)?.Operands[0],
            Op.Abs => Abs(x, fold),
            Op.Floor or Op.Ceiling or Op.Truncate or Op.RoundEven or Op.RoundAwayFromZero => IsWhole(x) ? x : null,
            _ => null,
        };
    }

    private static Value? Add(Value x, Value y, Folder fold)
    {
        if (IsZero(y, negative: true))
            return x;
        if (Match.As(y, Op.Neg) is { } negatedY)
            return fold.Binary(Op.Sub, x, negatedY.Operands[0]);
        return Match.As(x, Op.Neg) is { } negatedX ? fold.Binary(Op.Sub, y, negatedX.Operands[0]) : null;
    }

    private static Value? Sub(Value x, Value y, Folder fold)
    {
        if (IsZero(y, negative: false))
            return x;
        return Match.As(y, Op.Neg) is { } negated ? fold.Binary(Op.Add, x, negated.Operands[0]) : null;
    }

    private static Value? Mul(Value x, Value y, Folder fold)
    {
        if (IsOne(y))
            return x;
        return Match.As(x, Op.Neg) is { } left && Match.As(y, Op.Neg) is { } right
            ? fold.Binary(Op.Mul, left.Operands[0], right.Operands[0])
            : null;
    }

    /// <summary>A quotient by a power of two is a product: both round the same true value.</summary>
    private static Value? Div(Value x, Value y, Folder fold)
    {
        if (IsOne(y))
            return x;
        if (y is not Constant constant)
            return null;
        if (constant.Type == IRType.Float32)
        {
            float reciprocal = 1 / constant.AsFloat32;
            bool exact = IsPowerOfTwo(constant.AsFloat32) && float.IsNormal(reciprocal);
            return exact ? fold.Binary(Op.Mul, x, Constant.Float32(reciprocal)) : null;
        }
        double inverse = 1 / constant.AsFloat64;
        return IsPowerOfTwo(constant.AsFloat64) && double.IsNormal(inverse)
            ? fold.Binary(Op.Mul, x, Constant.Float64(inverse))
            : null;
    }

    private static bool IsPowerOfTwo(double value) =>
        double.IsNormal(value) && (BitConverter.DoubleToInt64Bits(value) & 0xF_FFFF_FFFF_FFFF) == 0;

    private static Value? Abs(Value x, Folder fold)
    {
        if (Match.As(x, Op.Neg) is { } negated)
            return fold.Unary(Op.Abs, negated.Operands[0]);
        return Match.As(x, Op.Abs) is not null ? x : null;
    }

    /// <summary>
    /// Conversions between the float types. An operation on widened f32 whose result is narrowed again is done in f32:
    /// double has more than twice the digits, so rounding twice gives what rounding once does.
    /// </summary>
    public static Value? Convert(IRType to, Value x, Folder fold)
    {
        if (to != IRType.Float32)
            return null;
        if (AsFloat32(x) is { } exact)
            return exact;
        return x switch
        {
            Instruction { Op: Op.SignedToFloat or Op.UnsignedToFloat, Operands: [{ Type: IRType.Int32 } integer] } i =>
                fold.Convert(i.Op, to, integer),
            Instruction { Op: Op.Add or Op.Sub or Op.Mul or Op.Div, Operands: [var a, var b] } i
                when AsFloat32(a) is { } left && AsFloat32(b) is { } right => fold.Binary(i.Op, left, right),
            Instruction { Op: Op.Sqrt or Op.Neg or Op.Abs or Op.Floor or Op.Ceiling or Op.Truncate or Op.RoundEven, Operands: [var a] } i
                when AsFloat32(a) is { } operand => fold.Unary(i.Op, operand),
            _ => null,
        };
    }

    /// <summary>The f32 that an f64 was widened from, or that a constant can be narrowed to without loss; null if none.</summary>
    public static Value? AsFloat32(Value value)
    {
        if (Match.As(value, Op.FloatConvert) is { Operands: [{ Type: IRType.Float32 } source] })
            return source;
        if (value is not Constant { Type: IRType.Float64 } constant)
            return null;
        float narrow = (float)constant.AsFloat64;
        return BitConverter.DoubleToInt64Bits(narrow) == constant.Bits ? Constant.Float32(narrow) : null;
    }

    private static bool IsZero(Value value, bool negative) => value is Constant constant &&
        constant.Bits == (negative, constant.Type) switch
        {
            (false, _) => 0,
            (_, IRType.Float32) => BitConverter.SingleToUInt32Bits(-0f),
            _ => BitConverter.DoubleToInt64Bits(-0d),
        };

    private static bool IsOne(Value value) => value is Constant constant &&
        (constant.Type == IRType.Float32 ? constant.AsFloat32 == 1 : constant.AsFloat64 == 1);

    private static bool IsWhole(Value value) => value is Instruction
    {
        Op: Op.Floor or Op.Ceiling or Op.Truncate or Op.RoundEven or Op.RoundAwayFromZero
            or Op.SignedToFloat or Op.UnsignedToFloat,
    };
}
