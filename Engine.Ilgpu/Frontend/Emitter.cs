using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>
/// Emits instructions, folding what is constant at once, and sends values straight from stores to loads of local memory.
/// It keeps the IR of inlined calls small; the passes do the real work.
/// </summary>
internal sealed class Emitter(Function function)
{
    private readonly IRBuilder _builder = new(function);

    public Function Function => _builder.Function;

    public Block Block
    {
        get => _builder.Block;
        set => _builder.Block = value;
    }

    public SourceLocation? Location
    {
        get => _builder.Location;
        set => _builder.Location = value;
    }

    /// <summary>What is known at the current place.</summary>
    public KnownMemory Known { get; set; } = new();

    public Instruction Emit(Op op, IRType type, long immediate, params Value[] operands) =>
        _builder.Emit(op, type, immediate, operands);

    /// <summary>A pure operation.</summary>
    public Value Pure(Op op, IRType type, long immediate, params Value[] operands)
    {
        if (Semantics.CanEvaluate(op) && Array.TrueForAll(operands, operand => operand is Constant))
            return Constant.FromBits(type, Semantics.Evaluate(op, type, immediate, operands, Array.ConvertAll(operands, operand => ((Constant)operand).Bits)));
        return _builder.Emit(op, type, immediate, operands);
    }

    public Value Binary(Op op, Value left, Value right) => Neutral(op, left, right) ?? Pure(op, left.Type, 0, left, right);

    public Value Unary(Op op, Value operand) => Pure(op, operand.Type, 0, operand);

    public Value Select(Value condition, Value whenTrue, Value whenFalse) =>
        condition is Constant constant ? constant.Bits != 0 ? whenTrue : whenFalse : Pure(Op.Select, whenTrue.Type, 0, condition, whenTrue, whenFalse);

    public Value Compare(Comparison comparison, Value left, Value right) =>
        Pure(Op.Compare, IRType.Int1, (long)comparison, left, right);

    public Value Not(Value condition) =>
        condition is Instruction { Op: Op.Compare } compare
            ? Compare(Comparisons.Inverse(compare.Comparison, compare.Operands[0].Type.IsFloat()), compare.Operands[0], compare.Operands[1])
            : Unary(Op.Not, condition);

    public Value Convert(Op op, IRType to, Value operand)
    {
        if (operand.Type == to)
            return operand;
        if (operand is Instruction { Op: Op.ZeroExtend or Op.SignExtend } extension)
        {
            var source = extension.Operands[0];
            if (op == Op.Narrow)
            {
                if (source.Type == to)
                    return source;
                return Convert(source.Type.SizeInBits() < to.SizeInBits() ? extension.Op : Op.Narrow, to, source);
            }
            // A zero-extended value is never negative, so both extensions of it agree.
            if (op == Op.ZeroExtend && extension.Op == Op.ZeroExtend || op == Op.SignExtend)
                return Convert(extension.Op, to, source);
        }
        if (op == Op.Bitcast && operand is Instruction { Op: Op.Bitcast } cast && cast.Operands[0].Type == to)
            return cast.Operands[0];
        return Pure(op, to, 0, operand);
    }

    /// <summary>An integer brought to another width, by sign or by zeros.</summary>
    public Value Resize(Value value, IRType to, bool signed = true)
    {
        if (value.Type == to)
            return value;
        if (value.Type.SizeInBits() > to.SizeInBits())
            return Convert(Op.Narrow, to, value);
        return Convert(signed ? Op.SignExtend : Op.ZeroExtend, to, value);
    }

    public Value Offset(Value pointer, long bytes)
    {
        if (pointer is Instruction { Op: Op.Offset } inner)
            return Offset(inner.Operands[0], inner.Immediate + bytes);
        return _builder.Offset(pointer, bytes);
    }

    public Value Element(Value pointer, Value index, int scale) =>
        index is Constant constant ? Offset(pointer, constant.Bits * scale) : _builder.Element(pointer, index, scale);

    public Instruction Alloca(long bytes) => _builder.Alloca(checked((int)Math.Max(1, bytes)));

    public Instruction SharedAlloca(long bytes) => _builder.SharedAlloca(checked((int)Math.Max(1, bytes)));

    public Value Load(IRType type, Value pointer) => Known.Load(pointer, type) ?? _builder.Load(type, pointer);

    public void Store(Value pointer, Value value)
    {
        _builder.Store(pointer, value);
        Known.Store(pointer, value);
    }

    public Value Atomic(AtomicKind kind, Value pointer, Value value)
    {
        Known.Forget(pointer, value.Type.SizeInBytes());
        return _builder.Atomic(kind, pointer, value);
    }

    public Value CompareExchange(Value pointer, Value compare, Value value)
    {
        Known.Forget(pointer, value.Type.SizeInBytes());
        return _builder.Emit(Op.AtomicCompareExchange, value.Type, 0, pointer, compare, value);
    }

    public Value Query(Op op, int axis = 0) => _builder.Query(op, axis);

    public void Assert(FaultCode code, Value condition, Value a, Value b)
    {
        if (condition is not Constant { Bits: 1 })
            _builder.Assert(code, condition, a, b);
    }

    public Block NewBlock(string name) => Function.AddBlock(name);

    public void Branch(Edge edge) => _builder.Branch(edge.Target, [.. edge.Arguments]);
    public void BranchIf(Value condition, Edge whenTrue, Edge whenFalse) => _builder.BranchIf(condition, whenTrue, whenFalse);
    public void Switch(Value index, IEnumerable<Edge> cases, Edge @default) => _builder.Switch(index, cases, @default);
    public void Return() => _builder.Return();
    public void Unreachable() => _builder.Unreachable();

    private static Value? Neutral(Op op, Value left, Value right)
    {
        if (right is not Constant { Type: IRType.Int32 or IRType.Int64 } constant || left is Constant)
            return null;
        return op switch
        {
            Op.Add or Op.Sub or Op.Or or Op.Xor or Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned when constant.Bits == 0 => left,
            Op.Mul or Op.Div or Op.DivUnsigned when constant.Bits == 1 => left,
            _ => null,
        };
    }
}
