using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>Selects: decided, idle, nested, and those that are another operation in disguise (logic, min, max, widening).</summary>
internal static class SelectRules
{
    public static Value? Apply(Instruction i, Folder fold)
    {
        var (condition, a, b) = (i.Operands[0], i.Operands[1], i.Operands[2]);
        if (condition is Constant decided)
            return decided.Bits != 0 ? a : b;
        if (Match.Same(a, b))
            return a;
        if (Match.As(condition, Op.Not) is { } inverted)
            return fold.Select(inverted.Operands[0], b, a);
        if (Match.As(a, Op.Select) is { } left && Match.Same(left.Operands[0], condition))
            return fold.Select(condition, left.Operands[1], b);
        if (Match.As(b, Op.Select) is { } right && Match.Same(right.Operands[0], condition))
            return fold.Select(condition, a, right.Operands[2]);
        if (i.Type == IRType.Int1)
            return OfConditions(condition, a, b, fold);
        if (i.Type is IRType.Int32 or IRType.Int64)
            return AsWidening(i.Type, condition, a, b, fold) ?? AsMinMax(condition, a, b, fold);
        return null;
    }

    private static Value? OfConditions(Value condition, Value a, Value b, Folder fold)
    {
        if (Match.IsConstant(a, 1) || Match.Same(a, condition))
            return fold.Binary(Op.Or, condition, b);
        if (Match.IsConstant(b, 0) || Match.Same(b, condition))
            return fold.Binary(Op.And, condition, a);
        if (Match.IsConstant(a, 0))
            return fold.Binary(Op.And, fold.Unary(Op.Not, condition), b);
        if (Match.IsConstant(b, 1))
            return fold.Binary(Op.Or, fold.Unary(Op.Not, condition), a);
        return null;
    }

    private static Value? AsWidening(IRType type, Value condition, Value a, Value b, Folder fold)
    {
        if (Match.IsConstant(a, 1) && Match.IsConstant(b, 0))
            return fold.Convert(Op.ZeroExtend, type, condition);
        if (Match.IsConstant(a, 0) && Match.IsConstant(b, 1))
            return fold.Convert(Op.ZeroExtend, type, fold.Unary(Op.Not, condition));
        return Widened(a) is { } left && Widened(b) is { } right
            ? fold.Convert(Op.ZeroExtend, type, fold.Select(condition, left, right))
            : null;
    }

    /// <summary>The condition that an integer is the widening of; also of the constants 0 and 1.</summary>
    private static Value? Widened(Value value) => value switch
    {
        Constant { Bits: 0 or 1 } constant => Constant.Bool(constant.Bits == 1),
        Instruction { Op: Op.ZeroExtend, Operands: [{ Type: IRType.Int1 } condition] } => condition,
        _ => null,
    };

    private static Value? AsMinMax(Value condition, Value a, Value b, Folder fold)
    {
        if (Match.As(condition, Op.Compare) is not { Operands: [var x, var y] } compare)
            return null;
        var comparison = compare.Comparison;
        if (Match.Same(x, b) && Match.Same(y, a))
            comparison = Comparisons.Swapped(comparison);
        else if (!Match.Same(x, a) || !Match.Same(y, b))
            return null;
        return comparison switch
        {
            Comparison.Less or Comparison.LessEqual => fold.Binary(Op.Min, a, b),
            Comparison.Greater or Comparison.GreaterEqual => fold.Binary(Op.Max, a, b),
            Comparison.LessUnsigned or Comparison.LessEqualUnsigned => fold.Binary(Op.MinUnsigned, a, b),
            Comparison.GreaterUnsigned or Comparison.GreaterEqualUnsigned => fold.Binary(Op.MaxUnsigned, a, b),
            Comparison.Equal => b,
            _ => a,
        };
    }
}
