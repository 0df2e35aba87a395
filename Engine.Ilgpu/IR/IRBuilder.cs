namespace Engine.Ilgpu.IR;

/// <summary>Appends instructions to a block. It checks nothing and folds nothing: the verifier and the passes do.</summary>
internal sealed class IRBuilder(Function function)
{
    public Function Function { get; } = function;

    /// <summary>Where instructions go; set it before the first.</summary>
    public Block Block { get; set; } = null!;

    /// <summary>Recorded in every instruction made from here on.</summary>
    public SourceLocation? Location { get; set; }

    public Instruction Emit(Op op, IRType type, long immediate, params Value[] operands)
    {
        var instruction = new Instruction(op, type, operands, immediate, Location);
        Block.Instructions.Add(instruction);
        return instruction;
    }

    /// <summary>Like <see cref="Emit"/>, but at the start of the entry block, where allocations belong.</summary>
    public Instruction EmitInEntry(Op op, IRType type, long immediate)
    {
        var instruction = new Instruction(op, type, [], immediate, Location);
        Function.Entry.Instructions.Insert(0, instruction);
        return instruction;
    }

    public Instruction Binary(Op op, Value left, Value right) => Emit(op, left.Type, 0, left, right);
    public Instruction Unary(Op op, Value operand) => Emit(op, operand.Type, 0, operand);
    public Instruction Fma(Value a, Value b, Value c) => Emit(Op.FusedMultiplyAdd, a.Type, 0, a, b, c);
    public Instruction Select(Value condition, Value whenTrue, Value whenFalse) =>
        Emit(Op.Select, whenTrue.Type, 0, condition, whenTrue, whenFalse);
    public Instruction Compare(Comparison comparison, Value left, Value right) =>
        Emit(Op.Compare, IRType.Int1, (long)comparison, left, right);
    public Instruction Convert(Op op, IRType to, Value operand) => Emit(op, to, 0, operand);

    public Instruction Alloca(int bytes) => EmitInEntry(Op.Alloca, IRType.Pointer, bytes);
    public Instruction SharedAlloca(int bytes) => EmitInEntry(Op.SharedAlloca, IRType.Pointer, bytes);
    public Instruction Element(Value pointer, Value index, int scale) =>
        Emit(Op.Element, IRType.Pointer, scale, pointer, index);
    public Value Offset(Value pointer, long bytes) =>
        bytes == 0 ? pointer : Emit(Op.Offset, IRType.Pointer, bytes, pointer);
    public Instruction Load(IRType type, Value pointer) => Emit(Op.Load, type, 0, pointer);
    public Instruction Store(Value pointer, Value value) => Emit(Op.Store, IRType.Void, 0, pointer, value);
    public Instruction Atomic(AtomicKind kind, Value pointer, Value value) =>
        Emit(Op.Atomic, value.Type, (long)kind, pointer, value);

    /// <summary>One of the queries of the item's place (group, thread, dimensions, lane, warp size).</summary>
    public Instruction Query(Op op, int axis = 0) => Emit(op, IRType.Int32, axis);
    public Instruction Assert(FaultCode code, Value condition, Value a, Value b) =>
        Emit(Op.Assert, IRType.Void, (long)code, condition, a, b);

    public void Branch(Block target, params Value[] arguments) => End(new Branch(new Edge(target, arguments)));
    public void BranchIf(Value condition, Edge whenTrue, Edge whenFalse) => End(new BranchIf(condition, whenTrue, whenFalse));
    public void Switch(Value index, IEnumerable<Edge> cases, Edge @default) => End(new Switch(index, cases, @default));
    public void Return() => End(new Return());
    public void Unreachable() => End(new Unreachable());

    private void End(Terminator terminator)
    {
        terminator.Location = Location;
        Block.Terminator = terminator;
    }
}
