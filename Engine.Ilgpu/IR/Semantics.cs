using System.Numerics;
using Engine.Ilgpu.Elementary;

namespace Engine.Ilgpu.IR;

/// <summary>
/// What every pure operation gives, on the canonical bits of <see cref="Constant.Bits"/>. The interpreter and the
/// constant folder both call it; the differential tests hold it against .NET itself.
/// </summary>
internal static class Semantics
{
    /// <summary>Brings bits to a type's canonical form: integers sign-extended, i1 as 0 or 1, f32 zero-extended.</summary>
    public static long Canonicalize(IRType type, long bits) => type switch
    {
        IRType.Int1 => bits & 1,
        IRType.Int8 => (sbyte)bits,
        IRType.Int16 => (short)bits,
        IRType.Int32 => (int)bits,
        IRType.Float32 => (uint)bits,
        _ => bits,
    };

    /// <summary>Computes a pure operation that depends on its operands alone.</summary>
    /// <exception cref="ArgumentException">The operation is not one of those, or not defined on these types.</exception>
    public static long Evaluate(Op op, IRType type, long immediate, ReadOnlySpan<Value> operands, ReadOnlySpan<long> bits)
    {
        switch (op)
        {
            case Op.Select:
                return bits[0] != 0 ? bits[1] : bits[2];
            case Op.Compare:
                return Compare((Comparison)immediate, operands[0].Type, bits[0], bits[1]) ? 1 : 0;
            case Op.FusedMultiplyAdd:
                return type == IRType.Float32
                    ? Bits(MathF.FusedMultiplyAdd(F32(bits[0]), F32(bits[1]), F32(bits[2])))
                    : Bits(Math.FusedMultiplyAdd(F64(bits[0]), F64(bits[1]), F64(bits[2])));
            case >= Op.SignExtend and <= Op.Bitcast:
                return Convert(op, operands[0].Type, type, bits[0]);
            case >= Op.Add and <= Op.IeeeRemainder:
                return Binary(op, type, bits[0], bits[1]);
            case >= Op.Neg and <= Op.RoundAwayFromZero:
                return Unary(op, type, bits[0]);
            default:
                throw Undefined(op, type);
        }
    }

    /// <summary>True if <see cref="Evaluate"/> can compute the operation.</summary>
    public static bool CanEvaluate(Op op) => op <= Op.Bitcast;

    public static long Binary(Op op, IRType type, long a, long b) => type switch
    {
        IRType.Int1 or IRType.Int8 or IRType.Int16 => Canonicalize(type, Logic(op, type, a, b)),
        IRType.Int32 => Integer(op, (int)a, (int)b, (int)b),
        IRType.Int64 => Integer(op, a, b, (int)b),
        IRType.Float32 => Bits(Float(op, F32(a), F32(b))),
        IRType.Float64 => Bits(Float(op, F64(a), F64(b))),
        _ => throw Undefined(op, type),
    };

    public static long Unary(Op op, IRType type, long a) => type switch
    {
        IRType.Int1 when op == Op.Not => a ^ 1,
        IRType.Int32 => Integer(op, (int)a),
        IRType.Int64 => Integer(op, a),
        IRType.Float32 => Bits(Float(op, F32(a))),
        IRType.Float64 => Bits(Float(op, F64(a))),
        _ => throw Undefined(op, type),
    };

    public static bool Compare(Comparison comparison, IRType type, long a, long b) => type switch
    {
        IRType.Float32 => CompareFloat(comparison, F32(a), F32(b)),
        IRType.Float64 => CompareFloat(comparison, F64(a), F64(b)),
        _ => CompareInteger(comparison, a, b),
    };

    public static long Convert(Op op, IRType from, IRType to, long a) => op switch
    {
        Op.SignExtend => from == IRType.Int1 ? -a : a,
        Op.ZeroExtend => Canonicalize(to, (long)ZeroExtended(from, a)),
        Op.Narrow => Canonicalize(to, a),
        Op.Bitcast => Canonicalize(to, a),
        Op.SignedToFloat => to == IRType.Float32 ? Bits((float)a) : Bits((double)a),
        Op.UnsignedToFloat => to == IRType.Float32 ? Bits((float)ZeroExtended(from, a)) : Bits((double)ZeroExtended(from, a)),
        Op.FloatConvert => (from, to) switch
        {
            (IRType.Float32, IRType.Float64) => Bits((double)F32(a)),
            (IRType.Float64, IRType.Float32) => Bits((float)F64(a)),
            _ => a,
        },
        Op.FloatToSigned => to == IRType.Int32 ? (int)AsFloat64(from, a) : (long)AsFloat64(from, a),
        Op.FloatToUnsigned => to == IRType.Int32 ? (int)(uint)AsFloat64(from, a) : (long)(ulong)AsFloat64(from, a),
        _ => throw Undefined(op, to),
    };

    /// <summary>The result of an atomic's arithmetic: what memory holds afterwards.</summary>
    public static long Atomic(AtomicKind kind, IRType type, long old, long value) => kind switch
    {
        AtomicKind.Add => Binary(Op.Add, type, old, value),
        AtomicKind.Min => Binary(Op.Min, type, old, value),
        AtomicKind.Max => Binary(Op.Max, type, old, value),
        AtomicKind.MinUnsigned => Binary(Op.MinUnsigned, type, old, value),
        AtomicKind.MaxUnsigned => Binary(Op.MaxUnsigned, type, old, value),
        AtomicKind.And => Binary(Op.And, type, old, value),
        AtomicKind.Or => Binary(Op.Or, type, old, value),
        AtomicKind.Xor => Binary(Op.Xor, type, old, value),
        _ => value,
    };

    private static long Logic(Op op, IRType type, long a, long b) => op switch
    {
        Op.And => a & b,
        Op.Or => a | b,
        Op.Xor => a ^ b,
        _ => throw Undefined(op, type),
    };

    private static long Integer<T>(Op op, T a, T b, int shift)
        where T : IBinaryInteger<T>, IMinMaxValue<T>, ISignedNumber<T>
    {
        unchecked
        {
            return long.CreateTruncating(op switch
            {
                Op.Add => a + b,
                Op.Sub => a - b,
                Op.Mul => a * b,
                Op.Div => T.IsZero(b) ? T.NegativeOne : b == T.NegativeOne ? -a : a / b,
                Op.Rem => T.IsZero(b) ? a : b == T.NegativeOne ? T.Zero : a % b,
                Op.DivUnsigned => T.IsZero(b) ? T.NegativeOne : T.CreateTruncating(Unsigned(a) / Unsigned(b)),
                Op.RemUnsigned => T.IsZero(b) ? a : T.CreateTruncating(Unsigned(a) % Unsigned(b)),
                Op.Min => T.Min(a, b),
                Op.Max => T.Max(a, b),
                Op.MinUnsigned => Unsigned(a) < Unsigned(b) ? a : b,
                Op.MaxUnsigned => Unsigned(a) > Unsigned(b) ? a : b,
                Op.And => a & b,
                Op.Or => a | b,
                Op.Xor => a ^ b,
                Op.ShiftLeft => a << (shift & BitMask<T>()),
                Op.ShiftRight => a >> (shift & BitMask<T>()),
                Op.ShiftRightUnsigned => a >>> (shift & BitMask<T>()),
                _ => throw new ArgumentException($"{op} is not defined on integers."),
            });
        }
    }

    private static long Integer<T>(Op op, T a) where T : IBinaryInteger<T>, IMinMaxValue<T>, ISignedNumber<T>
    {
        unchecked
        {
            return long.CreateTruncating(op switch
            {
                Op.Neg => -a,
                Op.Not => ~a,
                Op.Abs => T.IsNegative(a) ? -a : a,
                Op.PopCount => T.PopCount(a),
                Op.LeadingZeros => T.LeadingZeroCount(a),
                Op.TrailingZeros => T.TrailingZeroCount(a),
                _ => throw new ArgumentException($"{op} is not defined on integers."),
            });
        }
    }

    private static T Float<T>(Op op, T a, T b) where T : IBinaryFloatingPointIeee754<T> => op switch
    {
        Op.Add => a + b,
        Op.Sub => a - b,
        Op.Mul => a * b,
        Op.Div => a / b,
        Op.Rem => a % b,
        Op.Min => T.Min(a, b),
        Op.Max => T.Max(a, b),
        Op.CopySign => T.CopySign(a, b),
        Op.IeeeRemainder => T.Ieee754Remainder(a, b),
        _ => ElementaryFunctionsOf<T>.Binary(op)(a, b),
    };

    private static T Float<T>(Op op, T a) where T : IBinaryFloatingPointIeee754<T> => op switch
    {
        Op.Neg => -a,
        Op.Abs => T.Abs(a),
        Op.Sqrt => T.Sqrt(a),
        Op.ReciprocalSqrt => T.One / T.Sqrt(a),
        Op.Reciprocal => T.One / a,
        Op.Floor => T.Floor(a),
        Op.Ceiling => T.Ceiling(a),
        Op.Truncate => T.Truncate(a),
        Op.RoundEven => T.Round(a),
        Op.RoundAwayFromZero => T.Round(a, MidpointRounding.AwayFromZero),
        _ => ElementaryFunctionsOf<T>.Unary(op)(a),
    };

    private static bool CompareInteger(Comparison comparison, long a, long b) => comparison switch
    {
        Comparison.Equal => a == b,
        Comparison.NotEqual => a != b,
        Comparison.Less => a < b,
        Comparison.LessEqual => a <= b,
        Comparison.Greater => a > b,
        Comparison.GreaterEqual => a >= b,
        // Sign extension keeps the unsigned order of the narrower type.
        Comparison.LessUnsigned => (ulong)a < (ulong)b,
        Comparison.LessEqualUnsigned => (ulong)a <= (ulong)b,
        Comparison.GreaterUnsigned => (ulong)a > (ulong)b,
        _ => (ulong)a >= (ulong)b,
    };

    private static bool CompareFloat<T>(Comparison comparison, T a, T b) where T : IFloatingPointIeee754<T> => comparison switch
    {
        Comparison.Equal => a == b,
        Comparison.NotEqual => a != b,
        Comparison.Less => a < b,
        Comparison.LessEqual => a <= b,
        Comparison.Greater => a > b,
        Comparison.GreaterEqual => a >= b,
        Comparison.LessUnsigned => !(a >= b),
        Comparison.LessEqualUnsigned => !(a > b),
        Comparison.GreaterUnsigned => !(a <= b),
        _ => !(a < b),
    };

    private static ulong Unsigned<T>(T value) where T : IBinaryInteger<T> =>
        typeof(T) == typeof(int) ? uint.CreateTruncating(value) : ulong.CreateTruncating(value);

    private static int BitMask<T>() => typeof(T) == typeof(int) ? 31 : 63;

    private static ulong ZeroExtended(IRType type, long bits) => type switch
    {
        IRType.Int1 => (ulong)bits & 1,
        IRType.Int8 => (byte)bits,
        IRType.Int16 => (ushort)bits,
        IRType.Int32 => (uint)bits,
        _ => (ulong)bits,
    };

    private static float F32(long bits) => BitConverter.Int32BitsToSingle((int)bits);
    private static double F64(long bits) => BitConverter.Int64BitsToDouble(bits);
    private static double AsFloat64(IRType type, long bits) => type == IRType.Float32 ? F32(bits) : F64(bits);
    private static long Bits(float value) => BitConverter.SingleToUInt32Bits(value);
    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private static ArgumentException Undefined(Op op, IRType type) => new($"{op} is not defined on {type}.");
}
