namespace Engine.Ilgpu.IR;

/// <summary>
/// A kernel: what one work item does. Every call is inlined, so there are no other functions.
/// The first block is the entry; it has no parameters and nothing branches to it.
/// </summary>
internal sealed class Function(string name)
{
    private readonly List<AssemblyTemplate> _assemblies = [];

    public string Name { get; } = name;
    public List<Parameter> Parameters { get; } = [];
    public List<Block> Blocks { get; } = [];
    public Block Entry => Blocks[0];

    /// <summary>What its launches keep to.</summary>
    public LaunchBounds Bounds { get; set; }

    public Parameter AddParameter(IRType type, string name)
    {
        var parameter = new Parameter(type, Parameters.Count, name);
        Parameters.Add(parameter);
        return parameter;
    }

    public Block AddBlock(string name)
    {
        var block = new Block(name);
        Blocks.Add(block);
        return block;
    }

    /// <summary>The texts of <see cref="Op.Assembly"/>, by their numbers.</summary>
    public IReadOnlyList<AssemblyTemplate> Assemblies => _assemblies;

    /// <returns>The number of a template that was added.</returns>
    public int AddAssembly(AssemblyTemplate template)
    {
        _assemblies.Add(template);
        return _assemblies.Count - 1;
    }

    public IEnumerable<Instruction> Instructions => Blocks.SelectMany(block => block.Instructions);

    /// <summary>Gives every block and non-constant value its number, in order: parameters, then block by block.</summary>
    /// <returns>How many values there are.</returns>
    public int NumberValues()
    {
        int next = 0;
        foreach (var parameter in Parameters)
            parameter.Id = next++;
        for (int i = 0; i < Blocks.Count; i++)
        {
            var block = Blocks[i];
            block.Id = i;
            foreach (var parameter in block.Parameters)
                parameter.Id = next++;
            foreach (var instruction in block.Instructions)
                instruction.Id = instruction.Type == IRType.Void ? -1 : next++;
        }
        return next;
    }

    /// <summary>
    /// Replaces uses by a map, chains followed (a→b, b→c makes a→c). Definitions stay where they are.
    /// </summary>
    public void ReplaceUses(IReadOnlyDictionary<Value, Value> map)
    {
        if (map.Count == 0)
            return;
        foreach (var block in Blocks)
        {
            foreach (var instruction in block.Instructions)
                ReplaceIn(instruction.Operands);
            if (block.Terminator is not { } terminator)
                continue;
            if (terminator.Selector is { } selector)
                terminator.Selector = Resolve(selector);
            foreach (var edge in terminator.Edges)
            {
                for (int i = 0; i < edge.Arguments.Count; i++)
                    edge.Arguments[i] = Resolve(edge.Arguments[i]);
            }
        }

        void ReplaceIn(Value[] operands)
        {
            for (int i = 0; i < operands.Length; i++)
                operands[i] = Resolve(operands[i]);
        }

        Value Resolve(Value value)
        {
            while (map.TryGetValue(value, out var next))
                value = next;
            return value;
        }
    }
}
