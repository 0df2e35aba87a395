using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>Comparisons, selections and conversions.</summary>
internal sealed class PtxConversions(PtxCode code, PtxAddresses addresses)
{
    private static readonly string[] SignedComparisons = ["eq", "ne", "lt", "le", "gt", "ge"];
    private static readonly string[] UnsignedComparisons = ["lo", "ls", "hi", "hs"];
    private static readonly string[] UnorderedComparisons = ["ltu", "leu", "gtu", "geu"];

    public void Compare(Instruction instruction)
    {
        var operands = instruction.Operands;
        var type = operands[0].Type;
        string target = code.Define(instruction);
        if (type == IRType.Int1)
        {
            string left = code.InRegister(operands[0]);
            string right = code.InRegister(operands[1]);
            code.Line($"xor.pred {target}, {left}, {right}");
            if (instruction.Comparison == Comparison.Equal)
                code.Line($"not.pred {target}, {target}");
            return;
        }
        var (first, second) = type == IRType.Pointer
            ? (addresses.Generic(operands[0]), addresses.Generic(operands[1]))
            : (code.InRegister(operands[0]), code.Use(operands[1]));
        code.Line($"setp.{Condition(instruction.Comparison, type)} {target}, {first}, {second}");
    }

    public void Select(Instruction instruction)
    {
        var operands = instruction.Operands;
        string target = code.Define(instruction);
        string condition = code.InRegister(operands[0]);
        if (instruction.Type == IRType.Int1)
        {
            string taken = code.Compute(RegisterClass.Predicate, "and.pred", $"{condition}, {code.InRegister(operands[1])}");
            string inverse = code.Compute(RegisterClass.Predicate, "not.pred", condition);
            string other = code.Compute(RegisterClass.Predicate, "and.pred", $"{inverse}, {code.InRegister(operands[2])}");
            code.Line($"or.pred {target}, {taken}, {other}");
            return;
        }
        var kind = code.Registers.ClassOf(instruction);
        var (whenTrue, whenFalse) = instruction.Type == IRType.Pointer
            ? (addresses.In(operands[1], code.Spaces.SpaceOf(instruction)), addresses.In(operands[2], code.Spaces.SpaceOf(instruction)))
            : (code.Use(operands[1]), code.Use(operands[2]));
        code.Line($"selp.{PtxText.Bits(kind)} {target}, {whenTrue}, {whenFalse}, {condition}");
    }

    public void Convert(Instruction instruction)
    {
        var operand = instruction.Operands[0];
        var (from, to) = (operand.Type, instruction.Type);
        string target = code.Define(instruction);
        switch (instruction.Op)
        {
            case Op.SignExtend or Op.ZeroExtend when from == IRType.Int1:
                string one = instruction.Op == Op.SignExtend ? "-1" : "1";
                code.Line($"selp.{PtxText.Bits(code.Registers.ClassOf(instruction))} {target}, {one}, 0, {code.InRegister(operand)}");
                break;
            case Op.SignExtend:
                code.Line($"cvt.{(to == IRType.Int64 ? "s64" : "s32")}.{PtxText.Signed(from)} {target}, {code.InRegister(operand)}");
                break;
            case Op.ZeroExtend:
                code.Line($"cvt.{(to == IRType.Int64 ? "u64" : "u32")}.{PtxText.Unsigned(from)} {target}, {code.InRegister(operand)}");
                break;
            case Op.Narrow:
                Narrow(instruction, operand);
                break;
            case Op.SignedToFloat:
                code.Line($"cvt.rn.{PtxText.Signed(to)}.{PtxText.Signed(from)} {target}, {code.InRegister(operand)}");
                break;
            case Op.UnsignedToFloat:
                code.Line($"cvt.rn.{PtxText.Signed(to)}.{PtxText.Unsigned(from)} {target}, {code.InRegister(operand)}");
                break;
            case Op.FloatToSigned or Op.FloatToUnsigned:
                FloatToInteger(instruction, operand);
                break;
            case Op.FloatConvert:
                FloatConvert(instruction, operand);
                break;
            default:
                Bitcast(instruction, operand);
                break;
        }
    }

    private void Narrow(Instruction instruction, Value operand)
    {
        string target = code.Define(instruction);
        string word = operand.Type == IRType.Int64
            ? code.Compute(RegisterClass.Word, "cvt.u32.u64", code.InRegister(operand))
            : code.InRegister(operand);
        if (instruction.Type == IRType.Int1)
            code.Line($"setp.ne.u32 {target}, {code.Compute(RegisterClass.Word, "and.b32", $"{word}, 1")}, 0");
        else
            code.Line($"mov.b32 {target}, {word}");
    }

    /// <summary>PTX saturates too; a NaN, though, gives 0 only from f32 to 32 bits.</summary>
    private void FloatToInteger(Instruction instruction, Value operand)
    {
        var (from, to) = (operand.Type, instruction.Type);
        string source = code.InRegister(operand);
        string suffix = instruction.Op == Op.FloatToSigned ? PtxText.Signed(to) : PtxText.Unsigned(to);
        string opcode = $"cvt.rzi.{suffix}.{PtxText.Signed(from)}";
        if (from == IRType.Float32 && to == IRType.Int32)
        {
            code.Line($"{opcode} {code.Define(instruction)}, {source}");
            return;
        }
        var kind = code.Registers.ClassOf(instruction);
        string converted = code.Compute(kind, opcode, source);
        string isNaN = code.Compute(RegisterClass.Predicate, $"setp.nan.{PtxText.Signed(from)}", $"{source}, {source}");
        code.Line($"selp.{PtxText.Bits(kind)} {code.Define(instruction)}, 0, {converted}, {isNaN}");
    }

    private void FloatConvert(Instruction instruction, Value operand)
    {
        string target = code.Define(instruction);
        string source = code.InRegister(operand);
        string opcode = (operand.Type, instruction.Type) switch
        {
            (IRType.Float32, IRType.Float64) => "cvt.f64.f32",
            (IRType.Float64, IRType.Float32) => "cvt.rn.f32.f64",
            var (_, type) => $"mov.{PtxText.Signed(type)}",
        };
        code.Line($"{opcode} {target}, {source}");
    }

    private void Bitcast(Instruction instruction, Value operand)
    {
        string target = code.Define(instruction);
        if (operand.Type == IRType.Pointer && instruction.Type == IRType.Pointer)
            code.Line($"mov.{PtxText.Bits(code.Registers.ClassOf(instruction))} {target}, {addresses.In(operand, code.Spaces.SpaceOf(instruction))}");
        else if (operand.Type == IRType.Pointer)
            code.Line($"mov.b64 {target}, {addresses.Generic(operand)}");
        else if (instruction.Type == IRType.Pointer)
            addresses.DefineFromGeneric(instruction, code.InRegister(operand));
        else if (instruction.Type == IRType.Int1)
            code.Line($"mov.pred {target}, {code.InRegister(operand)}");
        else
            code.Line($"mov.{(instruction.Type.SizeInBytes() == 8 ? "b64" : "b32")} {target}, {code.InRegister(operand)}");
    }

    private static string Condition(Comparison comparison, IRType type)
    {
        int index = (int)comparison;
        bool isUnsigned = comparison >= Comparison.LessUnsigned;
        if (type.IsFloat())
        {
            string name = comparison == Comparison.NotEqual ? "neu"
                : isUnsigned ? UnorderedComparisons[index - (int)Comparison.LessUnsigned] : SignedComparisons[index];
            return $"{name}.{PtxText.Signed(type)}";
        }
        // Addresses have no sign; the IR compares their bits as signed where it is told to.
        return isUnsigned
            ? $"{UnsignedComparisons[index - (int)Comparison.LessUnsigned]}.{PtxText.Unsigned(type)}"
            : $"{SignedComparisons[index]}.{(type == IRType.Pointer ? "s64" : PtxText.Signed(type))}";
    }
}
