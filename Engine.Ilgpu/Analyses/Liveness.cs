using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Analyses;

/// <summary>
/// Which values are still needed where. A value is live at a point if some way from there reaches a use of it without
/// passing its definition. An edge's arguments are used at the end of the block that the edge leaves, and a block's
/// parameters are defined at its start, so neither makes a value live on the other side. Kernel parameters count as
/// values; constants do not. Backward data flow over bit sets, O(blocks · values / 64) a round, few rounds.
/// </summary>
internal sealed class Liveness
{
    private readonly Dictionary<Value, int> _numbers = [];
    private readonly List<Value> _values = [];
    private readonly Dictionary<Block, BitSet> _in = [];
    private readonly Dictionary<Block, BitSet> _out = [];

    public Liveness(ControlFlowGraph graph)
    {
        NumberValues(graph.Function);
        foreach (var block in graph.Function.Blocks)
        {
            _in.Add(block, new BitSet(_values.Count));
            _out.Add(block, new BitSet(_values.Count));
        }
        // Unreachable blocks first: nothing reachable depends on them, so their order is a matter of speed only.
        List<Block> order = [.. graph.Function.Blocks.Where(block => !graph.IsReachable(block)), .. graph.ReversePostorder.Reverse()];
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (var block in order)
                changed |= Update(block);
        }
    }

    /// <summary>The values live at a block's start, without its parameters; in the order of their definitions.</summary>
    public IReadOnlyList<Value> LiveIn(Block block) => List(_in[block]);

    /// <summary>The values live after a block's terminator: what its successors need, edge arguments aside.</summary>
    public IReadOnlyList<Value> LiveOut(Block block) => List(_out[block]);

    public bool IsLiveIn(Block block, Value value) => _numbers.TryGetValue(value, out int number) && _in[block][number];

    public bool IsLiveOut(Block block, Value value) => _numbers.TryGetValue(value, out int number) && _out[block][number];

    /// <summary>
    /// The values that must survive an instruction: defined before it and needed after it. Its own result is not
    /// among them.
    /// </summary>
    public IReadOnlyList<Value> LiveAcross(Block block, int index)
    {
        var live = _out[block].Clone();
        UseTerminator(block, live);
        for (int i = block.Instructions.Count - 1; i > index; i--)
            Step(block.Instructions[i], live);
        Define(block.Instructions[index], live);
        return List(live);
    }

    private List<Value> List(BitSet set) => [.. set.Members().Select(number => _values[number])];

    private bool Update(Block block)
    {
        var liveOut = _out[block];
        foreach (var successor in block.Successors)
            liveOut.UnionWith(_in[successor]);
        var live = liveOut.Clone();
        UseTerminator(block, live);
        for (int i = block.Instructions.Count - 1; i >= 0; i--)
            Step(block.Instructions[i], live);
        foreach (var parameter in block.Parameters)
            Define(parameter, live);
        return _in[block].UnionWith(live);
    }

    private void UseTerminator(Block block, BitSet live)
    {
        if (block.Terminator is not { } terminator)
            return;
        if (terminator.Selector is { } selector)
            Use(selector, live);
        foreach (var edge in terminator.Edges)
        {
            foreach (var argument in edge.Arguments)
                Use(argument, live);
        }
    }

    private void Step(Instruction instruction, BitSet live)
    {
        Define(instruction, live);
        foreach (var operand in instruction.Operands)
            Use(operand, live);
    }

    private void Use(Value value, BitSet live)
    {
        if (value is not Constant)
            live.Add(_numbers[value]);
    }

    private void Define(Value value, BitSet live)
    {
        if (_numbers.TryGetValue(value, out int number))
            live.Remove(number);
    }

    private void NumberValues(Function function)
    {
        foreach (var parameter in function.Parameters)
            Add(parameter);
        foreach (var block in function.Blocks)
        {
            foreach (var parameter in block.Parameters)
                Add(parameter);
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Type != IRType.Void)
                    Add(instruction);
            }
        }

        void Add(Value value)
        {
            _numbers.Add(value, _values.Count);
            _values.Add(value);
        }
    }
}
