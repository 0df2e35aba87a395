using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Analyses;

/// <summary>
/// Which values are the same for all items of a scope that reach the definition together, which grow by a fixed stride
/// from item to item, and which branches all items take the same way.
/// <para>
/// Items differ by data (their index, their own memory, atomics) and by control: where ways that a divergent branch
/// began meet again, block parameters differ (sync dependence); after a loop that items leave in different rounds,
/// what the loop defined differs (temporal divergence); see <see cref="DivergentRegion"/>. In a function that is not reducible only what never changes counts as uniform.
/// </para>
/// <para>
/// A load from a uniform address is uniform: it assumes that items do not race for what they all read.
/// Optimistic fixed point; time O(rounds · instructions + divergent branches · edges).
/// </para>
/// </summary>
internal sealed class Uniformity
{
    private readonly ControlFlowGraph _graph;
    private readonly LoopForest _loops;
    private readonly Dominators _postDominators;
    private readonly UniformityScope _scope;
    private readonly Dictionary<Value, ValueShape> _shapes = [];
    private readonly Dictionary<Value, Block> _homes = [];
    private readonly HashSet<Block> _divergentBranches = [];
    private readonly HashSet<Block> _divergentBlocks = [];
    private readonly HashSet<Block> _joins = [];
    private readonly HashSet<Loop> _divergentLoops = [];
    private bool _changed;

    public Uniformity(ControlFlowGraph graph, LoopForest loops, Dominators postDominators, UniformityScope scope)
    {
        (_graph, _loops, _postDominators, _scope) = (graph, loops, postDominators, scope);
        foreach (var block in graph.ReversePostorder)
        {
            foreach (var parameter in block.Parameters)
                _homes.Add(parameter, block);
            foreach (var instruction in block.Instructions)
                _homes.Add(instruction, block);
        }
        do
        {
            _changed = false;
            foreach (var block in graph.ReversePostorder)
                Visit(block);
        }
        while (_changed);
    }

    public static Uniformity Of(Function function, UniformityScope scope)
    {
        var graph = new ControlFlowGraph(function);
        return new Uniformity(graph, new LoopForest(graph, Dominators.Of(graph)), Dominators.PostOf(graph), scope);
    }

    /// <summary>The shape of a value among the items that define it together.</summary>
    public ValueShape ShapeOf(Value value)
    {
        if (value is Constant or Parameter)
            return ValueShape.Uniform;
        if (!_homes.ContainsKey(value))
            return ValueShape.Varying;
        return _shapes.GetValueOrDefault(value);
    }

    /// <summary>The shape of a value among the items that use it together in a block.</summary>
    public ValueShape ShapeAt(Value value, Block user)
    {
        if (_divergentLoops.Count > 0 && _homes.TryGetValue(value, out var home))
        {
            for (var loop = _loops.LoopOf(home); loop is not null && !loop.Contains(user); loop = loop.Parent)
            {
                if (_divergentLoops.Contains(loop))
                    return ValueShape.Varying;
            }
        }
        return ShapeOf(value);
    }

    public bool IsUniform(Value value) => ShapeOf(value).IsUniform;

    public bool IsUniformAt(Value value, Block user) => ShapeAt(value, user).IsUniform;

    /// <summary>True if all items that reach the block's end together go the same way.</summary>
    public bool HasUniformBranch(Block block) => _graph.IsReachable(block) && !_divergentBranches.Contains(block);

    /// <summary>True if, whenever an item runs the block, all items of the scope do: no divergent branch decides about it.</summary>
    public bool IsReachedTogether(Block block) => _graph.IsReachable(block) && !_divergentBlocks.Contains(block);

    /// <summary>True if all items that are in the loop leave it in the same round.</summary>
    public bool IsLeftTogether(Loop loop) => !_divergentLoops.Contains(loop);

    private void Visit(Block block)
    {
        for (int i = 0; i < block.Parameters.Count; i++)
            Update(block.Parameters[i], ShapeOfParameter(block, i));
        foreach (var instruction in block.Instructions)
        {
            if (instruction.Type != IRType.Void)
                Update(instruction, ShapeOfInstruction(instruction, block));
        }
        bool mayDiverge = block.Terminator!.Selector is { } selector
            && ShapeAt(selector, block) is { IsUndefined: false, IsUniform: false };
        if (mayDiverge && HasSeveralWays(block.Terminator) && _divergentBranches.Add(block))
        {
            _changed = true;
            var region = new DivergentRegion(block, _graph, _loops, _postDominators);
            _divergentBlocks.UnionWith(region.Blocks);
            _joins.UnionWith(region.Joins);
            _divergentLoops.UnionWith(region.Loops);
        }
    }

    private static bool HasSeveralWays(Terminator terminator) => terminator.Edges.Any(edge =>
        edge.Target != terminator.Edges[0].Target || !edge.Arguments.SequenceEqual(terminator.Edges[0].Arguments));

    private ValueShape ShapeOfInstruction(Instruction instruction, Block block)
    {
        bool mayChange = !instruction.Op.Is(OpTraits.Pure) && instruction.Op != Op.SharedAlloca;
        return mayChange && !_loops.IsReducible
            ? ValueShape.Varying
            : ShapeRules.Of(instruction, _scope, i => ShapeAt(instruction.Operands[i], block));
    }

    private ValueShape ShapeOfParameter(Block block, int index)
    {
        if (!_loops.IsReducible)
            return ValueShape.Varying;
        // What enters a loop and what comes round in it are never together, so each kind is looked at alone.
        var loop = _loops.LoopOf(block);
        var result = ValueShape.Undefined;
        Value? entering = null, returning = null;
        bool differ = false;
        foreach (var (from, edge) in _graph.EdgesInto(block))
        {
            if (!_graph.IsReachable(from))
                continue;
            var argument = edge.Arguments[index];
            ref Value? first = ref entering;
            if (loop?.Header == block && loop.Contains(from))
                first = ref returning;
            first ??= argument;
            differ |= !first.Equals(argument);
            result = result.Join(ShapeAt(argument, block));
        }
        return differ && _joins.Contains(block) ? ValueShape.Varying : result;
    }

    private void Update(Value value, ValueShape shape)
    {
        var old = _shapes.GetValueOrDefault(value);
        var joined = old.Join(shape);
        if (joined == old)
            return;
        _shapes[value] = joined;
        _changed = true;
    }
}
