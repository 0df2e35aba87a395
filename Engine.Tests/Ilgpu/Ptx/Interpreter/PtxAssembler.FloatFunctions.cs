using static Engine.Tests.Ilgpu.Ptx.Interpreter.PtxType;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Roots, reciprocals and the approximations, which are as wrong as they may be.</summary>
internal sealed partial class PtxAssembler
{
    private const double Ulp = 1.0 / (1 << 23);

    private PtxAction AssembleFloatFunction() => _current.Opcode switch
    {
        "sqrt" => RoundedFunction(PtxFloat.SquareRoot, Math.Sqrt, Ulp),
        "rcp" => RoundedFunction(static (x, rounding) => PtxFloat.Divide(1, x, rounding), static x => 1 / x, Ulp),
        "copysign" => CopySign(),
        "testp" => TestProperty(),
        _ => Approximation(),
    };

    private PtxAction RoundedFunction(Func<float, PtxRounding, float> single, Func<double, double> exact, double error)
    {
        bool approximate = _modifiers.Has(".approx");
        PtxRounding? rounding = approximate ? null : Rounding() ?? throw Error("the rounding must be stated.");
        bool flush = _modifiers.Has(".ftz");
        var type = approximate || flush ? _modifiers.Type(F32) : _modifiers.Type(F32, F64);
        Operands(2);
        int d = Target(0, type);
        int a = Source(1, type);
        if (type == F64)
        {
            if (rounding != PtxRounding.Nearest)
                throw Error("the interpreter knows only .rn here.");
            return PtxActions.Unary(d, a, ulong.MaxValue, x => PtxFloat.Bits(exact(PtxFloat.Double(x))));
        }
        if (rounding is { } stated)
            return PtxActions.Unary(d, a, uint.MaxValue, x => Finish(single(Start(x, flush), stated), flush, saturate: false));
        return PtxActions.Unary(d, a, uint.MaxValue, x =>
            Finish(PtxFloat.Approximate(exact(Start(x, flush)), x, error), flush, saturate: false));
    }

    private PtxAction Approximation()
    {
        _modifiers.One(".approx");
        bool flush = _current.Opcode != "tanh" && _modifiers.Has(".ftz");
        _modifiers.Type(F32);
        Operands(2);
        if (_current.Opcode == "tanh")
            Require(70, 75, "tanh");
        int d = Target(0, F32);
        int a = Source(1, F32);
        Func<float, ulong, float> function = _current.Opcode switch
        {
            "rsqrt" => static (x, bits) => PtxFloat.Approximate(1 / Math.Sqrt(x), bits, 1.08 * Ulp),
            "ex2" => static (x, bits) => x == 0 ? 1 : PtxFloat.Approximate(Math.Pow(2, x), bits, 1.42 * Ulp),
            "lg2" => static (x, bits) => float.IsPow2(x) ? MathF.Log2(x) : PtxFloat.Approximate(Math.Log2(x), bits, 0, 2 * Ulp),
            "tanh" => static (x, bits) => x == 0 ? x : PtxFloat.Approximate(Math.Tanh(x), bits, 1.0 / (1 << 11)),
            "sin" => static (x, bits) => x == 0 ? x : PtxFloat.Approximate(Math.Sin(x), bits, 0, SineError(x)),
            "cos" => static (x, bits) => x == 0 ? 1 : PtxFloat.Approximate(Math.Cos(x), bits, 0, SineError(x)),
            _ => throw Error("the interpreter does not know this function."),
        };
        return PtxActions.Unary(d, a, uint.MaxValue, x => Finish(function(Start(x, flush), x), flush, saturate: false));
    }

    /// <summary>Within ±2π a few units of 2^-21; beyond, what the reduction loses besides.</summary>
    private static double SineError(float x) => (5.7 * Ulp) + (Math.Abs(x) > 6.283186f ? Math.Abs(x) * Ulp : 0);

    private PtxAction CopySign()
    {
        var type = _modifiers.Type(F32, F64);
        Operands(3);
        ulong sign = 1UL << (type.Bits() - 1);
        // The sign is that of the first operand.
        return PtxActions.Binary(Target(0, type), Source(1, type), Source(2, type), type.Mask(), (x, y) => (x & sign) | (y & ~sign));
    }

    private PtxAction TestProperty()
    {
        string property = _modifiers.One(".finite", ".infinite", ".number", ".notanumber", ".normal", ".subnormal");
        var type = _modifiers.Type(F32, F64);
        Operands(2);
        int d = Target(0, Pred);
        int a = Source(1, type);
        return (warp, active) =>
        {
            uint undefined = warp.Use(a, active);
            uint bits = PtxActions.Test(warp, active, a, a, (x, _) =>
                type == F32 ? Has(PtxFloat.Single(x), MathF.Abs(PtxFloat.Single(x)) < 1.17549435E-38f) : Has(PtxFloat.Double(x), Math.Abs(PtxFloat.Double(x)) < 2.2250738585072014E-308));
            PtxActions.SetPredicate(warp, active, d, bits, undefined);
        };

        bool Has(double value, bool small) => property switch
        {
            ".finite" => double.IsFinite(value),
            ".infinite" => double.IsInfinity(value),
            ".number" => !double.IsNaN(value),
            ".notanumber" => double.IsNaN(value),
            ".subnormal" => value != 0 && small,
            _ => double.IsFinite(value) && !small,
        };
    }
}
