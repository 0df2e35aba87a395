using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>
/// Address arithmetic, which wraps at 64 bits. Constant parts move outwards, so that an address ends as
/// base, element by a variable, one offset: neighbours then share all but the offset. That includes constants added to
/// an i32 index before it is widened, by the argument of <see cref="IndexWraps"/>.
/// </summary>
internal static class AddressRules
{
    public static Value? Apply(Instruction i, Folder fold) =>
        i.Op == Op.Offset ? Offset(i.Operands[0], i.Immediate, fold) : Element(i, i.Operands[0], i.Operands[1], fold);

    private static Value? Offset(Value pointer, long bytes, Folder fold)
    {
        if (bytes == 0)
            return pointer;
        return Match.As(pointer, Op.Offset) is { } inner ? MakeOffset(fold, inner.Operands[0], inner.Immediate + bytes) : null;
    }

    private static Value? Element(Instruction i, Value pointer, Value index, Folder fold)
    {
        long scale = i.Immediate;
        if (Match.IsConstant(index, out long constant))
            return MakeOffset(fold, pointer, constant * scale);
        if (scale == 0)
            return pointer;
        if (Match.As(pointer, Op.Offset) is { } shifted)
            return MakeOffset(fold, MakeElement(fold, shifted.Operands[0], index, scale), shifted.Immediate);
        if (Match.As(index, Op.Add) is { Operands: [var rest, Constant addend] })
            return MakeOffset(fold, MakeElement(fold, pointer, rest, scale), addend.Bits * scale);
        if (Match.As(index, Op.SignExtend) is { Operands: [Instruction { Op: Op.Add, Type: IRType.Int32, Operands: [var narrow, Constant c] }] } &&
            !IndexWraps.Matters(narrow, c))
            return MakeOffset(fold, MakeElement(fold, pointer, fold.Convert(Op.SignExtend, IRType.Int64, narrow), scale), c.Bits * scale);
        if (Match.As(index, Op.ShiftLeft) is { Operands: [var unshifted, Constant count] } && count.Bits < 16 && scale < 1 << 16)
            return MakeElement(fold, pointer, unshifted, scale << (int)count.Bits);
        return null;
    }

    private static Value MakeOffset(Folder fold, Value pointer, long bytes) => fold.Make(Op.Offset, IRType.Pointer, bytes, pointer);

    private static Value MakeElement(Folder fold, Value pointer, Value index, long scale) =>
        fold.Make(Op.Element, IRType.Pointer, scale, pointer, index);
}
