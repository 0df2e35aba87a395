using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// The operations that .NET's vectors have, with exactly the meaning that <see cref="Semantics"/> gives them. All others
/// are done lane by lane.
/// </summary>
internal sealed class VectorOps(ILWriter il, VectorIsa isa, Action<Value, int> push)
{
    private static readonly Dictionary<Op, string> FloatNames = new()
    {
        [Op.Add] = "Add",
        [Op.Sub] = "Subtract",
        [Op.Mul] = "Multiply",
        [Op.Div] = "Divide",
        [Op.Min] = "Min",
        [Op.Max] = "Max",
        [Op.CopySign] = "CopySign",
        [Op.Neg] = "Negate",
        [Op.Abs] = "Abs",
        [Op.Sqrt] = "Sqrt",
        [Op.Floor] = "Floor",
        [Op.Ceiling] = "Ceiling",
        [Op.Truncate] = "Truncate",
        [Op.RoundEven] = "Round",
        [Op.FusedMultiplyAdd] = "FusedMultiplyAdd",
    };

    private static readonly Dictionary<Op, string> IntegerNames = new()
    {
        [Op.Add] = "Add",
        [Op.Sub] = "Subtract",
        [Op.Mul] = "Multiply",
        [Op.Min] = "Min",
        [Op.Max] = "Max",
        [Op.MinUnsigned] = "Min",
        [Op.MaxUnsigned] = "Max",
        [Op.And] = "BitwiseAnd",
        [Op.Or] = "BitwiseOr",
        [Op.Xor] = "Xor",
        [Op.Neg] = "Negate",
        [Op.Not] = "OnesComplement",
        [Op.Abs] = "Abs",
        [Op.ShiftLeft] = "ShiftLeft",
        [Op.ShiftRight] = "ShiftRightArithmetic",
        [Op.ShiftRightUnsigned] = "ShiftRightLogical",
    };

    /// <summary>True if <see cref="Emit"/> can do it.</summary>
    public static bool Has(Instruction instruction)
    {
        var type = instruction.Type;
        return instruction.Op switch
        {
            Op.Compare or Op.Select => true,
            Op.Element or Op.Offset => true,
            Op.Reciprocal or Op.ReciprocalSqrt => true,
            Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned => instruction.Operands[1] is Constant,
            >= Op.SignExtend and <= Op.Bitcast => HasConversion(instruction.Op, instruction.Operands[0].Type, type),
            _ when type.IsFloat() => FloatNames.ContainsKey(instruction.Op),
            _ => IntegerNames.ContainsKey(instruction.Op),
        };
    }

    /// <summary>Emits one part of an operation; the vector is left on the stack.</summary>
    public void Emit(Instruction instruction, int part)
    {
        var operands = instruction.Operands;
        var element = VectorIsa.Element(instruction.Type);
        switch (instruction.Op)
        {
            case Op.Compare:
                EmitCompare(instruction);
                return;
            case Op.Select:
                PushMask(operands[0], part, element);
                push(operands[1], part);
                push(operands[2], part);
                isa.OnVectors(il, "ConditionalSelect", element, 3);
                return;
            case Op.Element:
                push(operands[0], part);
                push(operands[1], part);
                il.Long(instruction.Immediate);
                isa.Broadcast(il, element);
                isa.OnVectors(il, "Multiply", element);
                isa.OnVectors(il, "Add", element);
                return;
            case Op.Offset:
                push(operands[0], part);
                il.Long(instruction.Immediate);
                isa.Broadcast(il, element);
                isa.OnVectors(il, "Add", element);
                return;
            case Op.Reciprocal or Op.ReciprocalSqrt:
                il.Push(instruction.Type == IRType.Float32 ? Constant.Float32(1) : Constant.Float64(1));
                isa.Broadcast(il, element);
                push(operands[0], part);
                if (instruction.Op == Op.ReciprocalSqrt)
                    isa.OnVectors(il, "Sqrt", element, 1);
                isa.OnVectors(il, "Divide", element);
                return;
            case Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned:
                push(operands[0], part);
                il.Int((int)((Constant)operands[1]).Bits & (instruction.Type.SizeInBits() - 1));
                isa.Call(il, IntegerNames[instruction.Op], element, isa.Vector(element), typeof(int));
                return;
            case >= Op.SignExtend and <= Op.Bitcast:
                EmitConversion(instruction.Op, operands[0], instruction.Type, part);
                return;
            case Op.MinUnsigned or Op.MaxUnsigned:
                var unsigned = Unsigned(element);
                foreach (var operand in operands)
                    PushAs(operand, part, unsigned);
                isa.OnVectors(il, IntegerNames[instruction.Op], unsigned);
                isa.As(il, unsigned, element);
                return;
        }
        foreach (var operand in operands)
            push(operand, part);
        isa.OnVectors(il, (instruction.Type.IsFloat() ? FloatNames : IntegerNames)[instruction.Op], element, operands.Length);
    }

    private void EmitCompare(Instruction instruction)
    {
        var type = instruction.Operands[0].Type;
        if (VectorIsa.Parts(type) == 1)
        {
            EmitCompare(instruction, 0);
            isa.As(il, VectorIsa.Element(type), typeof(int));
            return;
        }
        for (int part = 0; part < 2; part++)
        {
            EmitCompare(instruction, part);
            isa.As(il, VectorIsa.Element(type), typeof(long));
        }
        isa.OnVectors(il, "Narrow", typeof(long));
    }

    /// <summary>Leaves a mask of the operands' element type.</summary>
    private void EmitCompare(Instruction instruction, int part)
    {
        var type = instruction.Operands[0].Type;
        var element = VectorIsa.Element(type);
        bool isFloat = type.IsFloat();
        // For floats, "unordered or" is the opposite of the ordered comparison.
        var (name, invert, unsigned) = instruction.Comparison switch
        {
            Comparison.Equal => ("Equals", false, false),
            Comparison.NotEqual => ("Equals", true, false),
            Comparison.Less => ("LessThan", false, false),
            Comparison.LessEqual => ("LessThanOrEqual", false, false),
            Comparison.Greater => ("GreaterThan", false, false),
            Comparison.GreaterEqual => ("GreaterThanOrEqual", false, false),
            Comparison.LessUnsigned => isFloat ? ("GreaterThanOrEqual", true, false) : ("LessThan", false, true),
            Comparison.LessEqualUnsigned => isFloat ? ("GreaterThan", true, false) : ("LessThanOrEqual", false, true),
            Comparison.GreaterUnsigned => isFloat ? ("LessThanOrEqual", true, false) : ("GreaterThan", false, true),
            _ => isFloat ? ("LessThan", true, false) : ("GreaterThanOrEqual", false, true),
        };
        var compared = unsigned ? Unsigned(element) : element;
        PushAs(instruction.Operands[0], part, compared);
        PushAs(instruction.Operands[1], part, compared);
        isa.OnVectors(il, name, compared);
        isa.As(il, compared, element);
        if (invert)
            isa.OnVectors(il, "OnesComplement", element, 1);
    }

    /// <summary>Pushes an i1 as a mask for elements of 32 or 64 bits.</summary>
    private void PushMask(Value condition, int part, Type element)
    {
        push(condition, 0);
        if (element == typeof(long) || element == typeof(double))
        {
            isa.OnVectors(il, part == 0 ? "WidenLower" : "WidenUpper", typeof(int), 1);
            isa.As(il, typeof(long), element);
            return;
        }
        isa.As(il, typeof(int), element);
    }

    private static bool HasConversion(Op op, IRType from, IRType to) => op switch
    {
        Op.SignedToFloat => from == IRType.Int32 && to == IRType.Float32,
        Op.UnsignedToFloat => from == IRType.Int32 && to == IRType.Float32,
        Op.FloatToSigned or Op.FloatToUnsigned => from == IRType.Float32 && to == IRType.Int32,
        _ => true,
    };

    private void EmitConversion(Op op, Value operand, IRType to, int part)
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
            case Op.SignedToFloat:
                push(operand, 0);
                isa.Call(il, "ConvertToSingle", typeof(int), isa.Vector(typeof(int)));
                break;
            case Op.UnsignedToFloat:
                PushAs(operand, 0, typeof(uint));
                isa.Call(il, "ConvertToSingle", typeof(uint), isa.Vector(typeof(uint)));
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
                push(operand, 0);
                isa.OnVectors(il, part == 0 ? "WidenLower" : "WidenUpper", typeof(float), 1);
                break;
            case Op.FloatConvert:
                push(operand, 0);
                push(operand, 1);
                isa.OnVectors(il, "Narrow", typeof(double));
                break;
            default:
                PushAs(operand, part, VectorIsa.Element(to));
                break;
        }
    }

    private void EmitExtension(bool isSigned, Value operand, IRType to, int part)
    {
        push(operand, 0);
        int mask = operand.Type switch
        {
            IRType.Int1 => 1,
            IRType.Int8 => 0xff,
            IRType.Int16 => 0xffff,
            _ => -1,
        };
        // Vectors hold small integers sign-extended, and an i1 as 0 or -1.
        if (!isSigned && mask != -1)
        {
            il.Int(mask);
            isa.Broadcast(il, typeof(int));
            isa.OnVectors(il, "BitwiseAnd", typeof(int));
        }
        if (VectorIsa.Parts(to) == 1)
            return;
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

    private void EmitNarrow(Value operand, IRType to)
    {
        push(operand, 0);
        if (VectorIsa.Parts(operand.Type) == 2)
        {
            push(operand, 1);
            isa.OnVectors(il, "Narrow", typeof(long));
        }
        switch (to)
        {
            case IRType.Int1:
                il.Int(31);
                isa.Call(il, "ShiftLeft", typeof(int), isa.Vector(typeof(int)), typeof(int));
                il.Int(31);
                isa.Call(il, "ShiftRightArithmetic", typeof(int), isa.Vector(typeof(int)), typeof(int));
                break;
            case IRType.Int8 or IRType.Int16:
                int shift = to == IRType.Int8 ? 24 : 16;
                il.Int(shift);
                isa.Call(il, "ShiftLeft", typeof(int), isa.Vector(typeof(int)), typeof(int));
                il.Int(shift);
                isa.Call(il, "ShiftRightArithmetic", typeof(int), isa.Vector(typeof(int)), typeof(int));
                break;
        }
    }

    private void PushAs(Value value, int part, Type element)
    {
        push(value, part);
        isa.As(il, VectorIsa.Element(value.Type), element);
    }

    private static Type Unsigned(Type element) => element == typeof(int) ? typeof(uint) : typeof(ulong);
}
