using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Removes what nothing needs: instructions without effect whose results are unused, block parameters that only feed each
/// other, stores to local memory that nothing reads.
/// <para>Notation: roots are instructions with an effect and what branches decide on; a value is live if a root needs it,
/// directly or through others.</para>
/// <para>Refuses: stores to memory that others can see; loops and branches, even if they do nothing (whether a loop ends
/// is not known here).</para>
/// <para>Cost: linear in operands and edge arguments.</para>
/// </summary>
internal sealed class DeadCode
{
    private readonly ControlFlowGraph _graph;
    private readonly HashSet<Value> _live = [];
    private readonly Stack<Value> _work = [];
    private readonly Dictionary<Value, Instruction> _localOf = [];
    private readonly HashSet<Instruction> _readLocals = [];

    private DeadCode(Function function) => _graph = new ControlFlowGraph(function);

    public static bool Run(Function function)
    {
        bool changed = UnreachableBlocks.Run(function);
        var pass = new DeadCode(function);
        pass.FindReadLocals();
        pass.Mark();
        return pass.Sweep() | changed;
    }

    /// <summary>Any use of a local's address but shifting it and storing there counts as reading.</summary>
    private void FindReadLocals()
    {
        foreach (var block in _graph.ReversePostorder)
        {
            foreach (var instruction in block.Instructions)
            {
                int firstRead = 0;
                if (instruction.Op == Op.Alloca)
                {
                    _localOf.Add(instruction, instruction);
                }
                else if (instruction.Op is Op.Offset or Op.Element && _localOf.TryGetValue(instruction.Operands[0], out var local))
                {
                    _localOf.Add(instruction, local);
                    firstRead = 1;
                }
                else if (instruction.Op == Op.Store)
                {
                    firstRead = 1;
                }
                foreach (var operand in instruction.Operands.AsSpan(firstRead))
                    Read(operand);
            }
            foreach (var argument in block.Terminator!.Edges.SelectMany(edge => edge.Arguments))
                Read(argument);
        }

        void Read(Value value)
        {
            if (_localOf.TryGetValue(value, out var local))
                _readLocals.Add(local);
        }
    }

    private bool IsRoot(Instruction instruction)
    {
        bool isDeadStore = instruction.Op == Op.Store &&
            _localOf.TryGetValue(instruction.Operands[0], out var local) && !_readLocals.Contains(local);
        return instruction.Op.HasEffect() && !isDeadStore;
    }

    private void Mark()
    {
        foreach (var block in _graph.ReversePostorder)
        {
            foreach (var instruction in block.Instructions.Where(IsRoot))
                Need(instruction);
            if (block.Terminator!.Selector is { } selector)
                Need(selector);
        }
        while (_work.TryPop(out var value))
        {
            if (value is Instruction instruction)
            {
                foreach (var operand in instruction.Operands)
                    Need(operand);
            }
            else if (value is BlockParameter parameter)
            {
                int index = parameter.Block.Parameters.IndexOf(parameter);
                foreach (var (_, edge) in _graph.EdgesInto(parameter.Block))
                    Need(edge.Arguments[index]);
            }
        }
    }

    private void Need(Value value)
    {
        if (value is not Constant && _live.Add(value))
            _work.Push(value);
    }

    private bool Sweep()
    {
        bool changed = false;
        foreach (var block in _graph.ReversePostorder)
        {
            changed |= block.Instructions.RemoveAll(instruction => !_live.Contains(instruction)) != 0;
            bool[] doomed = [.. block.Parameters.Select(parameter => !_live.Contains(parameter))];
            RedundantParameters.Remove(block, _graph, doomed);
            changed |= doomed.Contains(true);
        }
        return changed;
    }
}
