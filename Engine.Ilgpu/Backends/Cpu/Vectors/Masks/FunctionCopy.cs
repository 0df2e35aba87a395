using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>A copy of a function that may be changed, and what became of each block and value. Kernel parameters are shared.</summary>
internal sealed class FunctionCopy
{
    private readonly Dictionary<Value, Value> _values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Block, Block> _blocks = new(ReferenceEqualityComparer.Instance);

    public FunctionCopy(Function source)
    {
        Result = new Function(source.Name);
        Result.Parameters.AddRange(source.Parameters);
        foreach (var block in source.Blocks)
        {
            var copy = Result.AddBlock(block.Name);
            _blocks.Add(block, copy);
            foreach (var parameter in block.Parameters)
                _values.Add(parameter, copy.AddParameter(parameter.Type));
        }
        // A definition precedes its uses on every path, but not always in the list of blocks: operands are filled in afterwards.
        foreach (var instruction in source.Instructions)
            _values.Add(instruction, instruction.With([.. instruction.Operands]));
        foreach (var (block, copy) in _blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                var made = (Instruction)_values[instruction];
                for (int i = 0; i < made.Operands.Length; i++)
                    made.Operands[i] = Of(made.Operands[i]);
                copy.Instructions.Add(made);
            }
            copy.Terminator = Of(block.Terminator!);
        }
    }

    public Function Result { get; }

    public Block Of(Block block) => _blocks[block];

    public Value Of(Value value) => _values.GetValueOrDefault(value, value);

    /// <summary>From now on, another value stands for one of the source.</summary>
    public void Replace(Value value, Value by) => _values[value] = by;

    public Edge Of(Edge edge) => new(_blocks[edge.Target], [.. edge.Arguments.Select(Of)]);

    private Terminator Of(Terminator terminator)
    {
        Terminator copy = terminator switch
        {
            Branch branch => new Branch(Of(branch.Target)),
            BranchIf branch => new BranchIf(Of(branch.Condition), Of(branch.WhenTrue), Of(branch.WhenFalse)),
            Switch choice => new Switch(Of(choice.Index), choice.Cases.Select(Of), Of(choice.Default)),
            Return => new Return(),
            _ => new Unreachable(),
        };
        copy.Location = terminator.Location;
        return copy;
    }
}
