using System.Reflection.Emit;
using Engine.Ilgpu.Elementary;
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

    private readonly VectorConversions _conversions = new(il, isa, push);
    private readonly VectorIntegers _integers = new(il, isa, push);

    /// <summary>True if <see cref="Emit"/> can do it.</summary>
    public bool Has(Instruction instruction)
    {
        var type = instruction.Type;
        return instruction.Op switch
        {
            Op.Compare or Op.Select => true,
            Op.Element or Op.Offset => true,
            Op.Reciprocal or Op.ReciprocalSqrt => true,
            Op.Scale => HardwareVectors.Find(isa, "Scale", VectorIsa.Element(type), VectorIsa.Element(type)) is not null,
            Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned =>
                instruction.Operands[1] is Constant || _integers.Has(instruction.Op, type),
            >= Op.SignExtend and <= Op.Bitcast => VectorConversions.Has(instruction.Op, instruction.Operands[0].Type, type),
            _ when type.IsFloat() => instruction.Op == Op.RoundAwayFromZero || FloatNames.ContainsKey(instruction.Op),
            _ => IntegerNames.ContainsKey(instruction.Op) || _integers.Has(instruction.Op, type),
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
            case Op.Select when IsMinMax(instruction, out string name) && HardwareVectors.Find(isa, name, element, element) is { } method:
                push(operands[1], part);
                push(operands[2], part);
                il.Call(method);
                return;
            case Op.Select when IsMoveBetweenLanes(operands[1]) && HardwareVectors.Blend(isa, element) is { } blend:
                push(operands[2], part);
                push(operands[1], part);
                PushMask(operands[0], part, element);
                il.Call(blend);
                return;
            case Op.Select when IsMoveBetweenLanes(operands[2]) && HardwareVectors.Blend(isa, element) is { } blend:
                // The other mask is made once, and taken by many.
                push(operands[1], part);
                push(operands[2], part);
                PushMask(operands[0], part, element);
                isa.OnVectors(il, "OnesComplement", element, 1);
                il.Call(blend);
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
            case Op.Scale:
                push(operands[0], part);
                push(operands[1], part);
                Broadcast(element == typeof(float) ? ElementaryFunctions.PowerOrigin : DoubleFunctions.PowerOrigin, element);
                isa.OnVectors(il, "Subtract", element);
                il.Call(HardwareVectors.Find(isa, "Scale", element, element)!);
                return;
            case Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned when operands[1] is Constant:
                push(operands[0], part);
                il.Int((int)((Constant)operands[1]).Bits & (instruction.Type.SizeInBits() - 1));
                isa.Call(il, IntegerNames[instruction.Op], element, isa.Vector(element), typeof(int));
                return;
            case >= Op.SignExtend and <= Op.Bitcast:
                _conversions.Emit(instruction.Op, operands[0], instruction.Type, part);
                return;
            case Op.RoundAwayFromZero:
                EmitRoundAwayFromZero(operands[0], part, element);
                return;
            case var op when !instruction.Type.IsFloat() && !IntegerNames.ContainsKey(op) || op is >= Op.ShiftLeft and <= Op.ShiftRightUnsigned:
                _integers.Emit(instruction, part);
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

    /// <summary>The truncated value, and one more where what was cut off is a half or above.</summary>
    private void EmitRoundAwayFromZero(Value operand, int part, Type element)
    {
        push(operand, part);
        var value = Keep(element);
        il.Load(value);
        isa.OnVectors(il, "Truncate", element, 1);
        var whole = Keep(element);
        il.Load(whole);
        il.Load(value);
        il.Load(whole);
        isa.OnVectors(il, "Subtract", element);
        isa.OnVectors(il, "Abs", element, 1);
        Broadcast(0.5, element);
        isa.OnVectors(il, "GreaterThanOrEqual", element);
        Broadcast(1, element);
        isa.OnVectors(il, "BitwiseAnd", element);
        il.Load(value);
        isa.OnVectors(il, "CopySign", element);
        isa.OnVectors(il, "Add", element);
    }

    private LocalBuilder Keep(Type element)
    {
        var local = il.Declare(isa.Vector(element));
        il.Store(local);
        return local;
    }

    private void Broadcast(double value, Type element)
    {
        il.Push(element == typeof(float) ? Constant.Float32((float)value) : Constant.Float64(value));
        isa.Broadcast(il, element);
    }

    private static bool IsMoveBetweenLanes(Value value) =>
        value is Instruction { Op: >= Op.Shuffle and <= Op.ShuffleXor, Operands: [_, Constant, ..] };

    /// <summary>
    /// True if a select is "a if a is below (or above) b, else b", which is one instruction of x86: what it gives for NaN and
    /// zeros of two signs, its second operand, is what the comparison says.
    /// </summary>
    private static bool IsMinMax(Instruction select, out string name)
    {
        name = "";
        if (select.Operands is not [Instruction { Op: Op.Compare } compare, var whenTrue, var whenFalse] || !select.Type.IsFloat())
            return false;
        bool isSame = compare.Operands[0].Equals(whenTrue) && compare.Operands[1].Equals(whenFalse);
        bool isSwapped = compare.Operands[1].Equals(whenTrue)
            && (compare.Operands[0].Equals(whenFalse) || IsClampedBeyond(compare, whenFalse));
        if (!isSame && !isSwapped)
            return false;
        // x < y ? y : x takes y if it is above x.
        bool? isMin = compare.Comparison switch
        {
            Comparison.Less => isSame,
            Comparison.Greater => !isSame,
            _ => null,
        };
        name = isMin == true ? "Min" : "Max";
        return isMin is not null;
    }

    /// <summary>
    /// True if a value is what x is brought to by the bound on the other side: in x &lt; a ? a : x &gt; b ? b : x, where a is below b,
    /// the first comparison might as well ask the inner result.
    /// </summary>
    private static bool IsClampedBeyond(Instruction compare, Value value)
    {
        if (compare.Operands is not [var x, Constant bound] || value is not Instruction { Op: Op.Select } inner
            || inner.Operands is not [Instruction { Op: Op.Compare } other, Constant otherBound, var otherwise]
            || !otherwise.Equals(x) || !other.Operands[0].Equals(x) || !other.Operands[1].Equals(otherBound))
            return false;
        return (compare.Comparison, other.Comparison) switch
        {
            (Comparison.Less, Comparison.Greater) => Semantics.Compare(Comparison.Less, x.Type, bound.Bits, otherBound.Bits),
            (Comparison.Greater, Comparison.Less) => Semantics.Compare(Comparison.Greater, x.Type, bound.Bits, otherBound.Bits),
            _ => false,
        };
    }

    private void PushAs(Value value, int part, Type element)
    {
        push(value, part);
        isa.As(il, VectorIsa.Element(value.Type), element);
    }

    private static Type Unsigned(Type element) => element == typeof(int) ? typeof(uint) : typeof(ulong);
}
