using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Computes nothing twice: a pure operation that a dominating block (or an earlier line) computed already is replaced by
/// that value; below a branch or an assert, its condition (and its inverse) is known; a load is replaced by what was last loaded from
/// or stored to the same address (<see cref="AvailableMemory"/>).
/// <para>Notation: the key of an operation is (op, type, immediate, operands), commutative operands and comparisons in one
/// order. Tables follow the dominator tree: what a block adds is taken back when its subtree is done.</para>
/// <para>Refuses: effects; loads across writes that may alias, barriers, fences, atomics, and where several ways meet.</para>
/// <para>Cost: linear, hashing aside.</para>
/// </summary>
internal sealed class CommonSubexpressions
{
    private readonly record struct Key(Op Op, IRType Type, long Immediate, Value? A, Value? B, Value? C);

    private readonly ControlFlowGraph _graph;
    private readonly Dominators _dominators;
    private readonly MemoryAliases _aliases;
    private readonly Dictionary<Key, Value> _table = [];
    private readonly Stack<(Key Key, Value? Before)> _undoTable = [];
    private readonly Dictionary<Value, Constant> _known = [];
    private readonly Stack<Value> _undoKnown = [];
    private readonly Dictionary<Value, Value> _replacements = [];
    private readonly Dictionary<Block, AvailableMemory> _memoryAtEnd = [];
    private bool _changed;

    private CommonSubexpressions(Function function)
    {
        function.NumberValues();
        _graph = new ControlFlowGraph(function);
        _dominators = Dominators.Of(_graph);
        _aliases = new MemoryAliases(function);
    }

    public static bool Run(Function function)
    {
        var pass = new CommonSubexpressions(function);
        pass.Walk();
        function.ReplaceUses(pass._replacements);
        return pass._changed;
    }

    private void Walk()
    {
        var path = new Stack<(Block? Enter, int Table, int Known)>();
        path.Push((_graph.Function.Entry, 0, 0));
        while (path.TryPop(out var step))
        {
            if (step.Enter is not { } block)
            {
                Undo(step.Table, step.Known);
                continue;
            }
            path.Push((null, _undoTable.Count, _undoKnown.Count));
            Visit(block);
            foreach (var child in _dominators.Children(block))
                path.Push((child, 0, 0));
        }
    }

    private void Undo(int table, int known)
    {
        while (_undoTable.Count > table)
        {
            var (key, before) = _undoTable.Pop();
            if (before is null)
                _table.Remove(key);
            else
                _table[key] = before;
        }
        while (_undoKnown.Count > known)
            _known.Remove(_undoKnown.Pop());
    }

    private void Visit(Block block)
    {
        AvailableMemory? inherited = null;
        if (_graph.EdgesInto(block) is [var (from, edge)])
        {
            inherited = _memoryAtEnd.GetValueOrDefault(from);
            if (from.Terminator is BranchIf branch)
                Learn(branch.Condition, edge == branch.WhenTrue);
        }
        var memory = inherited is null ? new AvailableMemory(_aliases) : new AvailableMemory(inherited);
        block.Instructions.RemoveAll(instruction => IsReplaced(instruction, memory));
        _memoryAtEnd.Add(block, memory);

        var terminator = block.Terminator!;
        if (terminator.Selector is { } selector)
            terminator.Selector = Resolved(selector);
        foreach (var arguments in terminator.Edges.Select(edge => edge.Arguments))
        {
            for (int i = 0; i < arguments.Count; i++)
                arguments[i] = Resolved(arguments[i]);
        }
    }

    private bool IsReplaced(Instruction instruction, AvailableMemory memory)
    {
        for (int i = 0; i < instruction.Operands.Length; i++)
            instruction.Operands[i] = Resolved(instruction.Operands[i]);
        Value? earlier = null;
        if (instruction.Op.Is(OpTraits.Pure))
        {
            var key = KeyOf(instruction, instruction.Comparison);
            if (!_table.TryGetValue(key, out earlier))
                Define(key, instruction);
        }
        else
        {
            earlier = memory.Visit(instruction);
            if (instruction.Op == Op.Assert)
                Learn(instruction.Operands[0], true);
        }
        if (earlier is null)
            return false;
        _replacements.Add(instruction, earlier);
        _changed = true;
        return true;
    }

    private Value Resolved(Value value)
    {
        if (_replacements.TryGetValue(value, out var replacement))
            value = replacement;
        if (!_known.TryGetValue(value, out var constant))
            return value;
        _changed = true;
        return constant;
    }

    private void Define(Key key, Value value)
    {
        _undoTable.Push((key, _table.GetValueOrDefault(key)));
        _table[key] = value;
    }

    /// <summary>Below this point the condition is what the branch taken says, and so is what it was made of.</summary>
    private void Learn(Value condition, bool holds)
    {
        if (condition is Constant || !_known.TryAdd(condition, Constant.Bool(holds)))
            return;
        _undoKnown.Push(condition);
        if (condition is not Instruction instruction)
            return;
        switch (instruction.Op)
        {
            case Op.Compare:
                var inverse = Comparisons.Inverse(instruction.Comparison, instruction.Operands[0].Type.IsFloat());
                Define(KeyOf(instruction, inverse), Constant.Bool(!holds));
                break;
            case Op.Not:
                Learn(instruction.Operands[0], !holds);
                break;
            case Op.And when holds:
            case Op.Or when !holds:
                Learn(instruction.Operands[0], holds);
                Learn(instruction.Operands[1], holds);
                break;
        }
    }

    private static Key KeyOf(Instruction instruction, Comparison comparison)
    {
        var operands = instruction.Operands;
        var a = operands.Length > 0 ? operands[0] : null;
        var b = operands.Length > 1 ? operands[1] : null;
        long immediate = instruction.Immediate;
        bool isCompare = instruction.Op == Op.Compare;
        bool swap = (isCompare || Simplification.Match.IsCommutative(instruction)) && b is not Constant && b!.Id < a!.Id;
        if (isCompare)
            immediate = (long)(swap ? Comparisons.Swapped(comparison) : comparison);
        return new Key(instruction.Op, instruction.Type, immediate, swap ? b : a, swap ? a : b, operands.Length > 2 ? operands[2] : null);
    }
}
