using static Engine.Tests.Ilgpu.Ptx.Interpreter.PtxType;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Arithmetic of integers.</summary>
internal sealed partial class PtxAssembler
{
    private PtxAction AssembleInteger() => _current.Opcode switch
    {
        "add" or "sub" => AddOrSubtract(),
        "mul" or "mad" => Multiply(),
        "mul24" or "mad24" => MultiplySmall(),
        "div" or "rem" => Divide(),
        "min" or "max" => IntegerMinMax(),
        "abs" or "neg" => Negate(),
        "sad" => SumOfDifferences(),
        _ => throw Error("it takes floats only."),
    };

    private PtxAction AddOrSubtract()
    {
        bool saturates = _modifiers.Has(".sat");
        var type = saturates ? _modifiers.Type(S32) : _modifiers.Type(PtxTypes.Integers);
        Operands(3);
        int d = Target(0, type);
        int a = Source(1, type);
        int b = Source(2, type);
        bool add = _current.Opcode == "add";
        if (saturates)
        {
            return PtxActions.Binary(d, a, b, type.Mask(), (x, y) =>
                (ulong)Math.Clamp(add ? (long)(int)x + (int)y : (long)(int)x - (int)y, int.MinValue, int.MaxValue));
        }
        return add
            ? PtxActions.Binary(d, a, b, type.Mask(), static (x, y) => x + y)
            : PtxActions.Binary(d, a, b, type.Mask(), static (x, y) => x - y);
    }

    private PtxAction Multiply()
    {
        string part = _modifiers.One(".lo", ".hi", ".wide");
        bool saturates = _current.Opcode == "mad" && part == ".hi" && _modifiers.Has(".sat");
        var type = part == ".wide" ? _modifiers.Type(U16, U32, S16, S32) : _modifiers.Type(PtxTypes.Integers);
        if (saturates)
            throw Error("the interpreter does not know the saturating form.");
        bool mad = _current.Opcode == "mad";
        Operands(mad ? 4 : 3);
        var result = part == ".wide" ? Twice(type) : type;
        int d = Target(0, result);
        int a = Source(1, type);
        int b = Source(2, type);
        Func<ulong, ulong, ulong> multiply = part switch
        {
            ".lo" => static (x, y) => x * y,
            ".wide" when type == S32 => static (x, y) => (ulong)((long)(int)x * (int)y),
            ".wide" => (x, y) => Extend(x, type) * Extend(y, type),
            _ when type == U64 => static (x, y) => Math.BigMul(x, y, out _),
            _ when type == S64 => static (x, y) => (ulong)Math.BigMul((long)x, (long)y, out _),
            _ => (x, y) => (ulong)((long)(Extend(x, type) * Extend(y, type)) >> type.Bits()),
        };
        if (!mad)
            return PtxActions.Binary(d, a, b, result.Mask(), multiply);
        int c = Source(3, result);
        return PtxActions.Ternary(d, a, b, c, result.Mask(), (x, y, z) => multiply(x, y) + z);
    }

    private PtxAction MultiplySmall()
    {
        bool high = _modifiers.One(".lo", ".hi") == ".hi";
        var type = _modifiers.Type(U32, S32);
        bool mad = _current.Opcode == "mad24";
        Operands(mad ? 4 : 3);
        int d = Target(0, type);
        int a = Source(1, type);
        int b = Source(2, type);
        int c = mad ? Source(3, type) : Constant(0);
        return PtxActions.Ternary(d, a, b, c, type.Mask(), (x, y, z) => ((Small(x) * Small(y)) >> (high ? 16 : 0)) + z);

        ulong Small(ulong value) => type == S32 ? (ulong)((long)(value << 40) >> 40) : value & 0xff_ffff;
    }

    private PtxAction Divide()
    {
        var type = _modifiers.Type(PtxTypes.Integers);
        Operands(3);
        int d = Target(0, type);
        int a = Source(1, type);
        int b = Source(2, type);
        bool remainder = _current.Opcode == "rem";
        // The quotient and remainder by zero are unspecified. Of the least integer by -1 the low bits are well known.
        return PtxActions.Partial(d, a, b, type.Mask(), static (_, y) => y != 0, (x, y) =>
        {
            if (type.IsUnsigned())
                return remainder ? x % y : x / y;
            long dividend = (long)Extend(x, type);
            long divisor = (long)Extend(y, type);
            if (divisor == -1)
                return remainder ? 0 : (ulong)-dividend;
            return (ulong)(remainder ? dividend % divisor : dividend / divisor);
        });
    }

    private PtxAction IntegerMinMax()
    {
        var type = _modifiers.Type(PtxTypes.Integers);
        Operands(3);
        int d = Target(0, type);
        int a = Source(1, type);
        int b = Source(2, type);
        bool min = _current.Opcode == "min";
        return type.IsSigned()
            ? PtxActions.Binary(d, a, b, type.Mask(), (x, y) => (long)Extend(x, type) < (long)Extend(y, type) == min ? x : y)
            : PtxActions.Binary(d, a, b, type.Mask(), (x, y) => x < y == min ? x : y);
    }

    private PtxAction Negate()
    {
        var type = _modifiers.Type(S16, S32, S64);
        Operands(2);
        int d = Target(0, type);
        int a = Source(1, type);
        return _current.Opcode == "neg"
            ? PtxActions.Unary(d, a, type.Mask(), static x => 0 - x)
            : PtxActions.Unary(d, a, type.Mask(), x => (long)Extend(x, type) < 0 ? 0 - x : x);
    }

    private PtxAction SumOfDifferences()
    {
        var type = _modifiers.Type(PtxTypes.Integers);
        Operands(4);
        int d = Target(0, type);
        return PtxActions.Ternary(d, Source(1, type), Source(2, type), Source(3, type), type.Mask(), (x, y, z) =>
            z + (IsLess(x, y, type) ? y - x : x - y));
    }

    private static bool IsLess(ulong x, ulong y, PtxType type) =>
        type.IsSigned() ? (long)Extend(x, type) < (long)Extend(y, type) : x < y;

    /// <summary>The value in 64 bits: sign-extended if its type has a sign.</summary>
    private static ulong Extend(ulong value, PtxType type) => type switch
    {
        S8 => (ulong)(sbyte)value,
        S16 => (ulong)(short)value,
        S32 => (ulong)(int)value,
        _ => value,
    };

    private static PtxType Twice(PtxType type) => type switch
    {
        U16 => U32,
        S16 => S32,
        U32 => U64,
        _ => S64,
    };
}
