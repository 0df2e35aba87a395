using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>
/// Places instructions in a block after trying the rules on them. Rules build what they rewrite to through
/// <see cref="Make"/>, so that new instructions are simplified too; every rule must make its instruction simpler by
/// some order (fewer operations, constants further right or out), which is why the recursion ends.
/// </summary>
internal sealed class Folder
{
    private SourceLocation? _location;

    /// <summary>The instructions of the block under way.</summary>
    public List<Instruction> Output { get; set; } = [];

    /// <summary>Simplifies an instruction whose operands are simplified already.</summary>
    /// <returns>The value to use instead of it; the instruction itself if there was nothing to do.</returns>
    public Value Place(Instruction instruction)
    {
        _location = instruction.Location;
        var value = Simplified(instruction);
        if (value is not null)
            return value;
        Output.Add(instruction);
        return instruction;
    }

    public Value Make(Op op, IRType type, long immediate, params Value[] operands) =>
        Place(new Instruction(op, type, operands, immediate, _location));

    public Value Binary(Op op, Value left, Value right) => Make(op, left.Type, 0, left, right);
    public Value Unary(Op op, Value operand) => Make(op, operand.Type, 0, operand);
    public Value Convert(Op op, IRType to, Value operand) => Make(op, to, 0, operand);
    public Value Compare(Comparison comparison, Value left, Value right) =>
        Make(Op.Compare, IRType.Int1, (long)comparison, left, right);
    public Value Select(Value condition, Value whenTrue, Value whenFalse) =>
        Make(Op.Select, whenTrue.Type, 0, condition, whenTrue, whenFalse);

    private Value? Simplified(Instruction instruction)
    {
        if (!instruction.Op.Is(OpTraits.Pure))
            return null;
        PutConstantRight(instruction);
        return ConstantFolding.Fold(instruction) ?? ApplyRules(instruction);
    }

    private Value? ApplyRules(Instruction instruction) => instruction.Op switch
    {
        Op.Element or Op.Offset => AddressRules.Apply(instruction, this),
        Op.Compare => CompareRules.Apply(instruction, this),
        Op.Select => SelectRules.Apply(instruction, this),
        >= Op.SignExtend and <= Op.Bitcast => ConversionRules.Apply(instruction, this),
        >= Op.And and <= Op.ShiftRightUnsigned or Op.Not => BitRules.Apply(instruction, this),
        > Op.Bitcast => null,
        _ when instruction.Type.IsFloat() => FloatRules.Apply(instruction, this),
        _ => IntegerRules.Apply(instruction, this),
    };

    private static void PutConstantRight(Instruction instruction)
    {
        if (Match.IsCommutative(instruction) && instruction.Operands is [Constant left, not Constant])
            (instruction.Operands[0], instruction.Operands[1]) = (instruction.Operands[1], left);
    }
}
