using static Engine.Tests.Ilgpu.Ptx.Interpreter.PtxType;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Arithmetic of floats.</summary>
internal sealed partial class PtxAssembler
{
    private PtxAction AssembleFloat() => _current.Opcode switch
    {
        "add" or "sub" or "mul" => FloatBinary(),
        "fma" or "mad" => FloatMultiplyAdd(),
        "div" => FloatDivide(),
        "min" or "max" => FloatMinMax(),
        "abs" or "neg" => FloatSign(),
        _ => throw Error("it takes integers only."),
    };

    private PtxRounding? Rounding() => _modifiers.Any(".rn", ".rz", ".rm", ".rp") switch
    {
        ".rn" => PtxRounding.Nearest,
        ".rz" => PtxRounding.Zero,
        ".rm" => PtxRounding.Down,
        ".rp" => PtxRounding.Up,
        _ => null,
    };

    private PtxAction FloatBinary()
    {
        var stated = Rounding();
        var rounding = stated ?? PtxRounding.Nearest;
        bool flush = _modifiers.Has(".ftz");
        bool saturate = _modifiers.Has(".sat");
        var type = _modifiers.Type(flush || saturate ? [F32] : [F32, F64]);
        Operands(3);
        if (stated is null && _options.RefuseFusable)
            throw Error("without a rounding an assembler may fuse it.");
        int d = Target(0, type);
        int a = Source(1, type);
        int b = Source(2, type);
        if (type == F64)
        {
            return PtxActions.Binary(d, a, b, ulong.MaxValue, _current.Opcode switch
            {
                "add" => (x, y) => PtxFloat.Bits(PtxFloat.Add(PtxFloat.Double(x), PtxFloat.Double(y), rounding)),
                "sub" => (x, y) => PtxFloat.Bits(PtxFloat.Add(PtxFloat.Double(x), -PtxFloat.Double(y), rounding)),
                _ => (x, y) => PtxFloat.Bits(PtxFloat.Multiply(PtxFloat.Double(x), PtxFloat.Double(y), rounding)),
            });
        }
        if (rounding == PtxRounding.Nearest && !flush && !saturate)
        {
            return PtxActions.Binary(d, a, b, uint.MaxValue, _current.Opcode switch
            {
                "add" => static (x, y) => PtxFloat.Bits(PtxFloat.Single(x) + PtxFloat.Single(y)),
                "sub" => static (x, y) => PtxFloat.Bits(PtxFloat.Single(x) - PtxFloat.Single(y)),
                _ => static (x, y) => PtxFloat.Bits(PtxFloat.Single(x) * PtxFloat.Single(y)),
            });
        }
        Func<float, float, float> function = _current.Opcode switch
        {
            "add" => (x, y) => PtxFloat.Add(x, y, rounding),
            "sub" => (x, y) => PtxFloat.Add(x, -y, rounding),
            _ => (x, y) => PtxFloat.Multiply(x, y, rounding),
        };
        return PtxActions.Binary(d, a, b, uint.MaxValue, (x, y) => Finish(function(Start(x, flush), Start(y, flush)), flush, saturate));
    }

    private PtxAction FloatMultiplyAdd()
    {
        if (_current.Opcode == "mad")
            throw Error("of floats it is an old name for fma; write fma.");
        var rounding = Rounding() ?? throw Error("the rounding must be stated.");
        bool flush = _modifiers.Has(".ftz");
        bool saturate = _modifiers.Has(".sat");
        var type = _modifiers.Type(flush || saturate ? [F32] : [F32, F64]);
        Operands(4);
        int d = Target(0, type);
        int a = Source(1, type);
        int b = Source(2, type);
        int c = Source(3, type);
        if (type == F64)
        {
            if (rounding != PtxRounding.Nearest)
                throw Error("the interpreter knows only .rn here.");
            return PtxActions.Ternary(d, a, b, c, ulong.MaxValue, static (x, y, z) =>
                PtxFloat.Bits(Math.FusedMultiplyAdd(PtxFloat.Double(x), PtxFloat.Double(y), PtxFloat.Double(z))));
        }
        if (rounding == PtxRounding.Nearest && !flush && !saturate)
        {
            return PtxActions.Ternary(d, a, b, c, uint.MaxValue, static (x, y, z) =>
                PtxFloat.Bits(MathF.FusedMultiplyAdd(PtxFloat.Single(x), PtxFloat.Single(y), PtxFloat.Single(z))));
        }
        return PtxActions.Ternary(d, a, b, c, uint.MaxValue, (x, y, z) =>
            Finish(PtxFloat.FusedMultiplyAdd(Start(x, flush), Start(y, flush), Start(z, flush), rounding), flush, saturate));
    }

    private PtxAction FloatDivide()
    {
        string? kind = _modifiers.Any(".approx", ".full");
        PtxRounding? rounding = kind is null ? Rounding() ?? throw Error("the rounding must be stated.") : null;
        bool flush = _modifiers.Has(".ftz");
        var type = kind is not null || flush ? _modifiers.Type(F32) : _modifiers.Type(F32, F64);
        Operands(3);
        int d = Target(0, type);
        int a = Source(1, type);
        int b = Source(2, type);
        if (type == F64)
        {
            if (rounding != PtxRounding.Nearest)
                throw Error("the interpreter knows only .rn here.");
            return PtxActions.Binary(d, a, b, ulong.MaxValue, static (x, y) => PtxFloat.Bits(PtxFloat.Double(x) / PtxFloat.Double(y)));
        }
        return PtxActions.Binary(d, a, b, uint.MaxValue, (x, y) =>
        {
            float dividend = Start(x, flush);
            float divisor = Start(y, flush);
            if (rounding is { } exact)
                return Finish(PtxFloat.Divide(dividend, divisor, exact), flush, saturate: false);
            // Above 2^126 the fast division gives 0, or NaN for infinity.
            float size = MathF.Abs(divisor);
            if (kind == ".approx" && size > 8.507059e37f && float.IsFinite(size))
                return PtxFloat.Bits(float.IsFinite(dividend) ? MathF.CopySign(0, dividend) * MathF.Sign(divisor) : float.NaN);
            double quotient = (double)dividend / divisor;
            return Finish(float.IsPow2(size) ? (float)quotient : PtxFloat.Blur(quotient, x ^ (y << 1), 2 * Ulp), flush, saturate: false);
        });
    }

    /// <summary>A NaN gives way to a number, unless .NaN says otherwise; -0 is less than +0.</summary>
    private PtxAction FloatMinMax()
    {
        bool flush = _modifiers.Has(".ftz");
        bool keepsNaN = _modifiers.Has(".NaN");
        if (keepsNaN)
            Require(70, 80, "min.NaN");
        var type = flush || keepsNaN ? _modifiers.Type(F32) : _modifiers.Type(F32, F64);
        Operands(3);
        int d = Target(0, type);
        int a = Source(1, type);
        int b = Source(2, type);
        bool min = _current.Opcode == "min";
        if (type == F64)
        {
            return PtxActions.Binary(d, a, b, ulong.MaxValue, (x, y) =>
            {
                double left = PtxFloat.Double(x);
                double right = PtxFloat.Double(y);
                return PtxFloat.Bits(min ? double.MinNumber(left, right) : double.MaxNumber(left, right));
            });
        }
        return PtxActions.Binary(d, a, b, uint.MaxValue, (x, y) =>
        {
            float left = Start(x, flush);
            float right = Start(y, flush);
            if (keepsNaN && (float.IsNaN(left) || float.IsNaN(right)))
                return PtxFloat.Bits(float.NaN);
            return PtxFloat.Bits(min ? float.MinNumber(left, right) : float.MaxNumber(left, right));
        });
    }

    private PtxAction FloatSign()
    {
        bool flush = _modifiers.Has(".ftz");
        var type = flush ? _modifiers.Type(F32) : _modifiers.Type(F32, F64);
        Operands(2);
        int d = Target(0, type);
        int a = Source(1, type);
        ulong sign = 1UL << (type.Bits() - 1);
        bool negate = _current.Opcode == "neg";
        return PtxActions.Unary(d, a, type.Mask(), x =>
        {
            if (flush)
                x = PtxFloat.Flush(x);
            return negate ? x ^ sign : x & ~sign;
        });
    }

    private static float Start(ulong bits, bool flush) => PtxFloat.Single(flush ? PtxFloat.Flush(bits) : bits);

    private static ulong Finish(float value, bool flush, bool saturate)
    {
        ulong bits = PtxFloat.Bits(saturate ? PtxFloat.Saturate(value) : value);
        return flush ? PtxFloat.Flush(bits) : bits;
    }
}
