using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Conversions of vectors. Integers of less than 32 bits are held sign-extended, an i1 as 0 or -1.</summary>
internal sealed class VectorConversions(ILWriter il, VectorIsa isa, Action<Value, int> push)
{
    /// <summary>From i64 to f32 there is no vector code that rounds once.</summary>
    public static bool Has(Op op, IRType from, IRType to) =>
        op is not (Op.SignedToFloat or Op.UnsignedToFloat) || from != IRType.Int64 || to == IRType.Float64;

    /// <summary>Emits one part of a conversion; the vector is left on the stack.</summary>
    public void Emit(Op op, Value operand, IRType to, int part)
    {
        var from = operand.Type;
        switch (op)
        {
            case Op.SignExtend or Op.ZeroExtend:
                EmitExtension(op == Op.SignExtend, operand, to, part);
                break;
            case Op.Narrow:
                EmitNarrow(operand, to);
                break;
            case Op.SignedToFloat or Op.UnsignedToFloat:
                EmitToFloat(op == Op.SignedToFloat, operand, to, part);
                break;
            case Op.FloatToSigned or Op.FloatToUnsigned when to == IRType.Int64:
                PushDouble(operand, part);
                EmitToLong(op == Op.FloatToSigned);
                break;
            case Op.FloatToSigned or Op.FloatToUnsigned when from == IRType.Float64:
                EmitDoubleToInt(op == Op.FloatToSigned, operand);
                break;
            case Op.FloatToSigned:
                push(operand, 0);
                isa.Call(il, "ConvertToInt32", typeof(float), isa.Vector(typeof(float)));
                break;
            case Op.FloatToUnsigned:
                push(operand, 0);
                isa.Call(il, "ConvertToUInt32", typeof(float), isa.Vector(typeof(float)));
                isa.As(il, typeof(uint), typeof(int));
                break;
            case Op.FloatConvert when from == to:
                push(operand, part);
                break;
            case Op.FloatConvert when to == IRType.Float64:
                PushDouble(operand, part);
                break;
            case Op.FloatConvert:
                push(operand, 0);
                push(operand, 1);
                isa.OnVectors(il, "Narrow", typeof(double));
                break;
            default:
                push(operand, part);
                isa.As(il, VectorIsa.Element(from), VectorIsa.Element(to));
                break;
        }
    }

    /// <summary>Widens one part of the vector of i32 on the stack to i64.</summary>
    public void WidenInt(bool isSigned, int part)
    {
        string name = part == 0 ? "WidenLower" : "WidenUpper";
        if (isSigned)
        {
            isa.OnVectors(il, name, typeof(int), 1);
            return;
        }
        isa.As(il, typeof(int), typeof(uint));
        isa.OnVectors(il, name, typeof(uint), 1);
        isa.As(il, typeof(ulong), typeof(long));
    }

    private void EmitToFloat(bool isSigned, Value operand, IRType to, int part)
    {
        var from = operand.Type;
        if (from == IRType.Int64)
        {
            push(operand, part);
            var element = isSigned ? typeof(long) : typeof(ulong);
            isa.As(il, typeof(long), element);
            isa.Call(il, "ConvertToDouble", element, isa.Vector(element));
            return;
        }
        push(operand, 0);
        if (!isSigned)
            ClearUpperBits(from);
        // Zero-extended, a narrower type is not negative.
        isSigned |= from != IRType.Int32;
        if (to == IRType.Float64)
        {
            WidenInt(isSigned, part);
            isa.Call(il, "ConvertToDouble", typeof(long), isa.Vector(typeof(long)));
            return;
        }
        var source = isSigned ? typeof(int) : typeof(uint);
        isa.As(il, typeof(int), source);
        isa.Call(il, "ConvertToSingle", source, isa.Vector(source));
    }

    private void PushDouble(Value operand, int part)
    {
        if (operand.Type == IRType.Float64)
        {
            push(operand, part);
            return;
        }
        push(operand, 0);
        isa.OnVectors(il, part == 0 ? "WidenLower" : "WidenUpper", typeof(float), 1);
    }

    private void EmitToLong(bool isSigned)
    {
        isa.Call(il, isSigned ? "ConvertToInt64" : "ConvertToUInt64", typeof(double), isa.Vector(typeof(double)));
        if (!isSigned)
            isa.As(il, typeof(ulong), typeof(long));
    }

    /// <summary>By way of i64, brought into the range of an i32.</summary>
    private void EmitDoubleToInt(bool isSigned, Value operand)
    {
        for (int part = 0; part < 2; part++)
        {
            push(operand, part);
            EmitToLong(isSigned);
            if (isSigned)
            {
                LimitLong("Min", int.MaxValue, typeof(long));
                LimitLong("Max", int.MinValue, typeof(long));
            }
            else
            {
                LimitLong("Min", uint.MaxValue, typeof(ulong));
            }
        }
        isa.OnVectors(il, "Narrow", typeof(long));
    }

    private void LimitLong(string name, long limit, Type element)
    {
        isa.As(il, typeof(long), element);
        il.Long(limit);
        isa.Broadcast(il, element);
        isa.OnVectors(il, name, element);
        isa.As(il, element, typeof(long));
    }

    private void EmitExtension(bool isSigned, Value operand, IRType to, int part)
    {
        push(operand, 0);
        if (!isSigned)
            ClearUpperBits(operand.Type);
        if (VectorIsa.Parts(to) == 2)
            WidenInt(isSigned, part);
    }

    private void ClearUpperBits(IRType type)
    {
        int mask = type switch
        {
            IRType.Int1 => 1,
            IRType.Int8 => 0xff,
            IRType.Int16 => 0xffff,
            _ => -1,
        };
        if (mask == -1)
            return;
        il.Int(mask);
        isa.Broadcast(il, typeof(int));
        isa.OnVectors(il, "BitwiseAnd", typeof(int));
    }

    private void EmitNarrow(Value operand, IRType to)
    {
        push(operand, 0);
        if (VectorIsa.Parts(operand.Type) == 2)
        {
            push(operand, 1);
            isa.OnVectors(il, "Narrow", typeof(long));
        }
        int shift = 32 - to.SizeInBits();
        if (shift == 0)
            return;
        Shift("ShiftLeft", shift);
        Shift("ShiftRightArithmetic", shift);
    }

    private void Shift(string name, int amount)
    {
        il.Int(amount);
        isa.Call(il, name, typeof(int), isa.Vector(typeof(int)), typeof(int));
    }
}
