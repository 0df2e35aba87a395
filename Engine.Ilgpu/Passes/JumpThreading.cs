using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes.Simplification;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Where a block only decides by what its parameters are, an edge that passes constants goes straight to where they lead
/// (what <c>a &amp;&amp; b</c> leaves: true or false is chosen in one place and tested in the next).
/// <para>Refuses: blocks with more than a few instructions, with impure ones, or whose values are used elsewhere than in
/// their own branch; loop headers, whose threading would make a second entry.</para>
/// <para>Cost: linear in edges.</para>
/// </summary>
internal sealed class JumpThreading
{
    private const int MaxInstructions = 4;

    private readonly ControlFlowGraph _graph;
    private readonly HashSet<Block> _usedElsewhere = [];

    private JumpThreading(Function function) => _graph = new ControlFlowGraph(function);

    public static bool Run(Function function) => new JumpThreading(function).Run();

    private bool Run()
    {
        var candidates = _graph.ReversePostorder.Where(IsCandidate).ToList();
        if (candidates.Count == 0)
            return false;
        FindUsesElsewhere(candidates);
        bool changed = false;
        foreach (var block in candidates.Where(block => !_usedElsewhere.Contains(block)))
        {
            foreach (var (from, edge) in _graph.EdgesInto(block))
            {
                if (from != block && edge.Target == block)
                    changed |= Thread(block, edge);
            }
        }
        return changed;
    }

    private bool IsCandidate(Block block) =>
        block.Parameters.Count != 0 && block.Terminator is BranchIf or Switch
        && block.Instructions.Count <= MaxInstructions
        && block.Instructions.TrueForAll(instruction => instruction.Op.Is(OpTraits.Pure))
        && _graph.EdgesInto(block).All(edge => _graph.PositionOf(edge.From) < _graph.PositionOf(block))
        && _graph.EdgesInto(block).Any(edge => edge.Edge.Arguments.Any(argument => argument is Constant));

    private void FindUsesElsewhere(List<Block> candidates)
    {
        var homes = new Dictionary<Value, Block>();
        foreach (var block in candidates)
        {
            foreach (var parameter in block.Parameters)
                homes.Add(parameter, block);
            foreach (var instruction in block.Instructions)
                homes.Add(instruction, block);
        }
        foreach (var block in _graph.ReversePostorder)
        {
            foreach (var operand in block.Instructions.SelectMany(instruction => instruction.Operands))
                Use(operand, block);
            if (block.Terminator!.Selector is { } selector)
                Use(selector, block);
            foreach (var argument in block.Terminator.Edges.SelectMany(edge => edge.Arguments))
                Use(argument, block);
        }

        void Use(Value value, Block user)
        {
            if (homes.TryGetValue(value, out var home) && home != user)
                _usedElsewhere.Add(home);
        }
    }

    private static bool Thread(Block block, Edge edge)
    {
        var known = new Dictionary<Value, Value?>();
        for (int i = 0; i < block.Parameters.Count; i++)
            known.Add(block.Parameters[i], edge.Arguments[i]);
        foreach (var instruction in block.Instructions)
        {
            var operands = instruction.Operands.Select(Known).ToArray();
            known.Add(instruction, operands.Contains(null) ? null : ConstantFolding.Fold(instruction.With(operands!)));
        }
        if (Known(block.Terminator!.Selector!) is not Constant selector)
            return false;
        var onward = Taken(block.Terminator, selector);
        var arguments = onward.Arguments.Select(Known).ToArray();
        if (arguments.Contains(null))
            return false;
        edge.Target = onward.Target;
        edge.Arguments.Clear();
        edge.Arguments.AddRange(arguments!);
        return true;

        Value? Known(Value value) => known.TryGetValue(value, out var here) ? here : value;
    }

    private static Edge Taken(Terminator terminator, Constant selector)
    {
        if (terminator is BranchIf branch)
            return selector.Bits != 0 ? branch.WhenTrue : branch.WhenFalse;
        var choice = (Switch)terminator;
        return selector.Bits >= 0 && selector.Bits < choice.Cases.Count ? choice.Cases[(int)selector.Bits] : choice.Default;
    }
}
