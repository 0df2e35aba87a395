namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

internal sealed partial class PtxAssembler
{
    private void Operands(int count)
    {
        _modifiers.End();
        if (_current.Operands.Count != count)
            throw Error($"{count} operands were expected, not {_current.Operands.Count}.");
    }

    private void Operands(int least, int most)
    {
        _modifiers.End();
        if (_current.Operands.Count < least || _current.Operands.Count > most)
            throw Error($"{least} to {most} operands were expected, not {_current.Operands.Count}.");
    }

    private int Target(int operand, PtxType type, bool widened = false) => Target(_current.Operands[operand], type, widened);

    private int Target(PtxOperand operand, PtxType type, bool widened = false) =>
        operand is NameOperand { Component: null, Negated: false, Offset: 0 } name
            ? Register(name.Name, type, widened)
            : throw Error("the result goes to a register.");

    private int Source(int operand, PtxType type, bool widened = false) => Source(_current.Operands[operand], type, widened);

    private int Source(PtxOperand operand, PtxType type, bool widened = false)
    {
        switch (operand)
        {
            case NameOperand { Component: null, Negated: false, Offset: 0, Name: "WARP_SZ" }:
                return Constant(PtxWarp.Lanes);
            case NameOperand { Component: null, Negated: false, Offset: 0 } name:
                return Register(name.Name, type, widened);
            case IntegerOperand integer when !type.IsFloat() && type != PtxType.Pred:
                CheckRange(integer, type);
                return Constant(integer.Bits & type.Mask());
            case FloatOperand number:
                return Constant(FloatBits(number, type));
            default:
                throw Error($"an operand is no value of {type.Name()}.");
        }
    }

    private void CheckRange(IntegerOperand integer, PtxType type)
    {
        ulong rest = integer.Bits & ~type.Mask();
        bool fits = integer.Negative
            ? (long)integer.Bits < 0 && rest == ~type.Mask() && (type.Bits() == 64 || (integer.Bits >> (type.Bits() - 1) & 1) == 1)
            : rest == 0;
        if (!fits && integer.Bits != 0)
            throw Error($"the constant does not fit {type.Name()}.");
    }

    private ulong FloatBits(FloatOperand number, PtxType type) => (type, number.Width) switch
    {
        (PtxType.F32, 0) => BitConverter.SingleToUInt32Bits((float)BitConverter.UInt64BitsToDouble(number.Bits)),
        (PtxType.F64, 0) or (PtxType.F64 or PtxType.B64, 64) or (PtxType.F32 or PtxType.B32, 32) => number.Bits,
        _ => throw Error($"the constant is no value of {type.Name()}."),
    };

    private int Constant(ulong bits)
    {
        if (!_constants.TryGetValue(bits, out int register))
            _constants.Add(bits, register = (int)PtxSpecial.Count + _function.Registers.Count + _constants.Count);
        return register;
    }

    private int Register(string name, PtxType type, bool widened)
    {
        if (_current.Scope.Find(name) is not PtxRegister register)
            throw Error($"{name} is no register that was declared.");
        bool agrees = widened ? PtxTypes.AgreesWidened(register.Type, type) : PtxTypes.Agrees(register.Type, type);
        return agrees
            ? (int)PtxSpecial.Count + register.Number
            : throw Error($"{name} is {register.Type.Name()}, which does not serve as {type.Name()}.");
    }

    private PtxType RegisterType(PtxOperand operand) =>
        operand is NameOperand { Component: null } name && _current.Scope.Find(name.Name) is PtxRegister register
            ? register.Type
            : throw Error("a register was expected.");

    /// <summary>A predicate that may be negated.</summary>
    private (int Register, uint Flip) Predicate(PtxOperand operand) =>
        operand is NameOperand { Component: null, Offset: 0 } name
            ? (Register(name.Name, PtxType.Pred, widened: false), name.Negated ? uint.MaxValue : 0)
            : throw Error("a predicate was expected.");

    /// <summary>The one or two results of an instruction that may have a second one, a predicate; -1 for none.</summary>
    private (PtxOperand First, int Second) PairWithPredicate(int operand) => _current.Operands[operand] switch
    {
        PairOperand { Second: SinkOperand } pair => (pair.First, -1),
        PairOperand pair => (pair.First, Target(pair.Second, PtxType.Pred)),
        var single => (single, -1),
    };

    private ulong Immediate(int operand, ulong most) =>
        _current.Operands[operand] is IntegerOperand { Negative: false } integer && integer.Bits <= most
            ? integer.Bits
            : throw Error($"operand {operand + 1} is a constant from 0 to {most}.");
}
