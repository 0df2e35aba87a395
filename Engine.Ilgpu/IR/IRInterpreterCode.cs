namespace Engine.Ilgpu.IR;

/// <summary>One instruction with its operands resolved to slots of an item's frame.</summary>
internal readonly struct InterpreterInstruction(Instruction source, int result, int a, int b, int c, int mask)
{
    public readonly Op Op = source.Op;
    public readonly IRType Type = source.Type;
    public readonly IRType FirstOperandType = source.Operands.Length > 0 ? source.Operands[0].Type : IRType.Void;
    public readonly int Result = result;
    public readonly int A = a;
    public readonly int B = b;
    public readonly int C = c;

    /// <summary>The slot of the mask; -1 if there is none.</summary>
    public readonly int Mask = mask;
    public readonly long Immediate = source.Immediate;
    public readonly Instruction Source = source;
}

/// <summary>An edge as slot copies; <see cref="Parallel"/> if a copy could overwrite the source of a later one.</summary>
internal sealed record InterpreterEdge(int Target, int[] Sources, int[] Targets, bool Parallel);

/// <param name="First">The block's first instruction in <see cref="InterpreterCode.Instructions"/>.</param>
/// <param name="End">One past its last.</param>
/// <param name="Selector">The slot that picks the edge; -1 if none.</param>
internal sealed record InterpreterBlock(
    Block Source, int First, int End, Terminator Terminator, int Selector, InterpreterEdge[] Edges);

/// <summary>
/// A function in the form that the interpreter runs: a flat list of instructions whose operands are slots.
/// A frame holds the constants first, then parameters, block parameters and results.
/// </summary>
internal sealed class InterpreterCode
{
    private readonly Dictionary<Constant, int> _constantSlots = [];
    private readonly List<long> _constants = [];
    private readonly Dictionary<Value, int> _valueSlots = new(ReferenceEqualityComparer.Instance);

    public InterpreterCode(Function function)
    {
        Function = function;
        CollectConstants();
        int slot = _constants.Count;
        FirstParameterSlot = slot;
        foreach (var parameter in function.Parameters)
            _valueSlots[parameter] = slot++;
        var blockIds = new Dictionary<Block, int>(ReferenceEqualityComparer.Instance);
        foreach (var block in function.Blocks)
        {
            blockIds[block] = blockIds.Count;
            foreach (var parameter in block.Parameters)
                _valueSlots[parameter] = slot++;
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Type != IRType.Void)
                    _valueSlots[instruction] = slot++;
            }
        }
        FrameTemplate = new long[slot];
        _constants.CopyTo(FrameTemplate);

        var instructions = new List<InterpreterInstruction>();
        Blocks = new InterpreterBlock[function.Blocks.Count];
        for (int i = 0; i < Blocks.Length; i++)
        {
            var block = function.Blocks[i];
            int first = instructions.Count;
            foreach (var instruction in block.Instructions)
                instructions.Add(Resolve(instruction));
            var terminator = block.Terminator
                ?? throw new ArgumentException($"{block} of kernel {function.Name} has no terminator.", nameof(function));
            Blocks[i] = new InterpreterBlock(
                block, first, instructions.Count, terminator,
                terminator.Selector is { } selector ? SlotOf(selector) : -1,
                [.. terminator.Edges.Select(edge => Resolve(edge, blockIds))]);
        }
        Instructions = [.. instructions];
    }

    public Function Function { get; }
    public InterpreterInstruction[] Instructions { get; }
    public InterpreterBlock[] Blocks { get; }
    public int FirstParameterSlot { get; }

    /// <summary>A fresh frame: the constants in place, all else 0.</summary>
    public long[] FrameTemplate { get; }

    private void CollectConstants()
    {
        foreach (var block in Function.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                foreach (var operand in instruction.Operands)
                    Note(operand);
            }
            if (block.Terminator is not { } terminator)
                continue;
            if (terminator.Selector is { } selector)
                Note(selector);
            foreach (var edge in terminator.Edges)
                edge.Arguments.ForEach(Note);
        }

        void Note(Value value)
        {
            if (value is Constant constant && _constantSlots.TryAdd(constant, _constants.Count))
                _constants.Add(constant.Bits);
        }
    }

    private int SlotOf(Value value) => value is Constant constant ? _constantSlots[constant] : _valueSlots[value];

    private InterpreterInstruction Resolve(Instruction instruction)
    {
        var operands = instruction.Operands;
        return new InterpreterInstruction(
            instruction,
            instruction.Type == IRType.Void ? -1 : _valueSlots[instruction],
            operands.Length > 0 ? SlotOf(operands[0]) : 0,
            operands.Length > 1 ? SlotOf(operands[1]) : 0,
            operands.Length > 2 ? SlotOf(operands[2]) : 0,
            instruction.Mask is { } mask ? SlotOf(mask) : -1);
    }

    private InterpreterEdge Resolve(Edge edge, Dictionary<Block, int> blockIds)
    {
        int[] sources = [.. edge.Arguments.Select(SlotOf)];
        int[] targets = [.. edge.Target.Parameters.Select(SlotOf)];
        if (sources.Length != targets.Length)
            throw new ArgumentException($"An edge to {edge.Target} passes {sources.Length} values; the block takes {targets.Length}.");
        return new InterpreterEdge(blockIds[edge.Target], sources, targets, targets.Intersect(sources).Any());
    }
}
