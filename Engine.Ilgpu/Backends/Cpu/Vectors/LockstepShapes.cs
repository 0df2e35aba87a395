using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// The shapes of values among the lanes of a warp that go every way together, as vector code does: where they would part,
/// it hands the warp over to scalar code. So control never makes a value vary, and a block parameter has the shape
/// that all its arguments have. The warp lies in one row of its group: lanes differ in x alone.
/// <para>
/// Lanes that parted meet again at the group's next synchronisation, with values of their own. In a function that has any, what may
/// differ there by <see cref="Uniformity"/>, which knows of parting, varies everywhere. Positional values are what they are.
/// </para>
/// </summary>
internal sealed class LockstepShapes
{
    private readonly Dictionary<Value, ValueShape> _shapes = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Value> _varying = new(ReferenceEqualityComparer.Instance);
    private readonly int _localBytes;

    /// <param name="localBytes">Local memory of an item: how far apart the lanes' allocations lie.</param>
    public LockstepShapes(Function function, UniformValues uniforms, PositionalValues positional, int localBytes)
    {
        _localBytes = localBytes;
        SolveExactly(function);
        if (!function.Blocks.Exists(block => block.Terminator!.Selector is { } selector && !IsUniform(selector)))
            return;
        FindMeeting(function, uniforms, positional);
        SolveExactly(function);
    }

    /// <summary>Shapes in code whose lanes have never parted.</summary>
    public LockstepShapes(Function function) => SolveExactly(function);

    public bool IsUniform(Value value) => value is Constant or Parameter || _shapes.GetValueOrDefault(value).IsUniform;

    /// <summary>The difference between lanes, 0 for a uniform value; null if there is no fixed one.</summary>
    public long? StrideOf(Value value) => value is Constant or Parameter ? 0 : _shapes.GetValueOrDefault(value).AddressStride;

    /// <summary>True if the value must be kept lane by lane.</summary>
    public bool IsVarying(Value value) => StrideOf(value) is null;

    private void FindMeeting(Function function, UniformValues uniforms, PositionalValues positional)
    {
        var meetings = function.Blocks.Where(block => block.Instructions.Exists(instruction => instruction.Op.Is(OpTraits.GroupSync))).ToList();
        if (meetings.Count == 0)
            return;
        var uniformity = Uniformity.Of(function, UniformityScope.FullWarp);
        var values = function.Blocks.SelectMany(block => block.Parameters).Concat<Value>(function.Instructions);
        _varying.UnionWith(values.Where(value =>
            value is not Instruction { Op: Op.AnyLane } && value.Type != IRType.Void && !LaneValues.IsQuery(value)
            && !uniforms.Contains(value) && !positional.Contains(value)
            && meetings.Exists(block => uniformity.ShapeAt(value, block).AddressStride is null)));
    }

    private void SolveExactly(Function function)
    {
        do
        {
            _shapes.Clear();
            Solve(function);
        }
        while (FindExactUses(function));
    }

    private void Solve(Function function)
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (var block in function.Blocks)
            {
                foreach (var instruction in block.Instructions)
                    changed |= instruction.Type != IRType.Void && Update(instruction, ShapeOf(instruction));
                foreach (var edge in block.Terminator!.Edges)
                {
                    for (int i = 0; i < edge.Arguments.Count; i++)
                        changed |= Update(edge.Target.Parameters[i], Shape(edge.Arguments[i]));
                }
            }
        }
    }

    private ValueShape ShapeOf(Instruction instruction)
    {
        if (_varying.Contains(instruction))
            return ValueShape.Varying;
        return instruction.Op switch
        {
            Op.AnyLane => ValueShape.Uniform,
            Op.Alloca => ValueShape.Strided(_localBytes),
            _ => ShapeRules.Of(instruction, UniformityScope.FullWarp, i => Shape(instruction.Operands[i])),
        };
    }

    private ValueShape Shape(Value value) => value switch
    {
        Constant { IsUndefined: true } => ValueShape.Undefined,
        Constant or Parameter => ValueShape.Uniform,
        _ => _shapes.GetValueOrDefault(value),
    };

    private bool Update(Value value, ValueShape shape)
    {
        var old = _shapes.GetValueOrDefault(value);
        var joined = _varying.Contains(value) ? ValueShape.Varying : old.Join(shape);
        if (joined == old)
            return false;
        _shapes[value] = joined;
        return true;
    }

    /// <summary>
    /// A stride that only holds if no index wraps around may serve addresses alone. Finds values that have one and
    /// another use; they have to vary, which the shapes are then found anew with.
    /// </summary>
    private bool FindExactUses(Function function)
    {
        int before = _varying.Count;
        foreach (var instruction in function.Instructions)
        {
            for (int i = 0; i < instruction.Operands.Length; i++)
            {
                bool isAddress = i == 0 && instruction.Op is Op.Load or Op.Store;
                bool staysStrided = instruction.Type != IRType.Void && StrideOf(instruction) is not null && instruction.Op.Is(OpTraits.Pure);
                if (!isAddress && !staysStrided)
                    Require(instruction.Operands[i]);
            }
        }
        foreach (var block in function.Blocks)
        {
            if (block.Terminator!.Selector is { } selector)
                Require(selector);
            foreach (var edge in block.Terminator.Edges)
            {
                for (int i = 0; i < edge.Arguments.Count; i++)
                {
                    if (IsVarying(edge.Target.Parameters[i]))
                        Require(edge.Arguments[i]);
                }
            }
        }
        return _varying.Count > before;
    }

    private void Require(Value value)
    {
        var shape = Shape(value);
        if (shape.AddressStride is not null && shape.Stride is null)
            _varying.Add(value);
    }
}
