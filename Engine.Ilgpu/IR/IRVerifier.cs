using Engine.Ilgpu.Analyses;

namespace Engine.Ilgpu.IR;

/// <summary>
/// Checks every <see cref="IRInvariant"/> of a function. Unreachable blocks are allowed; in them all but dominance is
/// checked. It changes nothing. Time: about linear in the size of the function.
/// </summary>
internal sealed class IRVerifier
{
    private readonly Function _function;
    private readonly HashSet<Block> _blocks = [];
    private readonly Dictionary<Value, (Block? Block, int Index)> _definitions = new(ReferenceEqualityComparer.Instance);
    private IRNames? _names;

    private IRVerifier(Function function) => _function = function;

    /// <exception cref="IRVerificationException">An invariant is broken; the message names the place and shows the block.</exception>
    public static void Verify(Function function) => new IRVerifier(function).Verify();

    private IRNames Names => _names ??= new IRNames(_function);

    private void Verify()
    {
        CheckStructure();
        CollectDefinitions();
        foreach (var block in _function.Blocks)
        {
            foreach (var instruction in block.Instructions)
                CheckInstruction(block, instruction);
            CheckTerminator(block);
        }
        CheckDominance();
    }

    private void CheckStructure()
    {
        if (_function.Blocks.Count == 0)
            throw Broken(IRInvariant.Entry, null, "the function has no blocks");
        foreach (var block in _function.Blocks)
        {
            if (!_blocks.Add(block))
                throw Broken(IRInvariant.BlocksOfFunction, block, "the block is in the function twice");
        }
        if (_function.Entry.Parameters.Count > 0)
            throw Broken(IRInvariant.Entry, _function.Entry, "the entry block has parameters");

        var parts = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var block in _function.Blocks)
        {
            if (block.Terminator is not { } terminator)
                throw Broken(IRInvariant.Terminated, block, "the block has no terminator");
            if (!parts.Add(terminator))
                throw Broken(IRInvariant.Terminated, block, "the terminator belongs to another block too");
            foreach (var edge in terminator.Edges)
            {
                if (!parts.Add(edge))
                    throw Broken(IRInvariant.Terminated, block, $"the edge to ^{edge.Target.Name} stands in two places");
                if (!_blocks.Contains(edge.Target))
                    throw Broken(IRInvariant.BlocksOfFunction, block, $"an edge leads to ^{edge.Target.Name}, which is not in the function");
                if (edge.Target == _function.Entry)
                    throw Broken(IRInvariant.Entry, block, "an edge leads to the entry block");
            }
        }
    }

    private void CollectDefinitions()
    {
        for (int i = 0; i < _function.Parameters.Count; i++)
        {
            var parameter = _function.Parameters[i];
            if (parameter.Index != i || parameter.Type == IRType.Void)
                throw Broken(IRInvariant.Parameters, null, $"kernel parameter {i} has index {parameter.Index} and type {parameter.Type.Name()}");
            Define(parameter, null, -1);
        }
        foreach (var block in _function.Blocks)
        {
            foreach (var parameter in block.Parameters)
            {
                if (parameter.Block != block || parameter.Type == IRType.Void)
                    throw Broken(IRInvariant.Parameters, block, $"a parameter of type {parameter.Type.Name()} says it belongs to ^{parameter.Block.Name}");
                Define(parameter, block, -1);
            }
            for (int i = 0; i < block.Instructions.Count; i++)
                Define(block.Instructions[i], block, i);
        }
    }

    private void Define(Value value, Block? block, int index)
    {
        if (!_definitions.TryAdd(value, (block, index)))
        {
            string text = value is Instruction instruction ? $"'{IRPrinter.Print(instruction, Names)}'" : Names.Of(value);
            throw Broken(IRInvariant.DefinedOnce, block, $"{text} stands in the function twice");
        }
    }

    private void CheckInstruction(Block block, Instruction instruction)
    {
        foreach (var operand in instruction.Operands)
            CheckIsKnown(block, operand, instruction);
        int arity = instruction.Op.Info().Arity;
        if (arity != OpInfo.AnyArity && instruction.Operands.Length - (instruction.Mask is null ? 0 : 1) != arity)
        {
            throw Broken(IRInvariant.OperandCount, block,
                $"{Quote(instruction)} must have {arity} operands, but has {instruction.Operands.Length}");
        }
        if (TypeRules.FindImmediateError(instruction) is { } immediateError)
            throw Broken(IRInvariant.Immediate, block, $"{Quote(instruction)}: {immediateError}");
        if (AssemblyRules.FindError(_function, instruction) is { } assemblyError)
            throw Broken(IRInvariant.Assembly, block, $"{Quote(instruction)}: {assemblyError}");
        if (TypeRules.FindTypeError(instruction) is { } typeError)
            throw Broken(IRInvariant.Types, block, $"{Quote(instruction)}: {typeError}");
        if (instruction.Op is Op.Alloca or Op.SharedAlloca && block != _function.Entry)
            throw Broken(IRInvariant.AllocationInEntry, block, $"{Quote(instruction)} stands outside the entry block");
    }

    private void CheckTerminator(Block block)
    {
        var terminator = block.Terminator!;
        if (terminator.Selector is { } selector)
        {
            CheckIsKnown(block, selector, null);
            var expected = terminator is BranchIf ? IRType.Int1 : IRType.Int32;
            if (selector.Type != expected)
                throw Broken(IRInvariant.Types, block, $"the terminator decides by {expected.Name()}, but {Names.Of(selector)} is {selector.Type.Name()}");
        }
        foreach (var edge in terminator.Edges)
        {
            var parameters = edge.Target.Parameters;
            if (edge.Arguments.Count != parameters.Count)
            {
                throw Broken(IRInvariant.EdgeArguments, block,
                    $"the edge to {Names.Of(edge.Target)} passes {edge.Arguments.Count} values for {parameters.Count} parameters");
            }
            for (int i = 0; i < parameters.Count; i++)
            {
                CheckIsKnown(block, edge.Arguments[i], null);
                if (edge.Arguments[i].Type != parameters[i].Type)
                {
                    throw Broken(IRInvariant.EdgeArguments, block,
                        $"the edge to {Names.Of(edge.Target)} passes {edge.Arguments[i].Type.Name()} for parameter {i}, which is {parameters[i].Type.Name()}");
                }
            }
        }
    }

    private void CheckIsKnown(Block block, Value value, Instruction? user)
    {
        if (value is Constant || _definitions.ContainsKey(value))
            return;
        string who = user is null ? "the terminator" : Quote(user);
        throw Broken(IRInvariant.ValuesOfFunction, block, $"{who} uses a value ({Describe(value)}) that is not defined in the function");
    }

    private void CheckDominance()
    {
        var graph = new ControlFlowGraph(_function);
        var dominators = Dominators.Of(graph);
        foreach (var block in graph.ReversePostorder)
        {
            for (int i = 0; i < block.Instructions.Count; i++)
            {
                foreach (var operand in block.Instructions[i].Operands)
                    CheckUse(operand, block, i, dominators);
            }
            if (block.Terminator!.Selector is { } selector)
                CheckUse(selector, block, int.MaxValue, dominators);
            foreach (var argument in block.Terminator.Edges.SelectMany(edge => edge.Arguments))
                CheckUse(argument, block, int.MaxValue, dominators);
        }
    }

    private void CheckUse(Value value, Block block, int index, Dominators dominators)
    {
        if (value is Constant)
            return;
        var (definingBlock, definingIndex) = _definitions[value];
        bool isDominated = definingBlock is null
            || (definingBlock == block ? definingIndex < index : dominators.Dominates(definingBlock, block));
        if (isDominated)
            return;
        string user = index == int.MaxValue ? "the terminator" : Quote(block.Instructions[index]);
        throw Broken(IRInvariant.Dominance, block,
            $"{user} uses {Names.Of(value)}, whose definition in {Names.Of(definingBlock!)} does not dominate it");
    }

    private string Quote(Instruction instruction) => $"'{IRPrinter.Print(instruction, Names)}'";

    private static string Describe(Value value) => value switch
    {
        Instruction instruction => $"result of '{instruction.Op.Info().Mnemonic}'",
        Parameter parameter => $"kernel parameter \"{parameter.Name}\"",
        BlockParameter parameter => $"parameter of ^{parameter.Block.Name}",
        _ => value.GetType().Name,
    };

    private IRVerificationException Broken(IRInvariant invariant, Block? block, string problem)
    {
        string where = $"kernel @{IRSpelling.Name(_function.Name)}";
        if (block is not null)
            where += $", block {Names.Of(block)}";
        string text = block is null ? "" : "\n" + IRPrinter.Print(block, Names);
        return new IRVerificationException(invariant, $"{invariant} broken in {where}: {problem}.{text}");
    }
}
