namespace Engine.Ilgpu.IR;

/// <summary>A straight run of instructions with one entrance and a terminator.</summary>
internal sealed class Block(string name)
{
    /// <summary>The label in IR text, without the caret. Names are made unique by the printer.</summary>
    public string Name { get; } = name;

    /// <summary>Its number in <see cref="Function.Blocks"/>, given by <see cref="Function.NumberValues"/>.</summary>
    public int Id { get; set; } = -1;

    public List<BlockParameter> Parameters { get; } = [];
    public List<Instruction> Instructions { get; } = [];

    /// <summary>Null only while the block is being built.</summary>
    public Terminator? Terminator { get; set; }

    public IEnumerable<Block> Successors => Terminator is null ? [] : Terminator.Edges.Select(edge => edge.Target);

    public BlockParameter AddParameter(IRType type)
    {
        var parameter = new BlockParameter(type, this);
        Parameters.Add(parameter);
        return parameter;
    }

    public override string ToString() => "^" + Name;
}
