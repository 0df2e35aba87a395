using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>Arithmetic on integers and logic. Where PTX leaves a result open (division by zero), it is made what the IR says.</summary>
internal sealed class PtxIntegers(PtxCode code)
{
    public void Binary(Instruction instruction)
    {
        var (op, type) = (instruction.Op, instruction.Type);
        string bits = type == IRType.Int1 ? "pred" : type == IRType.Int32 ? "b32" : "b64";
        string signed = PtxText.Signed(type);
        string unsigned = PtxText.Unsigned(type);
        switch (op)
        {
            case Op.Add:
                Plain("add." + signed);
                break;
            case Op.Sub:
                Plain("sub." + signed);
                break;
            case Op.Mul:
                Plain("mul.lo." + signed);
                break;
            case Op.Min:
                Plain("min." + signed);
                break;
            case Op.Max:
                Plain("max." + signed);
                break;
            case Op.MinUnsigned:
                Plain("min." + unsigned);
                break;
            case Op.MaxUnsigned:
                Plain("max." + unsigned);
                break;
            case Op.And or Op.Or or Op.Xor when type == IRType.Int1:
                Logic(instruction);
                break;
            case Op.And:
                Plain("and." + bits);
                break;
            case Op.Or:
                Plain("or." + bits);
                break;
            case Op.Xor:
                Plain("xor." + bits);
                break;
            case Op.ShiftLeft:
                Shift(instruction, "shl." + bits);
                break;
            case Op.ShiftRight:
                Shift(instruction, "shr." + signed);
                break;
            case Op.ShiftRightUnsigned:
                Shift(instruction, "shr." + unsigned);
                break;
            case Op.Div or Op.Rem:
                DivideSigned(instruction);
                break;
            default:
                DivideUnsigned(instruction);
                break;
        }

        void Plain(string opcode) =>
            code.Line($"{opcode} {code.Define(instruction)}, {code.Use(instruction.Operands[0])}, {code.Use(instruction.Operands[1])}");
    }

    public void Unary(Instruction instruction)
    {
        var type = instruction.Type;
        string target = code.Define(instruction);
        string source = code.InRegister(instruction.Operands[0]);
        string bits = type == IRType.Int1 ? "pred" : type == IRType.Int32 ? "b32" : "b64";
        switch (instruction.Op)
        {
            case Op.Neg:
                code.Line($"neg.{PtxText.Signed(type)} {target}, {source}");
                break;
            case Op.Not:
                code.Line($"not.{bits} {target}, {source}");
                break;
            case Op.Abs:
                code.Line($"abs.{PtxText.Signed(type)} {target}, {source}");
                break;
            case Op.PopCount:
                Count("popc." + bits, source);
                break;
            case Op.LeadingZeros:
                Count("clz." + bits, source);
                break;
            default:
                string reversed = code.Registers.New(type);
                code.Line($"brev.{bits} {reversed}, {source}");
                Count("clz." + bits, reversed);
                break;
        }

        // Counts are words, whatever was counted.
        void Count(string opcode, string operand)
        {
            if (type == IRType.Int32)
                code.Line($"{opcode} {target}, {operand}");
            else
                code.Line($"cvt.u64.u32 {target}, {code.Compute(RegisterClass.Word, opcode, operand)}");
        }
    }

    private void Logic(Instruction instruction)
    {
        string opcode = instruction.Op == Op.And ? "and.pred" : instruction.Op == Op.Or ? "or.pred" : "xor.pred";
        var operands = instruction.Operands;
        code.Line($"{opcode} {code.Define(instruction)}, {code.InRegister(operands[0])}, {code.InRegister(operands[1])}");
    }

    /// <summary>PTX clamps the amount; the IR masks it.</summary>
    private void Shift(Instruction instruction, string opcode)
    {
        int mask = instruction.Type == IRType.Int32 ? 31 : 63;
        var amount = instruction.Operands[1];
        string masked = amount is Constant constant
            ? PtxText.Literal(Constant.Int32((int)constant.Bits & mask))
            : code.Compute(RegisterClass.Word, "and.b32", $"{code.Use(amount)}, {mask}");
        code.Line($"{opcode} {code.Define(instruction)}, {code.Use(instruction.Operands[0])}, {masked}");
    }

    /// <summary>x/0 = -1, x%0 = x, MinValue/-1 = MinValue, MinValue%-1 = 0.</summary>
    private void DivideSigned(Instruction instruction)
    {
        var type = instruction.Type;
        bool isDivision = instruction.Op == Op.Div;
        string suffix = PtxText.Signed(type);
        string opcode = (isDivision ? "div." : "rem.") + suffix;
        string bits = type == IRType.Int32 ? "b32" : "b64";
        string target = code.Define(instruction);
        string left = code.InRegister(instruction.Operands[0]);
        if (instruction.Operands[1] is Constant { Bits: not (0 or -1) } divisor)
        {
            code.Line($"{opcode} {target}, {left}, {PtxText.Literal(divisor)}");
            return;
        }
        string right = code.InRegister(instruction.Operands[1]);
        string isZero = code.Compute(RegisterClass.Predicate, $"setp.eq.{suffix}", $"{right}, 0");
        string isMinusOne = code.Compute(RegisterClass.Predicate, $"setp.eq.{suffix}", $"{right}, -1");
        string isSpecial = code.Compute(RegisterClass.Predicate, "or.pred", $"{isZero}, {isMinusOne}");
        var kind = code.Registers.ClassOf(instruction);
        string safe = code.Compute(kind, $"selp.{bits}", $"1, {right}, {isSpecial}");
        string result = code.Compute(kind, opcode, $"{left}, {safe}");
        // With a divisor of 1 in its place: division by -1 is a change of sign, the remainder is 0 already.
        if (isDivision)
        {
            string negative = code.Compute(kind, $"neg.{suffix}", left);
            string signed = code.Compute(kind, $"selp.{bits}", $"{negative}, {result}, {isMinusOne}");
            code.Line($"selp.{bits} {target}, -1, {signed}, {isZero}");
        }
        else
        {
            code.Line($"selp.{bits} {target}, {left}, {result}, {isZero}");
        }
    }

    private void DivideUnsigned(Instruction instruction)
    {
        var type = instruction.Type;
        bool isDivision = instruction.Op == Op.DivUnsigned;
        string suffix = PtxText.Unsigned(type);
        string opcode = (isDivision ? "div." : "rem.") + suffix;
        string bits = type == IRType.Int32 ? "b32" : "b64";
        string target = code.Define(instruction);
        string left = code.InRegister(instruction.Operands[0]);
        if (instruction.Operands[1] is Constant { Bits: not 0 } divisor)
        {
            code.Line($"{opcode} {target}, {left}, {PtxText.Literal(divisor)}");
            return;
        }
        string right = code.InRegister(instruction.Operands[1]);
        string isZero = code.Compute(RegisterClass.Predicate, $"setp.eq.{suffix}", $"{right}, 0");
        var kind = code.Registers.ClassOf(instruction);
        string safe = code.Compute(kind, $"selp.{bits}", $"1, {right}, {isZero}");
        string result = code.Compute(kind, opcode, $"{left}, {safe}");
        code.Line($"selp.{bits} {target}, {(isDivision ? "-1" : left)}, {result}, {isZero}");
    }
}
