using System.Globalization;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.OpenCL;

/// <summary>Pure operations as expressions; what they give is <see cref="Semantics"/>'s to say.</summary>
internal sealed class ClOperations(ClValues values, ClPrelude prelude, ClTarget target)
{
    public string Expression(Instruction instruction)
    {
        var operands = instruction.Operands;
        return instruction.Op switch
        {
            Op.Select => $"{values[operands[0]]} ? {Same(instruction, 1)} : {Same(instruction, 2)}",
            Op.Compare => Compare(instruction.Comparison, operands[0], operands[1]),
            Op.FusedMultiplyAdd => $"fma({values[operands[0]]}, {values[operands[1]]}, {values[operands[2]]})",
            Op.Element => $"{values[operands[0]]} + (long){values[operands[1]]} * {instruction.Immediate}",
            Op.Offset => string.Create(CultureInfo.InvariantCulture, $"{values[operands[0]]} + {instruction.Immediate}"),
            Op.GroupIndex => $"(uint)get_group_id({instruction.Immediate})",
            Op.GroupDimension => $"(uint)get_local_size({instruction.Immediate})",
            Op.ThreadIndex => $"(uint)get_local_id({instruction.Immediate})",
            Op.GridDimension => $"(uint)get_num_groups({instruction.Immediate})",
            Op.LaneIndex => target.WarpSize == 1 ? "0u" : "get_sub_group_local_id()",
            Op.WarpSize => $"{target.WarpSize}u",
            >= Op.SignExtend and <= Op.Bitcast => Convert(instruction.Op, operands[0], instruction.Type),
            >= Op.Add and <= Op.IeeeRemainder => Binary(instruction.Op, instruction.Type, operands[0], operands[1]),
            _ => Unary(instruction.Op, instruction.Type, values[operands[0]]),
        };
    }

    /// <summary>An operation on two values of a type, given as text.</summary>
    public string Combine(Op op, IRType type, string a, string b) => op switch
    {
        Op.Min or Op.Max when type.IsFloat() =>
            $"{prelude.MinMax(op == Op.Max, ClTypes.Of(type), ClTypes.Of(ClTypes.Bits(type)))}({a}, {b})",
        Op.Min => $"{Signed(type, a)} < {Signed(type, b)} ? {a} : {b}",
        Op.Max => $"{Signed(type, a)} > {Signed(type, b)} ? {a} : {b}",
        Op.MinUnsigned => $"{a} < {b} ? {a} : {b}",
        Op.MaxUnsigned => $"{a} > {b} ? {a} : {b}",
        Op.Add => $"{a} + {b}",
        Op.Sub => $"{a} - {b}",
        Op.Mul => $"{a} * {b}",
        Op.And => $"{a} & {b}",
        Op.Or => $"{a} | {b}",
        Op.Xor => $"{a} ^ {b}",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "The operation does not combine two values."),
    };

    private string Same(Instruction instruction, int operand) => instruction.Type == IRType.Pointer
        ? values.In(values.SpaceOf(instruction), instruction.Operands[operand])
        : values[instruction.Operands[operand]];

    private string Binary(Op op, IRType type, Value left, Value right)
    {
        string a = values[left];
        string b = values[right];
        string mask = type == IRType.Int64 ? "63" : "31";
        switch (op)
        {
            case Op.Div or Op.Rem or Op.DivUnsigned or Op.RemUnsigned:
                return Divide(op, type, a, b, right as Constant);
            case Op.ShiftLeft:
                return $"{a} << ({b} & {mask})";
            case Op.ShiftRight:
                return $"({ClTypes.Of(type)})({Signed(type, a)} >> ({b} & {mask}))";
            case Op.ShiftRightUnsigned:
                return $"{a} >> ({b} & {mask})";
            case Op.CopySign:
                return $"copysign({a}, {b})";
            case Op.Pow:
                return $"pow({a}, {b})";
            case Op.Atan2:
                return $"atan2({a}, {b})";
            case Op.IeeeRemainder:
                return $"remainder({a}, {b})";
            default:
                return Combine(op, type, a, b);
        }
    }

    private string Divide(Op op, IRType type, string a, string b, Constant? divisor)
    {
        if (type.IsFloat())
            return op == Op.Div ? $"{a} / {b}" : $"fmod({a}, {b})";
        string unsigned = ClTypes.Of(type);
        string signed = ClTypes.Signed(type);
        bool isPlain = divisor is not null && divisor.Bits is not (0 or -1);
        return op switch
        {
            Op.Div when isPlain => $"({unsigned})({Signed(type, a)} / {Signed(type, b)})",
            Op.Rem when isPlain => $"({unsigned})({Signed(type, a)} % {Signed(type, b)})",
            Op.Div => $"{prelude.Divide(unsigned, signed)}({a}, {b})",
            Op.Rem => $"{prelude.Remainder(unsigned, signed)}({a}, {b})",
            Op.DivUnsigned => isPlain ? $"{a} / {b}" : $"{b} == 0 ? ~({unsigned})0 : {a} / {b}",
            _ => isPlain ? $"{a} % {b}" : $"{b} == 0 ? {a} : {a} % {b}",
        };
    }

    private string Unary(Op op, IRType type, string a)
    {
        bool isFloat = type.IsFloat();
        return op switch
        {
            Op.Neg => isFloat ? $"-{a}" : $"0 - {a}",
            Op.Not => type == IRType.Int1 ? $"!{a}" : $"~{a}",
            Op.Abs => isFloat ? $"fabs({a})" : $"{Signed(type, a)} < 0 ? 0 - {a} : {a}",
            Op.PopCount => $"popcount({a})",
            Op.LeadingZeros => $"clz({a})",
            // OpenCL C 1.2 has no ctz; of the bits below the lowest one, there are as many.
            Op.TrailingZeros => $"popcount(~{a} & ({a} - 1))",
            Op.ReciprocalSqrt => Fast(type) ? $"rsqrt({a})" : $"1 / sqrt({a})",
            Op.Reciprocal => $"1 / {a}",
            Op.Truncate => $"trunc({a})",
            Op.Ceiling => $"ceil({a})",
            Op.RoundEven => $"rint({a})",
            Op.RoundAwayFromZero => $"round({a})",
            Op.Exp or Op.Exp2 or Op.Log or Op.Log2 or Op.Log10 or Op.Sin or Op.Cos or Op.Tan when Fast(type) =>
                $"native_{op.Info().Mnemonic}({a})",
            _ => $"{op.Info().Mnemonic}({a})",
        };
    }

    private string Compare(Comparison comparison, Value left, Value right)
    {
        string a = values[left];
        string b = values[right];
        if (left.Type.IsFloat() && Comparisons.IsUnsigned(comparison))
            return $"!({a} {Symbol(Comparisons.Inverse(comparison, isFloat: true))} {b})";
        if (left.Type == IRType.Pointer)
            (a, b) = ($"(ulong){a}", $"(ulong){b}");
        bool isSigned = !left.Type.IsFloat() && !Comparisons.IsEquality(comparison) && !Comparisons.IsUnsigned(comparison);
        if (isSigned)
            (a, b) = (Signed(AsNumber(left.Type), a), Signed(AsNumber(left.Type), b));
        return $"{a} {Symbol(comparison)} {b}";
    }

    private string Convert(Op op, Value operand, IRType to)
    {
        string a = values[operand];
        var from = operand.Type;
        switch (op)
        {
            case Op.SignExtend when from == IRType.Int1:
                return $"{a} ? ({ClTypes.Of(to)})-1 : 0";
            case Op.SignExtend:
                return $"({ClTypes.Of(to)})({ClTypes.Signed(to)})({ClTypes.Signed(from)}){a}";
            case Op.Narrow when to == IRType.Int1:
                return $"({a} & 1) != 0";
            case Op.SignedToFloat:
                return $"({ClTypes.Of(to)})({ClTypes.Signed(from)}){a}";
            case Op.FloatToSigned or Op.FloatToUnsigned:
                return $"{ToInteger(op == Op.FloatToSigned, from, to)}({a})";
            case Op.Bitcast when from == to:
                return a;
            case Op.Bitcast when to == IRType.Pointer:
                throw new NotSupportedException("a number becomes a pointer, whose address space cannot be known");
            case Op.Bitcast when from == IRType.Pointer:
                return $"(ulong){a}";
            case Op.Bitcast:
                return $"as_{ClTypes.Of(to)}({a})";
            default:
                return $"({ClTypes.Of(to)}){a}";
        }
    }

    private string ToInteger(bool signed, IRType from, IRType to)
    {
        string type = ClTypes.Of(from);
        string suffix = from == IRType.Float32 ? "f" : "";
        bool wide = to == IRType.Int64;
        string high = (wide, signed) switch
        {
            (false, true) => "2147483648.0",
            (false, false) => "4294967296.0",
            (true, true) => "9223372036854775808.0",
            _ => "18446744073709551616.0",
        };
        string most = (wide, signed) switch
        {
            (false, true) => "0x7fffffffu",
            (false, false) => "0xffffffffu",
            (true, true) => "0x7ffffffffffffffful",
            _ => "0xfffffffffffffffful",
        };
        string least = !signed ? "0" : wide ? "0x8000000000000000ul" : "0x80000000u";
        string low = signed ? $"-{high}{suffix}" : $"0.0{suffix}";
        return prelude.ToInteger(type, signed ? ClTypes.Signed(to) : ClTypes.Of(to), low, high + suffix, least, most);
    }

    private bool Fast(IRType type) => target.FastMath && type == IRType.Float32;

    private static IRType AsNumber(IRType type) => type == IRType.Pointer ? IRType.Int64 : type;

    private static string Signed(IRType type, string value) => $"({ClTypes.Signed(type)}){value}";

    private static string Symbol(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "==",
        Comparison.NotEqual => "!=",
        Comparison.Less or Comparison.LessUnsigned => "<",
        Comparison.LessEqual or Comparison.LessEqualUnsigned => "<=",
        Comparison.Greater or Comparison.GreaterUnsigned => ">",
        _ => ">=",
    };
}
