using System.Reflection.Emit;
using Engine.Ilgpu.Elementary;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// One item's form of every operation that depends on its operands alone. Operands are pushed by the caller's
/// delegate, so that whole expressions stay on the evaluation stack.
/// </summary>
internal static class ScalarOps
{
    private static readonly Dictionary<Op, string> FloatMethods = new()
    {
        [Op.Min] = nameof(Math.Min),
        [Op.Max] = nameof(Math.Max),
        [Op.CopySign] = nameof(Math.CopySign),
        [Op.IeeeRemainder] = nameof(Math.IEEERemainder),
        [Op.Abs] = nameof(Math.Abs),
        [Op.Sqrt] = nameof(Math.Sqrt),
        [Op.Floor] = nameof(Math.Floor),
        [Op.Ceiling] = nameof(Math.Ceiling),
        [Op.Truncate] = nameof(Math.Truncate),
        [Op.RoundEven] = nameof(Math.Round),
        [Op.FusedMultiplyAdd] = nameof(Math.FusedMultiplyAdd),
    };

    /// <summary>Emits an instruction up to <see cref="Op.Bitcast"/>, or an address; its result is left on the stack.</summary>
    public static void Emit(ILWriter il, Instruction instruction, Action<Value> push)
    {
        var operands = instruction.Operands;
        switch (instruction.Op)
        {
            case Op.Select:
                EmitSelect(il, operands, push);
                return;
            case Op.AnyLane:
                push(operands[0]);
                return;
            case Op.Compare:
                push(operands[0]);
                push(operands[1]);
                EmitCompare(il, instruction.Comparison, operands[0].Type);
                return;
            case Op.Element:
                EmitElement(il, instruction, push);
                return;
            case Op.Offset:
                push(operands[0]);
                il.AddConstant(instruction.Immediate);
                return;
            case Op.Div or Op.Rem or Op.DivUnsigned or Op.RemUnsigned when !instruction.Type.IsFloat():
                EmitDivision(il, instruction, push);
                return;
            case Op.Min when Array.FindIndex(operands, IsNegativeZero) is >= 0 and var zero:
                push(operands[1 - zero]);
                il.Call(ScalarMath.Method(instruction.Type == IRType.Float32
                    ? nameof(ScalarMath.MinNegativeZeroF32)
                    : nameof(ScalarMath.MinNegativeZeroF64)));
                return;
            case Op.Reciprocal or Op.ReciprocalSqrt:
                il.Push(instruction.Type == IRType.Float32 ? Constant.Float32(1) : Constant.Float64(1));
                push(operands[0]);
                if (instruction.Op == Op.ReciprocalSqrt)
                    CallFloat(il, Op.Sqrt, instruction.Type);
                il.Emit(OpCodes.Div);
                return;
        }

        foreach (var operand in operands)
            push(operand);
        if (ElementaryMethods.Of(instruction.Op, instruction.Type) is { } elementary)
            il.Call(elementary);
        else if (instruction.Op is >= Op.SignExtend and <= Op.Bitcast)
            EmitConversion(il, instruction.Op, operands[0].Type, instruction.Type);
        else if (instruction.Type.IsFloat())
            EmitFloat(il, instruction.Op, instruction.Type);
        else
            EmitInteger(il, instruction.Op, instruction.Type);
    }

    private static bool IsNegativeZero(Value value) => value is Constant constant && constant.Type switch
    {
        IRType.Float32 => constant.Bits == 1L << 31,
        IRType.Float64 => constant.Bits == long.MinValue,
        _ => false,
    };

    /// <summary>The branch that is taken if the comparison holds; for floats, .un means "unordered or".</summary>
    public static OpCode BranchOp(Comparison comparison) => comparison switch
    {
        Comparison.Equal => OpCodes.Beq,
        Comparison.NotEqual => OpCodes.Bne_Un,
        Comparison.Less => OpCodes.Blt,
        Comparison.LessEqual => OpCodes.Ble,
        Comparison.Greater => OpCodes.Bgt,
        Comparison.GreaterEqual => OpCodes.Bge,
        Comparison.LessUnsigned => OpCodes.Blt_Un,
        Comparison.LessEqualUnsigned => OpCodes.Ble_Un,
        Comparison.GreaterUnsigned => OpCodes.Bgt_Un,
        _ => OpCodes.Bge_Un,
    };

    private static void EmitCompare(ILWriter il, Comparison comparison, IRType type)
    {
        bool isFloat = type.IsFloat();
        var (op, invert) = comparison switch
        {
            Comparison.Equal => (OpCodes.Ceq, false),
            Comparison.NotEqual => (OpCodes.Ceq, true),
            Comparison.Less => (OpCodes.Clt, false),
            Comparison.Greater => (OpCodes.Cgt, false),
            Comparison.LessUnsigned => (OpCodes.Clt_Un, false),
            Comparison.GreaterUnsigned => (OpCodes.Cgt_Un, false),
            Comparison.LessEqual => (isFloat ? OpCodes.Cgt_Un : OpCodes.Cgt, true),
            Comparison.GreaterEqual => (isFloat ? OpCodes.Clt_Un : OpCodes.Clt, true),
            Comparison.LessEqualUnsigned => (isFloat ? OpCodes.Cgt : OpCodes.Cgt_Un, true),
            _ => (isFloat ? OpCodes.Clt : OpCodes.Clt_Un, true),
        };
        il.Emit(op);
        if (!invert)
            return;
        il.Int(0);
        il.Emit(OpCodes.Ceq);
    }

    private static void EmitSelect(ILWriter il, Value[] operands, Action<Value> push)
    {
        var whenTrue = il.Label();
        var end = il.Label();
        push(operands[0]);
        il.Branch(OpCodes.Brtrue, whenTrue);
        push(operands[2]);
        il.Branch(OpCodes.Br, end);
        il.Mark(whenTrue);
        push(operands[1]);
        il.Mark(end);
    }

    private static void EmitElement(ILWriter il, Instruction instruction, Action<Value> push)
    {
        push(instruction.Operands[0]);
        if (instruction.Operands[1] is Constant index)
        {
            il.AddConstant(unchecked(index.Bits * instruction.Immediate));
            return;
        }
        push(instruction.Operands[1]);
        if (instruction.Immediate != 1)
        {
            il.Long(instruction.Immediate);
            il.Emit(OpCodes.Mul);
        }
        il.Emit(OpCodes.Add);
    }

    private static void EmitDivision(ILWriter il, Instruction instruction, Action<Value> push)
    {
        bool isDivision = instruction.Op is Op.Div or Op.DivUnsigned;
        bool isSigned = instruction.Op is Op.Div or Op.Rem;
        push(instruction.Operands[0]);
        if (instruction.Operands[1] is Constant { Bits: not 0 } divisor && !(isSigned && divisor.Bits == -1))
        {
            il.Push(divisor);
            il.Emit((isDivision, isSigned) switch
            {
                (true, true) => OpCodes.Div,
                (true, false) => OpCodes.Div_Un,
                (false, true) => OpCodes.Rem,
                (false, false) => OpCodes.Rem_Un,
            });
            return;
        }
        push(instruction.Operands[1]);
        string width = instruction.Type == IRType.Int32 ? "32" : "64";
        il.Call(ScalarMath.Method((isDivision ? "Div" : "Rem") + (isSigned ? "I" : "U") + width));
    }

    private static void EmitInteger(ILWriter il, Op op, IRType type)
    {
        switch (op)
        {
            case Op.Not when type == IRType.Int1:
                il.Int(1);
                il.Emit(OpCodes.Xor);
                return;
            case Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned:
                il.Int(type == IRType.Int64 ? 63 : 31);
                il.Emit(OpCodes.And);
                il.Emit(op == Op.ShiftLeft ? OpCodes.Shl : op == Op.ShiftRight ? OpCodes.Shr : OpCodes.Shr_Un);
                return;
            case Op.Min or Op.Max or Op.MinUnsigned or Op.MaxUnsigned:
                bool isSigned = op is Op.Min or Op.Max;
                var clr = type == IRType.Int64
                    ? isSigned ? typeof(long) : typeof(ulong)
                    : isSigned ? typeof(int) : typeof(uint);
                string name = op is Op.Min or Op.MinUnsigned ? nameof(Math.Min) : nameof(Math.Max);
                il.Call(typeof(Math).GetMethod(name, [clr, clr])!);
                return;
            case Op.Abs or Op.PopCount or Op.LeadingZeros or Op.TrailingZeros:
                il.Call(ScalarMath.Method(op + (type == IRType.Int64 ? "I64" : "I32")));
                return;
        }
        il.Emit(op switch
        {
            Op.Add => OpCodes.Add,
            Op.Sub => OpCodes.Sub,
            Op.Mul => OpCodes.Mul,
            Op.And => OpCodes.And,
            Op.Or => OpCodes.Or,
            Op.Xor => OpCodes.Xor,
            Op.Neg => OpCodes.Neg,
            Op.Not => OpCodes.Not,
            _ => throw Undefined(op, type),
        });
    }

    private static void EmitFloat(ILWriter il, Op op, IRType type)
    {
        switch (op)
        {
            case Op.Add:
                il.Emit(OpCodes.Add);
                break;
            case Op.Sub:
                il.Emit(OpCodes.Sub);
                break;
            case Op.Mul:
                il.Emit(OpCodes.Mul);
                break;
            case Op.Div:
                il.Emit(OpCodes.Div);
                break;
            case Op.Rem:
                il.Emit(OpCodes.Rem);
                break;
            case Op.Neg:
                il.Emit(OpCodes.Neg);
                break;
            case Op.RoundAwayFromZero:
                il.Call(ScalarMath.Method(
                    type == IRType.Float32 ? nameof(ScalarMath.RoundAwayF32) : nameof(ScalarMath.RoundAwayF64)));
                break;
            default:
                CallFloat(il, op, type);
                break;
        }
    }

    private static void CallFloat(ILWriter il, Op op, IRType type)
    {
        if (!FloatMethods.TryGetValue(op, out string? name))
            throw Undefined(op, type);
        bool isSingle = type == IRType.Float32;
        var clr = isSingle ? typeof(float) : typeof(double);
        var parameters = Enumerable.Repeat(clr, op.Info().Arity).ToArray();
        il.Call((isSingle ? typeof(MathF) : typeof(Math)).GetMethod(name, parameters)!);
    }

    private static void EmitConversion(ILWriter il, Op op, IRType from, IRType to)
    {
        switch (op)
        {
            case Op.SignExtend:
                if (from == IRType.Int1)
                    il.Emit(OpCodes.Neg);
                if (to == IRType.Int64)
                    il.Emit(OpCodes.Conv_I8);
                break;
            case Op.ZeroExtend:
                EmitZeroExtend(il, from);
                if (to == IRType.Int64)
                    il.Emit(OpCodes.Conv_U8);
                break;
            case Op.Narrow:
                EmitNarrow(il, to);
                break;
            case Op.SignedToFloat:
                il.Emit(to == IRType.Float32 ? OpCodes.Conv_R4 : OpCodes.Conv_R8);
                break;
            case Op.UnsignedToFloat:
                // Every narrower type is a non-negative i64 once it is zero-extended.
                if (from == IRType.Int64)
                {
                    il.Call(ScalarMath.Method(to == IRType.Float32 ? nameof(ScalarMath.U64ToF32) : nameof(ScalarMath.U64ToF64)));
                    break;
                }
                EmitZeroExtend(il, from);
                il.Emit(OpCodes.Conv_U8);
                il.Emit(to == IRType.Float32 ? OpCodes.Conv_R4 : OpCodes.Conv_R8);
                break;
            case Op.FloatToSigned or Op.FloatToUnsigned:
                if (from == IRType.Float32)
                    il.Emit(OpCodes.Conv_R8);
                il.Call(ScalarMath.Method(
                    "FloatTo" + (op == Op.FloatToSigned ? "I" : "U") + (to == IRType.Int64 ? "64" : "32")));
                break;
            case Op.FloatConvert:
                if (from != to)
                    il.Emit(to == IRType.Float32 ? OpCodes.Conv_R4 : OpCodes.Conv_R8);
                break;
            case Op.Bitcast:
                EmitBitcast(il, from, to);
                break;
        }
    }

    private static void EmitZeroExtend(ILWriter il, IRType from)
    {
        if (from == IRType.Int8)
            il.Emit(OpCodes.Conv_U1);
        else if (from == IRType.Int16)
            il.Emit(OpCodes.Conv_U2);
    }

    private static void EmitNarrow(ILWriter il, IRType to)
    {
        switch (to)
        {
            case IRType.Int1:
                il.Emit(OpCodes.Conv_I4);
                il.Int(1);
                il.Emit(OpCodes.And);
                break;
            case IRType.Int8:
                il.Emit(OpCodes.Conv_I1);
                break;
            case IRType.Int16:
                il.Emit(OpCodes.Conv_I2);
                break;
            case IRType.Int32:
                il.Emit(OpCodes.Conv_I4);
                break;
        }
    }

    private static void EmitBitcast(ILWriter il, IRType from, IRType to)
    {
        if (from == IRType.Float32 && to != IRType.Float32)
            il.Call(ScalarMath.Method(nameof(ScalarMath.AsInt32)));
        else if (from == IRType.Float64 && to != IRType.Float64)
            il.Call(ScalarMath.Method(nameof(ScalarMath.AsInt64)));
        else if (to == IRType.Float32 && from != IRType.Float32)
            il.Call(ScalarMath.Method(nameof(ScalarMath.AsFloat32)));
        else if (to == IRType.Float64 && from != IRType.Float64)
            il.Call(ScalarMath.Method(nameof(ScalarMath.AsFloat64)));
        else if (to == IRType.Pointer)
            il.Emit(OpCodes.Conv_I);
        else if (from == IRType.Pointer)
            il.Emit(OpCodes.Conv_I8);
    }

    private static ArgumentException Undefined(Op op, IRType type) =>
        new($"The operation {op.Info().Mnemonic} is not defined on {type.Name()}.");
}
