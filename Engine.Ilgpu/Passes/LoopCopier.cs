using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Lays the turns of a loop one after the other. Each turn is a copy of the blocks it passes, its header's parameters
/// replaced by what the turn before handed on; the last turn leaves by the exit.
/// </summary>
internal sealed class LoopCopier(Function function, Loop loop, Block exiting)
{
    private readonly List<Block> _made = [];
    private Dictionary<Value, Value> _values = [];
    private Dictionary<Block, Block> _blocks = [];

    /// <param name="into">The only edge into the loop.</param>
    /// <param name="stays">How often the exiting block's branch stays in the loop.</param>
    public void Unroll(Edge into, int stays)
    {
        for (int turn = 0; turn < stays; turn++)
            into = CopyTurn(into, isLast: false)!;
        CopyTurn(into, isLast: true);
        int place = function.Blocks.IndexOf(loop.Header);
        function.Blocks.InsertRange(place, _made);
        function.Blocks.RemoveAll(loop.Contains);
        // What is used after the loop is what the last turn made.
        function.ReplaceUses(_values);
    }

    /// <param name="into">The edge that leads into this turn; it still has the header for its target.</param>
    /// <returns>The edge that leads on to the next turn; null after the last.</returns>
    private Edge? CopyTurn(Edge into, bool isLast)
    {
        var taken = TakenAtExit(isLast);
        var passed = FindPassed(taken);
        _values = [];
        _blocks = passed.ToDictionary(block => block, block => new Block(block.Name));
        for (int i = 0; i < loop.Header.Parameters.Count; i++)
            _values.Add(loop.Header.Parameters[i], into.Arguments[i]);
        into.Arguments.Clear();
        into.Target = _blocks[loop.Header];
        foreach (var block in passed)
            CopyInstructions(block, _blocks[block]);
        Edge? next = null;
        foreach (var block in passed)
        {
            var copy = _blocks[block];
            copy.Terminator = block == exiting ? new Branch(Copy(taken)) : Copy(block.Terminator!);
            copy.Terminator.Location = block.Terminator!.Location;
            next ??= copy.Terminator.Edges.FirstOrDefault(edge => edge.Target == loop.Header);
            _made.Add(copy);
        }
        return next;
    }

    private Edge TakenAtExit(bool leaves) => exiting.Terminator!.Edges.Single(edge => loop.Contains(edge.Target) != leaves);

    /// <summary>The loop's blocks that a turn passes, in reverse postorder.</summary>
    private List<Block> FindPassed(Edge takenAtExit)
    {
        var passed = new HashSet<Block> { loop.Header };
        var work = new Stack<Block>(passed);
        while (work.TryPop(out var block))
        {
            foreach (var edge in block == exiting ? [takenAtExit] : block.Terminator!.Edges)
            {
                if (loop.Contains(edge.Target) && passed.Add(edge.Target))
                    work.Push(edge.Target);
            }
        }
        return [.. loop.Blocks.Where(passed.Contains)];
    }

    private void CopyInstructions(Block from, Block to)
    {
        if (from != loop.Header)
        {
            foreach (var parameter in from.Parameters)
                _values.Add(parameter, to.AddParameter(parameter.Type));
        }
        foreach (var instruction in from.Instructions)
        {
            var copy = instruction.With([.. instruction.Operands.Select(Copy)]);
            to.Instructions.Add(copy);
            _values.Add(instruction, copy);
        }
    }

    private Value Copy(Value value) => _values.GetValueOrDefault(value, value);

    /// <summary>Edges to the header keep their target: they are the ones to the next turn.</summary>
    private Edge Copy(Edge edge) => new(_blocks.GetValueOrDefault(edge.Target) is { } copy && edge.Target != loop.Header ? copy : edge.Target,
        [.. edge.Arguments.Select(Copy)]);

    private Terminator Copy(Terminator terminator) => terminator switch
    {
        Branch branch => new Branch(Copy(branch.Target)),
        BranchIf branch => new BranchIf(Copy(branch.Condition), Copy(branch.WhenTrue), Copy(branch.WhenFalse)),
        Switch choice => new Switch(Copy(choice.Index), choice.Cases.Select(Copy), Copy(choice.Default)),
        Return => new Return(),
        _ => new Unreachable(),
    };
}
