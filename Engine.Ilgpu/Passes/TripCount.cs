using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Finds how often a loop turns by running what decides it: from the constants that enter the header's parameters, the same
/// by each edge, turn by turn, through the pure operations that lead to the exit's condition and to the next values. Any
/// step will do (i++, i *= 2, i >>= 1).
/// <para>Refuses: loops with several exits or latches; exits that not every turn passes, or that lie in an inner loop;
/// conditions that depend on anything but constants; more turns than asked for.</para>
/// <para>Cost: turns times the operations evaluated.</para>
/// </summary>
internal sealed class TripCount
{
    private const int MaxDepth = 64;

    private readonly Loop _loop;
    private readonly HashSet<Value> _inside;
    private Dictionary<Value, long?> _turn = [];

    private TripCount(Loop loop)
    {
        _loop = loop;
        _inside = [.. loop.Blocks.SelectMany(block => block.Instructions)];
    }

    /// <summary>The block whose branch leaves a loop of a known number of turns, and how often that branch stays in it.</summary>
    public static (Block Exiting, int Stays)? Find(Loop loop, ControlFlowGraph graph, Dominators dominators, LoopForest forest, int max)
    {
        if (loop.ExitEdges is not [var (exiting, exit)] || loop.Latches is not [var latch] ||
            exiting.Terminator is not BranchIf branch || forest.LoopOf(exiting) != loop || !dominators.Dominates(exiting, latch))
            return null;
        var back = latch.Terminator!.Edges.Where(edge => edge.Target == loop.Header).ToList();
        if (back is not [var next])
            return null;
        var entering = Preheaders.EdgesInto(loop, graph);
        int? stays = new TripCount(loop).Count(branch, stayWhen: exit == branch.WhenFalse, entering, next.Arguments, max);
        return stays is null ? null : (exiting, stays.Value);
    }

    private int? Count(BranchIf branch, bool stayWhen, IReadOnlyList<Edge> entering, List<Value> next, int max)
    {
        var parameters = _loop.Header.Parameters;
        for (int i = 0; i < parameters.Count; i++)
            _turn.Add(parameters[i], (Preheaders.Agreed(entering, i) as Constant)?.Bits);
        for (int turn = 0; turn <= max; turn++)
        {
            if (Evaluate(branch.Condition, MaxDepth) is not { } condition)
                return null;
            if (condition != 0 != stayWhen)
                return turn;
            var following = new Dictionary<Value, long?>();
            for (int i = 0; i < parameters.Count; i++)
                following.Add(parameters[i], Evaluate(next[i], MaxDepth));
            _turn = following;
        }
        return null;
    }

    private long? Evaluate(Value value, int depth)
    {
        if (value is Constant constant)
            return constant.Bits;
        if (_turn.TryGetValue(value, out var known))
            return known;
        if (depth == 0 || value is not Instruction instruction || !_inside.Contains(value) || !Semantics.CanEvaluate(instruction.Op))
            return null;
        var bits = new long[instruction.Operands.Length];
        long? result = null;
        for (int i = 0; ; i++)
        {
            if (i == bits.Length)
            {
                result = Semantics.Canonicalize(instruction.Type,
                    Semantics.Evaluate(instruction.Op, instruction.Type, instruction.Immediate, instruction.Operands, bits));
                break;
            }
            if (Evaluate(instruction.Operands[i], depth - 1) is not { } operand)
                break;
            bits[i] = operand;
        }
        _turn.Add(value, result);
        return result;
    }
}
