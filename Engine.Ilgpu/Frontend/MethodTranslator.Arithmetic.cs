using System.Reflection.Metadata;
using Engine.Ilgpu.IR;
using Constant = Engine.Ilgpu.IR.Constant;

namespace Engine.Ilgpu.Frontend;

/// <summary>Numbers: arithmetic, comparisons and conversions with the rules of the IL stack types.</summary>
internal sealed partial class MethodTranslator
{
    private void TranslateArithmetic(ILOpCode code)
    {
        if (code is ILOpCode.Neg or ILOpCode.Not)
        {
            Push(_emit.Unary(code == ILOpCode.Neg ? Op.Neg : Op.Not, Number(Pop())));
            return;
        }
        var right = ValueAccess.Scalar(Pop());
        var left = ValueAccess.Scalar(Pop());
        if (code is ILOpCode.Shl or ILOpCode.Shr or ILOpCode.Shr_un)
        {
            var op = code == ILOpCode.Shl ? Op.ShiftLeft : code == ILOpCode.Shr ? Op.ShiftRight : Op.ShiftRightUnsigned;
            Push(_emit.Binary(op, left, WithoutMask(_emit.Resize(right, IRType.Int32), left.Type.SizeInBits() - 1)));
            return;
        }
        if (left.Type == IRType.Pointer || right.Type == IRType.Pointer)
        {
            Push(PointerArithmetic(code, left, right));
            return;
        }
        (left, right) = SameType(left, right);
        if (left.Type == IRType.Int32 && code is ILOpCode.And or ILOpCode.Or or ILOpCode.Xor && BoolOf(left) is { } a && BoolOf(right) is { } b)
        {
            Push(_values.Bool(_emit.Binary(BinaryOp(code), a, b)));
            return;
        }
        if (left.Type.IsFloat() && BinaryOp(code) is not (Op.Add or Op.Sub or Op.Mul or Op.Div or Op.Rem))
            throw Unsupported($"'{Name(code)}' is not defined on floats.");
        if (left.Type.IsInteger() && code is ILOpCode.Div or ILOpCode.Div_un or ILOpCode.Rem or ILOpCode.Rem_un)
            CheckDivision(left, right, signed: code is ILOpCode.Div or ILOpCode.Rem);
        Push(_emit.Binary(BinaryOp(code), left, right));
    }

    private static Op BinaryOp(ILOpCode code) => code switch
    {
        ILOpCode.Add => Op.Add,
        ILOpCode.Sub => Op.Sub,
        ILOpCode.Mul => Op.Mul,
        ILOpCode.Div => Op.Div,
        ILOpCode.Div_un => Op.DivUnsigned,
        ILOpCode.Rem => Op.Rem,
        ILOpCode.Rem_un => Op.RemUnsigned,
        ILOpCode.And => Op.And,
        ILOpCode.Or => Op.Or,
        ILOpCode.Xor => Op.Xor,
        _ => throw Unsupported($"'{Name(code)}' is not a binary operation."),
    };

    private Value Number(StackValue value)
    {
        var scalar = ValueAccess.Scalar(value);
        return scalar.Type == IRType.Pointer ? _emit.Convert(Op.Bitcast, IRType.Int64, scalar) : scalar;
    }

    /// <summary>The i1 behind an int32 that is 0 or 1 by construction.</summary>
    private static Value? BoolOf(Value value) => value switch
    {
        Instruction { Op: Op.ZeroExtend } extension when extension.Operands[0].Type == IRType.Int1 => extension.Operands[0],
        Constant { Type: IRType.Int32, Bits: 0 or 1 } constant => Constant.Bool(constant.Bits != 0),
        _ => null,
    };

    /// <summary>C# masks shift amounts itself; the IR's shifts mask them too.</summary>
    private static Value WithoutMask(Value amount, long mask) =>
        amount is Instruction { Op: Op.And } and && and.Operands[1] is Constant constant && constant.Bits == mask ? and.Operands[0] : amount;

    /// <summary>Brings two numbers to one type: native integers win over int32, double over float.</summary>
    private (Value Left, Value Right) SameType(Value left, Value right)
    {
        if (left.Type == right.Type)
            return (left, right);
        if (left.Type.IsFloat() && right.Type.IsFloat())
            return (_emit.Convert(Op.FloatConvert, IRType.Float64, left), _emit.Convert(Op.FloatConvert, IRType.Float64, right));
        if (left.Type.IsFloat() || right.Type.IsFloat())
            throw Unsupported("an integer and a float are mixed without a conversion.");
        return (Wide(left), Wide(right));

        Value Wide(Value value) => value.Type == IRType.Pointer
            ? _emit.Convert(Op.Bitcast, IRType.Int64, value)
            : _emit.Resize(value, IRType.Int64);
    }

    private Value PointerArithmetic(ILOpCode code, Value left, Value right)
    {
        if (code == ILOpCode.Add && left.Type != right.Type)
        {
            var (pointer, bytes) = left.Type == IRType.Pointer ? (left, right) : (right, left);
            return AddBytes(pointer, bytes);
        }
        if (code == ILOpCode.Sub && right.Type != IRType.Pointer)
            return AddBytes(left, _emit.Unary(Op.Neg, _emit.Resize(right, IRType.Int64)));
        var (a, b) = SameType(_emit.Convert(Op.Bitcast, IRType.Int64, left), _emit.Convert(Op.Bitcast, IRType.Int64, _emit.Resize(right, right.Type == IRType.Int32 ? IRType.Int64 : right.Type)));
        return _emit.Binary(BinaryOp(code), a, b);
    }

    private Value AddBytes(Value pointer, Value bytes)
    {
        var offset = _emit.Resize(bytes, IRType.Int64);
        // index * size is how C# scales; the IR has it as one step.
        return offset is Instruction { Op: Op.Mul } product && product.Operands[1] is Constant { Bits: > 0 and <= int.MaxValue } scale
            ? _emit.Element(pointer, product.Operands[0], (int)scale.Bits)
            : _emit.Element(pointer, offset, 1);
    }

    private void CheckDivision(Value left, Value right, bool signed)
    {
        if (!_kernel.Options.Assertions)
            return;
        var zero = Constant.Zero(right.Type);
        var (a, b) = (_emit.Resize(left, IRType.Int64), _emit.Resize(right, IRType.Int64));
        _emit.Assert(FaultCode.DivisionByZero, _emit.Compare(Comparison.NotEqual, right, zero), a, b);
        if (!signed || right is Constant { Bits: not -1 })
            return;
        var minimum = Constant.FromBits(left.Type, left.Type == IRType.Int32 ? int.MinValue : long.MinValue);
        var fine = _emit.Binary(Op.Or,
            _emit.Compare(Comparison.NotEqual, left, minimum),
            _emit.Compare(Comparison.NotEqual, right, Constant.FromBits(right.Type, -1)));
        _emit.Assert(FaultCode.DivisionOverflow, fine, a, b);
    }

    private void TranslateComparison(ILOpCode code)
    {
        var right = Pop();
        var left = Pop();
        Push(_values.Bool(Compare(code, left, right)));
    }

    /// <summary>The i1 of a comparison instruction or of the condition of a branch.</summary>
    private Value Compare(ILOpCode code, StackValue left, StackValue right)
    {
        if (ReferenceEquals(right.Token, CompileTimeObject.Null) && (left.Boxed is not null || ReferenceEquals(left.Token, CompileTimeObject.Null)))
            return Constant.Bool((code is ILOpCode.Cgt_un or ILOpCode.Bne_un) == (left.Boxed is not null));
        var a = ValueAccess.Scalar(left);
        var b = ValueAccess.Scalar(right);
        if (a.Type != b.Type)
            (a, b) = SameType(a, b);
        if (code is ILOpCode.Ceq or ILOpCode.Beq or ILOpCode.Bne_un && b is Constant { Type: IRType.Int32, Bits: 0 or 1 } flag && BoolOf(a) is { } condition && a is not Constant)
            return flag.Bits == 1 ^ code == ILOpCode.Bne_un ? condition : _emit.Not(condition);
        return _emit.Compare(ComparisonOf(code, a.Type.IsFloat()), a, b);
    }

    private static Comparison ComparisonOf(ILOpCode code, bool isFloat) => code switch
    {
        ILOpCode.Ceq or ILOpCode.Beq => Comparison.Equal,
        ILOpCode.Bne_un => Comparison.NotEqual,
        ILOpCode.Clt or ILOpCode.Blt => Comparison.Less,
        ILOpCode.Ble => Comparison.LessEqual,
        ILOpCode.Cgt or ILOpCode.Bgt => Comparison.Greater,
        ILOpCode.Bge => Comparison.GreaterEqual,
        ILOpCode.Clt_un or ILOpCode.Blt_un => Comparison.LessUnsigned,
        ILOpCode.Ble_un => Comparison.LessEqualUnsigned,
        ILOpCode.Cgt_un or ILOpCode.Bgt_un => Comparison.GreaterUnsigned,
        ILOpCode.Bge_un => Comparison.GreaterEqualUnsigned,
        _ => throw Unsupported($"'{Name(code)}' is not a comparison (float: {isFloat})."),
    };
}
