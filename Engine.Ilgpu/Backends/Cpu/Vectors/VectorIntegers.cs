using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Operations on integers that .NET's vectors lack: division, shifts by amounts that vary, counts of bits.</summary>
internal sealed class VectorIntegers(ILWriter il, VectorIsa isa, Action<Value, int> push)
{
    private readonly VectorConversions _conversions = new(il, isa, push);

    /// <summary>True if <see cref="Emit"/> can do it on this machine.</summary>
    public bool Has(Op op, IRType type) => op switch
    {
        // Quotients of i32 are exact in doubles.
        Op.Div or Op.DivUnsigned or Op.Rem or Op.RemUnsigned => type == IRType.Int32 && HardwareVectors.ConvertsLongs(isa.Lanes),
        Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned => ShiftMethod(op, VectorIsa.Element(type)) is not null,
        Op.LeadingZeros or Op.TrailingZeros => HardwareVectors.Find(isa, "LeadingZeroCount", VectorIsa.Element(type)) is not null,
        Op.PopCount => true,
        _ => false,
    };

    /// <summary>Emits one part of an operation; the vector is left on the stack.</summary>
    public void Emit(Instruction instruction, int part)
    {
        var element = VectorIsa.Element(instruction.Type);
        switch (instruction.Op)
        {
            case Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned:
                EmitShift(instruction, element, part);
                break;
            case Op.LeadingZeros:
                push(instruction.Operands[0], part);
                il.Call(HardwareVectors.Find(isa, "LeadingZeroCount", element)!);
                break;
            case Op.TrailingZeros:
                EmitTrailingZeros(Keep(instruction.Operands[0], part), element, instruction.Type.SizeInBits());
                break;
            case Op.PopCount:
                EmitPopCount(Keep(instruction.Operands[0], part), element, instruction.Type.SizeInBits());
                break;
            default:
                EmitDivision(instruction);
                break;
        }
    }

    private void EmitDivision(Instruction instruction)
    {
        bool isSigned = instruction.Op is Op.Div or Op.Rem;
        var dividend = Keep(instruction.Operands[0], 0);
        var divisor = Keep(instruction.Operands[1], 0);
        for (int part = 0; part < 2; part++)
        {
            PushAsDouble(dividend, isSigned, part);
            PushAsDouble(divisor, isSigned, part);
            isa.OnVectors(il, "Divide", typeof(double));
            isa.Call(il, "ConvertToInt64Native", typeof(double), isa.Vector(typeof(double)));
        }
        isa.OnVectors(il, "Narrow", typeof(long));
        if (instruction.Operands[1] is not Constant { Bits: not 0 })
        {
            // By zero: all bits set.
            il.Load(divisor);
            Broadcast(0, typeof(int));
            isa.OnVectors(il, "Equals", typeof(int));
            isa.OnVectors(il, "BitwiseOr", typeof(int));
        }
        if (instruction.Op is Op.Div or Op.DivUnsigned)
            return;
        var quotient = Keep(typeof(int));
        il.Load(dividend);
        il.Load(quotient);
        il.Load(divisor);
        isa.OnVectors(il, "Multiply", typeof(int));
        isa.OnVectors(il, "Subtract", typeof(int));
    }

    private void PushAsDouble(LocalBuilder integers, bool isSigned, int part)
    {
        il.Load(integers);
        _conversions.WidenInt(isSigned, part);
        isa.Call(il, "ConvertToDouble", typeof(long), isa.Vector(typeof(long)));
    }

    private System.Reflection.MethodInfo? ShiftMethod(Op op, Type element) => HardwareVectors.Find(
        isa,
        op switch
        {
            Op.ShiftLeft => "ShiftLeftLogicalVariable",
            Op.ShiftRight => "ShiftRightArithmeticVariable",
            _ => "ShiftRightLogicalVariable",
        },
        element,
        element == typeof(int) ? typeof(uint) : typeof(ulong));

    private void EmitShift(Instruction instruction, Type element, int part)
    {
        push(instruction.Operands[0], part);
        push(instruction.Operands[1], 0);
        Broadcast(instruction.Type.SizeInBits() - 1, typeof(int));
        isa.OnVectors(il, "BitwiseAnd", typeof(int));
        if (element == typeof(long))
        {
            _conversions.WidenInt(false, part);
            isa.As(il, typeof(long), typeof(ulong));
        }
        else
        {
            isa.As(il, typeof(int), typeof(uint));
        }
        il.Call(ShiftMethod(instruction.Op, element)!);
    }

    /// <summary>The zeros below the lowest one are the ones of ~x and x − 1, and all that stands above them is zeros.</summary>
    private void EmitTrailingZeros(LocalBuilder x, Type element, int bits)
    {
        Broadcast(bits, element);
        il.Load(x);
        isa.OnVectors(il, "OnesComplement", element, 1);
        il.Load(x);
        Broadcast(1, element);
        isa.OnVectors(il, "Subtract", element);
        isa.OnVectors(il, "BitwiseAnd", element);
        il.Call(HardwareVectors.Find(isa, "LeadingZeroCount", element)!);
        isa.OnVectors(il, "Subtract", element);
    }

    /// <summary>Sums of neighbouring bits, pairs and quadruples; a product adds up the bytes.</summary>
    private void EmitPopCount(LocalBuilder x, Type element, int bits)
    {
        il.Load(x);
        PushShifted(x, 1, element);
        And(0x5555555555555555, element);
        isa.OnVectors(il, "Subtract", element);
        var pairs = Keep(element);
        il.Load(pairs);
        And(0x3333333333333333, element);
        PushShifted(pairs, 2, element);
        And(0x3333333333333333, element);
        isa.OnVectors(il, "Add", element);
        var quadruples = Keep(element);
        il.Load(quadruples);
        PushShifted(quadruples, 4, element);
        isa.OnVectors(il, "Add", element);
        And(0x0f0f0f0f0f0f0f0f, element);
        Broadcast(0x0101010101010101, element);
        isa.OnVectors(il, "Multiply", element);
        il.Int(bits - 8);
        isa.Call(il, "ShiftRightLogical", element, isa.Vector(element), typeof(int));
    }

    private void PushShifted(LocalBuilder x, int amount, Type element)
    {
        il.Load(x);
        il.Int(amount);
        isa.Call(il, "ShiftRightLogical", element, isa.Vector(element), typeof(int));
    }

    private void And(long mask, Type element)
    {
        Broadcast(mask, element);
        isa.OnVectors(il, "BitwiseAnd", element);
    }

    private void Broadcast(long value, Type element)
    {
        if (element == typeof(int))
            il.Int(unchecked((int)value));
        else
            il.Long(value);
        isa.Broadcast(il, element);
    }

    private LocalBuilder Keep(Value value, int part)
    {
        push(value, part);
        return Keep(VectorIsa.Element(value.Type));
    }

    private LocalBuilder Keep(Type element)
    {
        var local = il.Declare(isa.Vector(element));
        il.Store(local);
        return local;
    }
}
