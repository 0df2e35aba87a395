using static Engine.Tests.Ilgpu.Ptx.Interpreter.PtxType;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

internal sealed partial class PtxAssembler
{
    private static readonly PtxType[] Convertible = [U8, U16, U32, U64, S8, S16, S32, S64, F16, F32, F64];

    private PtxAction AssembleConversion()
    {
        if (_current.Modifiers.Contains(".tf32"))
            return ConvertToTf32();
        string? rounding = _modifiers.Any(".rni", ".rzi", ".rmi", ".rpi", ".rn", ".rz", ".rm", ".rp");
        bool flush = _modifiers.Has(".ftz");
        bool saturate = _modifiers.Has(".sat");
        var to = _modifiers.Type(Convertible);
        var from = _modifiers.Type(Convertible);
        Operands(2);
        CheckRounding(rounding, to, from);
        if (flush && to != F32 && from != F32)
            throw Error(".ftz concerns .f32 only.");
        int d = Target(0, AsRegister(to), widened: true);
        int a = _current.Operands[1] is NameOperand name && TrySpecial(name, out int special, out var specialType) && specialType == from
            ? special
            : Source(1, AsRegister(from), widened: true);
        ulong mask = RegisterType(_current.Operands[0]).Mask();
        ulong source = from.Mask();
        var convert = Conversion(rounding, flush, saturate, to, from);
        // Narrow integers fill a wider register as their sign says.
        return PtxActions.Unary(d, a, mask, x => Extend(convert(x & source) & to.Mask(), to));
    }

    /// <summary>Half floats live in registers of bits.</summary>
    private static PtxType AsRegister(PtxType type) => type == F16 ? B16 : type;

    private void CheckRounding(string? rounding, PtxType to, PtxType from)
    {
        bool integral = rounding is { Length: 4 };
        bool needed = to.IsFloat() ? from.IsInteger() || to.Bytes() < from.Bytes() : from.IsFloat();
        if (needed && rounding is null)
            throw Error("the rounding must be stated.");
        if (rounding is null)
            return;
        bool wantsIntegral = from.IsFloat() && (to.IsInteger() || to == from);
        if (integral != wantsIntegral || (!needed && !wantsIntegral))
            throw Error($"{rounding} is no rounding from {from.Name()} to {to.Name()}.");
    }

    private static Func<ulong, ulong> Conversion(string? rounding, bool flush, bool saturate, PtxType to, PtxType from)
    {
        if (from.IsInteger() && to.IsInteger())
            return x => saturate ? Clamp(x, from, to) : Extend(x, from);
        if (from.IsInteger())
            return x => FromInteger(x, from, to, rounding!, saturate);
        if (to.IsInteger())
        {
            return x =>
            {
                double value = Value(x, from, flush);
                // NaN: 0, unless 64 bits are on one side.
                if (double.IsNaN(value))
                    return from == F64 || to.Bytes() == 8 ? 1UL << (to.Bits() - 1) : 0;
                return ToInteger(Integral(value, rounding!), to);
            };
        }
        return x =>
        {
            double value = Value(x, from, flush);
            if (rounding is { Length: 4 })
                value = Integral(value, rounding);
            if (saturate)
                value = PtxFloat.Saturate(value);
            return to switch
            {
                F64 => PtxFloat.Bits(value),
                F32 when from == F64 => Finish(PtxFloat.Narrow(value, RoundingOf(rounding!)), flush, saturate: false),
                F32 => Finish((float)value, flush, saturate: false),
                _ => ToHalf(value, rounding),
            };
        };
    }

    private static PtxRounding RoundingOf(string rounding) => rounding switch
    {
        ".rn" => PtxRounding.Nearest,
        ".rz" => PtxRounding.Zero,
        ".rm" => PtxRounding.Down,
        _ => PtxRounding.Up,
    };

    private static double Value(ulong bits, PtxType type, bool flush) => type switch
    {
        F64 => PtxFloat.Double(bits),
        F32 => Start(bits, flush),
        _ => PtxFloat.Single(PtxFloat.Half(bits)),
    };

    private static double Integral(double value, string rounding) => rounding switch
    {
        ".rni" => Math.Round(value, MidpointRounding.ToEven),
        ".rzi" => Math.Truncate(value),
        ".rmi" => Math.Floor(value),
        _ => Math.Ceiling(value),
    };

    private static ulong ToInteger(double integral, PtxType to)
    {
        if (to == U64)
            return integral <= 0 ? 0 : integral >= 18446744073709551616.0 ? ulong.MaxValue : (ulong)integral;
        if (to == S64)
            return integral >= 9223372036854775808.0 ? long.MaxValue : integral <= -9223372036854775808.0 ? 1UL << 63 : (ulong)(long)integral;
        double most = to.IsSigned() ? (double)(to.Mask() >> 1) : to.Mask();
        double least = to.IsSigned() ? -most - 1 : 0;
        return (ulong)(long)Math.Clamp(integral, least, most);
    }

    private static ulong FromInteger(ulong bits, PtxType from, PtxType to, string rounding, bool saturate)
    {
        ulong extended = Extend(bits, from);
        var exact = from.IsSigned() ? (Int128)(long)extended : (Int128)extended;
        if (to == F64)
            return PtxFloat.Bits(Saturated(RoundInteger(exact, 53, rounding)));
        double single = Saturated(RoundInteger(exact, 24, rounding));
        return to == F32 ? PtxFloat.Bits((float)single) : ToHalf(Saturated((double)exact), rounding);

        double Saturated(double value) => saturate ? PtxFloat.Saturate(value) : value;
    }

    /// <summary>The integer with so many significant bits, as a float of them holds it exactly.</summary>
    private static double RoundInteger(Int128 exact, int precision, string rounding)
    {
        var size = Int128.Abs(exact);
        int excess = Math.Max(0, 128 - (int)Int128.LeadingZeroCount(size) - precision);
        var unit = Int128.One << excess;
        var low = size & (unit - 1);
        var kept = size - low;
        bool negative = exact < 0;
        bool up = RoundingOf(rounding) switch
        {
            PtxRounding.Nearest => low + low > unit || (low + low == unit && (kept >> excess & 1) == 1 && excess > 0),
            PtxRounding.Zero => false,
            PtxRounding.Down => negative && low != 0,
            _ => !negative && low != 0,
        };
        double result = (double)(up ? kept + unit : kept);
        return negative ? -result : result;
    }

    private static ulong Clamp(ulong bits, PtxType from, PtxType to)
    {
        ulong extended = Extend(bits, from);
        var value = from.IsSigned() ? (Int128)(long)extended : (Int128)extended;
        var most = (Int128)(to.IsSigned() ? to.Mask() >> 1 : to.Mask());
        var least = to.IsSigned() ? -most - 1 : 0;
        return (ulong)(UInt128)Int128.Clamp(value, least, most);
    }

    private static ulong ToHalf(double value, string? rounding)
    {
        var nearest = (Half)value;
        if (rounding is ".rz" or ".rm" or ".rp" && Half.IsFinite(nearest))
        {
            double error = (double)nearest - value;
            bool down = rounding == ".rm" || (rounding == ".rz" && value > 0);
            if (error > 0 && down)
                nearest = Half.BitDecrement(nearest);
            else if (error < 0 && !down)
                nearest = Half.BitIncrement(nearest);
        }
        return Half.IsNaN(nearest) ? 0x7fffu : BitConverter.HalfToUInt16Bits(nearest);
    }

    /// <summary>To nearest, ties away from zero, 10 bits of fraction kept.</summary>
    private PtxAction ConvertToTf32()
    {
        bool away = _modifiers.One(".rna", ".rn", ".rz") is var rounding && rounding == ".rna";
        Require(away ? 70 : 78, away ? 80 : 90, "cvt to .tf32");
        _modifiers.Type(Tf32);
        _modifiers.Type(F32);
        Operands(2);
        return PtxActions.Unary(Target(0, B32), Source(1, F32), uint.MaxValue, x => rounding switch
        {
            _ when float.IsNaN(PtxFloat.Single(x)) => 0x7fff_ffff,
            _ when float.IsInfinity(PtxFloat.Single(x)) => x,
            ".rna" => (x + 0x1000) & 0xffff_e000,
            ".rn" => (x + 0xfff + (x >> 13 & 1)) & 0xffff_e000,
            _ => x & 0xffff_e000,
        });
    }
}
