using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>Conversions of conversions, and conversions that do nothing.</summary>
internal static class ConversionRules
{
    public static Value? Apply(Instruction i, Folder fold)
    {
        var x = i.Operands[0];
        if (x.Type == i.Type)
            return x;
        return i.Op switch
        {
            Op.SignExtend or Op.ZeroExtend => Extend(i, x, fold),
            Op.Narrow => Narrow(i.Type, x, fold),
            Op.SignedToFloat or Op.UnsignedToFloat => ToFloat(i, x, fold),
            Op.FloatToSigned or Op.FloatToUnsigned => FromFloat(i, x, fold),
            Op.FloatConvert => FloatRules.Convert(i.Type, x, fold),
            _ => Match.As(x, Op.Bitcast) is { } cast ? fold.Convert(Op.Bitcast, i.Type, cast.Operands[0]) : null,
        };
    }

    private static Value? Extend(Instruction i, Value x, Folder fold)
    {
        if (x is not Instruction { Operands: [var source] } inner)
            return null;
        if (inner.Op == i.Op)
            return fold.Convert(i.Op, i.Type, source);
        if (inner.Op == Op.ZeroExtend && i.Op == Op.SignExtend)
            return fold.Convert(Op.ZeroExtend, i.Type, source);
        // The low bits of a register-wide value.
        if (inner.Op == Op.Narrow && source.Type == i.Type && source.Type.IsArithmetic())
        {
            var mask = Match.Integer(i.Type, (long)Match.WidthMask(x.Type));
            if (i.Op == Op.ZeroExtend)
                return fold.Binary(Op.And, source, mask);
            return (KnownBits.Possible(source) & ~(Match.WidthMask(x.Type) >> 1)) == 0 ? source : null;
        }
        return null;
    }

    private static Value? Narrow(IRType to, Value x, Folder fold)
    {
        switch (x)
        {
            case Instruction { Op: Op.SignExtend or Op.ZeroExtend, Operands: [var source] } extend:
                if (source.Type.SizeInBits() > to.SizeInBits())
                    return fold.Convert(Op.Narrow, to, source);
                return source.Type == to ? source : fold.Convert(extend.Op, to, source);
            case Instruction { Op: Op.Narrow, Operands: [var source] }:
                return fold.Convert(Op.Narrow, to, source);
            case Instruction { Op: Op.And, Operands: [var source, Constant mask] }
                when ((ulong)mask.Bits & Match.WidthMask(to)) == Match.WidthMask(to):
                return fold.Convert(Op.Narrow, to, source);
            case Instruction { Op: Op.Add or Op.Sub or Op.Mul or Op.And or Op.Or or Op.Xor, Operands: [var a, var b] } binary
                when to == IRType.Int32 && NarrowsFreely(a) && NarrowsFreely(b):
                return fold.Binary(binary.Op, fold.Convert(Op.Narrow, to, a), fold.Convert(Op.Narrow, to, b));
            default:
                return null;
        }
    }

    private static bool NarrowsFreely(Value value) =>
        value is Constant or Instruction { Op: Op.SignExtend or Op.ZeroExtend, Operands: [{ Type: IRType.Int32 }] };

    private static Value? ToFloat(Instruction i, Value x, Folder fold)
    {
        if (x is not Instruction { Op: Op.SignExtend or Op.ZeroExtend, Operands: [{ Type: IRType.Int32 } narrow] } extend)
            return null;
        if (extend.Op == Op.ZeroExtend)
            return fold.Convert(Op.UnsignedToFloat, i.Type, narrow);
        return i.Op == Op.SignedToFloat ? fold.Convert(Op.SignedToFloat, i.Type, narrow) : null;
    }

    private static Value? FromFloat(Instruction i, Value x, Folder fold) =>
        Match.As(x, Op.FloatConvert) is { Operands: [{ Type: IRType.Float32 } narrow] } ? fold.Convert(i.Op, i.Type, narrow) : null;
}
