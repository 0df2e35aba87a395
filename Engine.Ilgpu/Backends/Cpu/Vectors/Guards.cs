using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>A branch around one block: some lanes run <see cref="Body"/>, all go on at <see cref="Join"/>.</summary>
/// <param name="IntoBody">The edge to the body.</param>
/// <param name="Around">The edge past it.</param>
/// <param name="Out">The edge from the body to the join.</param>
internal sealed record Guard(Block Body, Block Join, Edge IntoBody, Edge Around, Edge Out);

/// <summary>
/// Finds the branches that vector code can take under a mask, so that lanes need not part: <c>if (condition) { … }</c>
/// around a block without synchronisation, atomics or assertions that nothing else leads to.
/// </summary>
internal sealed class Guards
{
    private readonly Dictionary<Block, Guard> _guards = new(ReferenceEqualityComparer.Instance);

    public Guards(Function function)
    {
        var edgesInto = new Dictionary<Block, int>(ReferenceEqualityComparer.Instance);
        foreach (var edge in function.Blocks.SelectMany(block => block.Terminator!.Edges))
            edgesInto[edge.Target] = edgesInto.GetValueOrDefault(edge.Target) + 1;
        foreach (var block in function.Blocks)
        {
            if (block.Terminator is not BranchIf branch)
                continue;
            if (Match(branch.WhenTrue, branch.WhenFalse) is { } whenTrue)
                _guards.Add(block, whenTrue);
            else if (Match(branch.WhenFalse, branch.WhenTrue) is { } whenFalse)
                _guards.Add(block, whenFalse);
        }

        Guard? Match(Edge into, Edge around) =>
            into.Arguments.Count == 0 && edgesInto[into.Target] == 1
            && into.Target.Terminator is Branch { Target: var exit } && exit.Target == around.Target && exit.Target != into.Target
            && into.Target.Instructions.TrueForAll(CanMask)
                ? new Guard(into.Target, around.Target, into, around, exit)
                : null;
    }

    public Guard? Of(Block block) => _guards.GetValueOrDefault(block);

    /// <summary>The joins' parameters that lanes bring different values to.</summary>
    public IEnumerable<BlockParameter> Mixed(Predicate<Block> varies)
    {
        foreach (var (block, guard) in _guards)
        {
            if (!varies(block))
                continue;
            for (int i = 0; i < guard.Join.Parameters.Count; i++)
            {
                if (!guard.Out.Arguments[i].Equals(guard.Around.Arguments[i]))
                    yield return guard.Join.Parameters[i];
            }
        }
    }

    private static bool CanMask(Instruction instruction) =>
        instruction.Op.Is(OpTraits.Pure) || instruction.Op is Op.Load or Op.Store;
}
