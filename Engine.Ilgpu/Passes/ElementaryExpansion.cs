using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Replaces elementary functions by the operations that compute them, for targets that have no instructions for them.
/// <para>Notation: a body is a function of numbers that ends by storing its result where its last parameter points.</para>
/// <para>A body of one block goes where the operation was; one of several cuts the block there in two. What it holds of
/// elementary functions is replaced in its turn.</para>
/// <para>Cost: linear in what comes out.</para>
/// </summary>
internal sealed class ElementaryExpansion
{
    private readonly Func<Instruction, Function?> _bodyOf;
    private readonly List<Block> _blocks = [];
    private readonly Dictionary<Value, Value> _replaced = new(ReferenceEqualityComparer.Instance);
    private Block _block = null!;

    private ElementaryExpansion(Func<Instruction, Function?> bodyOf) => _bodyOf = bodyOf;

    /// <param name="bodyOf">See <see cref="PassOptions.ElementaryBody"/>.</param>
    public static bool Run(Function function, Func<Instruction, Function?> bodyOf)
    {
        bool changed = false;
        while (ExpandAll(function, bodyOf))
            changed = true;
        return changed;
    }

    private static bool ExpandAll(Function function, Func<Instruction, Function?> bodyOf)
    {
        if (!function.Instructions.Any(instruction => bodyOf(instruction) is not null))
            return false;
        var expansion = new ElementaryExpansion(bodyOf);
        foreach (var block in function.Blocks)
            expansion.Expand(block);
        function.Blocks.Clear();
        function.Blocks.AddRange(expansion._blocks);
        function.ReplaceUses(expansion._replaced);
        return true;
    }

    private void Expand(Block block)
    {
        var (instructions, terminator) = (block.Instructions.ToArray(), block.Terminator);
        Begin(block);
        block.Instructions.Clear();
        foreach (var instruction in instructions)
        {
            if (_bodyOf(instruction) is { } body)
                _replaced.Add(instruction, Place(body, instruction));
            else
                _block.Instructions.Add(instruction);
        }
        _block.Terminator = terminator;
    }

    private void Begin(Block block)
    {
        _block = block;
        _blocks.Add(block);
    }

    /// <summary>Copies a body to where the last block ends.</summary>
    /// <returns>The result.</returns>
    private Value Place(Function body, Instruction call)
    {
        var values = new Dictionary<Value, Value>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < call.Operands.Length; i++)
            values.Add(body.Parameters[i], call.Operands[i]);
        var blocks = body.Blocks.Skip(1).ToDictionary(block => block, block => new Block(block.Name));
        foreach (var (block, copy) in blocks)
        {
            foreach (var parameter in block.Parameters)
                values.Add(parameter, copy.AddParameter(parameter.Type));
        }
        blocks.Add(body.Entry, _block);
        var after = body.Blocks.Count == 1 ? null : new Block(_block.Name + "_after");
        Value? result = null;
        // Definitions come before uses: the blocks are in reverse postorder.
        foreach (var block in body.Blocks)
        {
            var target = blocks[block];
            if (block != body.Entry)
                Begin(target);
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Op == Op.Store)
                {
                    result = Copy(instruction.Operands[1]);
                    continue;
                }
                var copy = new Instruction(
                    instruction.Op, instruction.Type, Array.ConvertAll(instruction.Operands, Copy), instruction.Immediate, call.Location);
                target.Instructions.Add(copy);
                values.Add(instruction, copy);
            }
            if (after is not null)
                target.Terminator = CopyTerminator(block.Terminator!, after);
        }
        if (after is not null)
            Begin(after);
        return result!;

        Value Copy(Value value) => values.GetValueOrDefault(value, value);

        Edge CopyEdge(Edge edge) => new(blocks[edge.Target], [.. edge.Arguments.Select(Copy)]);

        Terminator CopyTerminator(Terminator terminator, Block end)
        {
            Terminator copy = terminator switch
            {
                BranchIf branch => new BranchIf(Copy(branch.Condition), CopyEdge(branch.WhenTrue), CopyEdge(branch.WhenFalse)),
                Branch branch => new Branch(CopyEdge(branch.Target)),
                Switch choice => new Switch(Copy(choice.Index), choice.Cases.Select(CopyEdge), CopyEdge(choice.Default)),
                Return => new Branch(new Edge(end)),
                _ => throw new InvalidOperationException($"An elementary function cannot end a block by {terminator.GetType().Name}."),
            };
            copy.Location = call.Location;
            return copy;
        }
    }
}
