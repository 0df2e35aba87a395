using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>
/// Comparisons. Most of the work is undoing what C# makes of booleans: conditions widened to i32, compared with zero,
/// widened again.
/// </summary>
internal static class CompareRules
{
    public static Value? Apply(Instruction i, Folder fold)
    {
        var (x, y) = (i.Operands[0], i.Operands[1]);
        if (x is Constant)
            return fold.Compare(Comparisons.Swapped(i.Comparison), y, x);
        if (x.Type.IsFloat())
            return OfFloats(i.Comparison, x, y, fold);
        if (Match.Same(x, y))
            return Constant.Bool(Comparisons.HoldsForEqual(i.Comparison));
        if (x.Type == IRType.Int1)
            return OfConditions(i.Comparison, x, y, fold);
        if (y is Constant constant)
        {
            return OfTwoValues(i.Comparison, x, constant, fold)
                ?? ByRange(i.Comparison, x, constant)
                ?? WithConstant(i.Comparison, x, constant, fold)
                ?? OfWidened(i.Comparison, x, constant, fold);
        }
        return OfWidenedPair(i.Comparison, x, y, fold);
    }

    private static Value? OfFloats(Comparison comparison, Value x, Value y, Folder fold)
    {
        if (comparison is Comparison.Less or Comparison.Greater && Match.Same(x, y))
            return Constant.False;
        if (x.Type != IRType.Float64 || FloatRules.AsFloat32(x) is not { } narrowX || FloatRules.AsFloat32(y) is not { } narrowY)
            return null;
        return fold.Compare(comparison, narrowX, narrowY);
    }

    private static Value? OfConditions(Comparison comparison, Value x, Value y, Folder fold) => comparison switch
    {
        Comparison.NotEqual => fold.Binary(Op.Xor, x, y),
        Comparison.Equal => fold.Unary(Op.Not, fold.Binary(Op.Xor, x, y)),
        _ => null,
    };

    /// <summary>A widened condition, or a choice between two constants, compared with a constant.</summary>
    private static Value? OfTwoValues(Comparison comparison, Value x, Constant y, Folder fold)
    {
        Value condition;
        long whenTrue, whenFalse = 0;
        switch (x)
        {
            case Instruction { Op: Op.ZeroExtend or Op.SignExtend, Operands: [{ Type: IRType.Int1 } widened] } extend:
                condition = widened;
                whenTrue = extend.Op == Op.ZeroExtend ? 1 : -1;
                break;
            case Instruction { Op: Op.Select, Operands: [var chooser, Constant a, Constant b] }:
                (condition, whenTrue, whenFalse) = (chooser, a.Bits, b.Bits);
                break;
            default:
                return null;
        }
        bool ifTrue = Semantics.Compare(comparison, x.Type, whenTrue, y.Bits);
        bool ifFalse = Semantics.Compare(comparison, x.Type, whenFalse, y.Bits);
        if (ifTrue == ifFalse)
            return Constant.Bool(ifTrue);
        return ifTrue ? condition : fold.Unary(Op.Not, condition);
    }

    /// <summary>Decided by the bits that can be set: x lies between 0 and their value.</summary>
    private static Constant? ByRange(Comparison comparison, Value x, Constant y)
    {
        if (x.Type == IRType.Pointer)
            return null;
        ulong highest = KnownBits.Possible(x);
        if (!Comparisons.IsUnsigned(comparison) && !KnownBits.IsNonNegative(x))
            return null;
        long top = Semantics.Canonicalize(x.Type, (long)highest);
        if (Comparisons.IsEquality(comparison))
        {
            bool outside = Semantics.Compare(Comparison.GreaterUnsigned, x.Type, y.Bits, top);
            return outside ? Constant.Bool(comparison == Comparison.NotEqual) : null;
        }
        bool atBottom = Semantics.Compare(comparison, x.Type, 0, y.Bits);
        bool atTop = Semantics.Compare(comparison, x.Type, top, y.Bits);
        return atBottom == atTop ? Constant.Bool(atTop) : null;
    }

    private static Value? WithConstant(Comparison comparison, Value x, Constant y, Folder fold)
    {
        if (y.Bits == 0 && comparison is Comparison.GreaterUnsigned)
            return fold.Compare(Comparison.NotEqual, x, y);
        if (y.Bits == 0 && comparison is Comparison.LessEqualUnsigned)
            return fold.Compare(Comparison.Equal, x, y);
        if (y.Bits == 1 && comparison is Comparison.GreaterEqualUnsigned)
            return fold.Compare(Comparison.NotEqual, x, Constant.Zero(x.Type));
        if (y.Bits == 1 && comparison is Comparison.LessUnsigned)
            return fold.Compare(Comparison.Equal, x, Constant.Zero(x.Type));
        if (!Comparisons.IsEquality(comparison))
            return null;
        return x switch
        {
            Instruction { Op: Op.Add, Operands: [var a, Constant c] } =>
                fold.Compare(comparison, a, Match.Integer(x.Type, y.Bits - c.Bits)),
            Instruction { Op: Op.Sub, Operands: [Constant c, var b] } =>
                fold.Compare(comparison, b, Match.Integer(x.Type, c.Bits - y.Bits)),
            Instruction { Op: Op.Xor, Operands: [var a, Constant c] } =>
                fold.Compare(comparison, a, Match.Integer(x.Type, y.Bits ^ c.Bits)),
            Instruction { Op: Op.Neg, Operands: [var a] } =>
                fold.Compare(comparison, a, Match.Integer(x.Type, unchecked(-y.Bits))),
            Instruction { Op: Op.Sub or Op.Xor, Operands: [var a, var b] } when y.Bits == 0 => fold.Compare(comparison, a, b),
            _ => null,
        };
    }

    /// <summary>i64 comparisons of a widened i32 with a constant are done on the i32.</summary>
    private static Value? OfWidened(Comparison comparison, Value x, Constant y, Folder fold)
    {
        if (x is not Instruction { Op: Op.SignExtend or Op.ZeroExtend, Operands: [{ Type: IRType.Int32 } narrow] } extend)
            return null;
        bool signed = extend.Op == Op.SignExtend;
        bool fits = signed ? y.Bits == (int)y.Bits : y.Bits == (uint)y.Bits;
        if (fits)
            return fold.Compare(signed ? comparison : Comparisons.ToUnsigned(comparison), narrow, Constant.FromBits(IRType.Int32, y.Bits));
        if (signed && Comparisons.IsUnsigned(comparison))
            return null;
        return Constant.Bool(Semantics.Compare(comparison, IRType.Int64, 0, y.Bits));
    }

    private static Value? OfWidenedPair(Comparison comparison, Value x, Value y, Folder fold)
    {
        if (x is not Instruction { Op: Op.SignExtend or Op.ZeroExtend, Operands: [{ Type: IRType.Int32 } narrowX] } extend ||
            Match.As(y, extend.Op) is not { Operands: [{ Type: IRType.Int32 } narrowY] })
            return null;
        return fold.Compare(extend.Op == Op.SignExtend ? comparison : Comparisons.ToUnsigned(comparison), narrowX, narrowY);
    }
}
