using System.Numerics;
using System.Reflection.Metadata;
using Engine.Ilgpu.IR;
using Constant = Engine.Ilgpu.IR.Constant;

namespace Engine.Ilgpu.Frontend;

/// <summary>Conversions of numbers, and checked arithmetic as far as it is constant.</summary>
internal sealed partial class MethodTranslator
{
    private void TranslateConversion(ILOpCode code, int index)
    {
        var value = ValueAccess.Scalar(Pop());
        // A pointer made a native integer stays a pointer until arithmetic says otherwise.
        if (value.Type == IRType.Pointer && code is ILOpCode.Conv_u or ILOpCode.Conv_i)
        {
            Push(value);
            return;
        }
        if (value.Type == IRType.Pointer)
            value = _emit.Convert(Op.Bitcast, IRType.Int64, value);
        Push(code switch
        {
            ILOpCode.Conv_i1 => Small(value, IRType.Int8, signed: true),
            ILOpCode.Conv_u1 => Small(value, IRType.Int8, signed: false),
            ILOpCode.Conv_i2 => Small(value, IRType.Int16, signed: true),
            ILOpCode.Conv_u2 => Small(value, IRType.Int16, signed: false),
            ILOpCode.Conv_i4 => ToInteger(value, IRType.Int32, signed: true),
            ILOpCode.Conv_u4 => ToInteger(value, IRType.Int32, signed: false),
            ILOpCode.Conv_i8 or ILOpCode.Conv_i => ToInteger(value, IRType.Int64, signed: true),
            ILOpCode.Conv_u8 or ILOpCode.Conv_u => ToInteger(value, IRType.Int64, signed: false),
            ILOpCode.Conv_r4 => ToFloat(value, IRType.Float32, signed: true),
            ILOpCode.Conv_r8 => ToFloat(value, IRType.Float64, signed: true),
            // There is no conv.r4.un: compilers write conv.r.un, conv.r4, and .NET takes the pair as one rounding.
            _ => ToFloat(value, NextIs(index, ILOpCode.Conv_r4) ? IRType.Float32 : IRType.Float64, signed: false),
        });
    }

    private bool NextIs(int index, ILOpCode code) =>
        index < _body.Blocks[_blockIndex].Last && _body.Instructions[index + 1].Code == code;

    /// <summary>Floats go to int32 first, as in .NET.</summary>
    private Value Small(Value value, IRType type, bool signed) =>
        _emit.Resize(_emit.Resize(ToInteger(value, value.Type.IsFloat() ? IRType.Int32 : value.Type, signed: true), type), IRType.Int32, signed);

    private Value ToInteger(Value value, IRType type, bool signed)
    {
        if (value.Type.IsFloat())
            return _emit.Convert(signed ? Op.FloatToSigned : Op.FloatToUnsigned, type, value);
        return _emit.Resize(value, type, signed);
    }

    private Value ToFloat(Value value, IRType type, bool signed)
    {
        if (value.Type.IsFloat())
            return _emit.Convert(Op.FloatConvert, type, value);
        return _emit.Convert(signed ? Op.SignedToFloat : Op.UnsignedToFloat, type, value);
    }

    private void TranslateCheckedArithmetic(ILOpCode code)
    {
        var right = ValueAccess.Scalar(Pop());
        var left = ValueAccess.Scalar(Pop());
        if (left is not Constant || right is not Constant)
            throw Unsupported("checked arithmetic is not supported on a device (there is no exception to throw); use unchecked.");
        var (a, b) = SameType(left, right);
        bool unsigned = code is ILOpCode.Add_ovf_un or ILOpCode.Sub_ovf_un or ILOpCode.Mul_ovf_un;
        var (x, y) = (Exact((Constant)a, unsigned), Exact((Constant)b, unsigned));
        var result = code switch
        {
            ILOpCode.Add_ovf or ILOpCode.Add_ovf_un => x + y,
            ILOpCode.Sub_ovf or ILOpCode.Sub_ovf_un => x - y,
            _ => x * y,
        };
        Push(InRange(result, a.Type, unsigned));
    }

    private void TranslateCheckedConversion(ILOpCode code)
    {
        var value = ValueAccess.Scalar(Pop());
        var (type, signed) = CheckedTarget(code);
        bool fromUnsigned = code is >= ILOpCode.Conv_ovf_i1_un and <= ILOpCode.Conv_ovf_u_un;
        if (value is Constant constant && !value.Type.IsFloat())
        {
            var exact = InRange(Exact(constant, fromUnsigned), type, !signed);
            Push(type.SizeInBits() < 32 ? _emit.Resize(exact, IRType.Int32, signed) : exact);
            return;
        }
        // These cannot overflow; C# emits them to index arrays.
        if (type == IRType.Int64 && value.Type is IRType.Int32 or IRType.Int64 && (value.Type == IRType.Int32 || signed != fromUnsigned) && (signed || fromUnsigned))
        {
            Push(_emit.Resize(value, type, !fromUnsigned));
            return;
        }
        throw Unsupported("checked conversions are not supported on a device (there is no exception to throw); use unchecked.");
    }

    private static (IRType Type, bool Signed) CheckedTarget(ILOpCode code) => code switch
    {
        ILOpCode.Conv_ovf_i1 or ILOpCode.Conv_ovf_i1_un => (IRType.Int8, true),
        ILOpCode.Conv_ovf_u1 or ILOpCode.Conv_ovf_u1_un => (IRType.Int8, false),
        ILOpCode.Conv_ovf_i2 or ILOpCode.Conv_ovf_i2_un => (IRType.Int16, true),
        ILOpCode.Conv_ovf_u2 or ILOpCode.Conv_ovf_u2_un => (IRType.Int16, false),
        ILOpCode.Conv_ovf_i4 or ILOpCode.Conv_ovf_i4_un => (IRType.Int32, true),
        ILOpCode.Conv_ovf_u4 or ILOpCode.Conv_ovf_u4_un => (IRType.Int32, false),
        ILOpCode.Conv_ovf_i8 or ILOpCode.Conv_ovf_i8_un or ILOpCode.Conv_ovf_i or ILOpCode.Conv_ovf_i_un => (IRType.Int64, true),
        _ => (IRType.Int64, false),
    };

    private static BigInteger Exact(Constant constant, bool unsigned)
    {
        if (!unsigned)
            return constant.Bits;
        return constant.Type == IRType.Int64 ? (ulong)constant.Bits : (uint)constant.Bits;
    }

    private static Constant InRange(BigInteger value, IRType type, bool unsigned)
    {
        int bits = type.SizeInBits();
        var lowest = unsigned ? BigInteger.Zero : -(BigInteger.One << (bits - 1));
        var highest = (BigInteger.One << (unsigned ? bits : bits - 1)) - 1;
        if (value < lowest || value > highest)
            throw Unsupported($"this checked operation overflows: {value} does not fit.");
        return Constant.FromBits(type, (long)(ulong)(value & ulong.MaxValue));
    }
}
