using System.Reflection.Emit;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Computes the uniform values that a region uses, ahead of the items, into locals. Argument 1 of every emitted
/// method is the <see cref="KernelFrame"/>.
/// </summary>
internal sealed class UniformEmitter
{
    public const int FrameArgument = 1;

    private readonly ILWriter _il;
    private readonly KernelCode _code;
    private readonly Action<Value> _push;

    /// <summary>Values that get a local, in an order in which each follows its operands.</summary>
    private readonly List<Value> _needed = [];
    private readonly HashSet<Value> _visited = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, LocalBuilder> _locals = new(ReferenceEqualityComparer.Instance);

    public UniformEmitter(ILWriter il, KernelCode code, IReadOnlyList<Segment> segments)
    {
        _il = il;
        _code = code;
        _push = Push;
        foreach (var segment in segments)
            FindNeeded(segment);
    }

    /// <summary>Emits the values of one rate.</summary>
    public void Emit(Rate rate)
    {
        foreach (var value in _needed)
        {
            if (_code.Uniforms.RateOf(value) != rate)
                continue;
            Compute(value);
            var local = _il.Declare(value.Type);
            _il.Store(local);
            _locals.Add(value, local);
        }
    }

    public void Push(Value value)
    {
        if (value is Constant constant)
            _il.Push(constant);
        else if (_locals.TryGetValue(value, out var local))
            _il.Load(local);
        else
            Compute(value);
    }

    /// <summary>Pushes a field of the frame.</summary>
    public void PushFrame(string field)
    {
        _il.Argument(FrameArgument);
        _il.LoadField(typeof(KernelFrame).GetField(field)!);
    }

    /// <summary>Pushes a dimension of the launch; see <see cref="GeometryOffset"/>.</summary>
    public void PushGeometry(Op op, long axis)
    {
        PushFrame(nameof(KernelFrame.Geometry));
        _il.AddConstant(GeometryOffset(op, axis));
        _il.LoadIndirect(IRType.Int32);
    }

    private void FindNeeded(Segment segment)
    {
        foreach (var instruction in segment.Instructions)
        {
            if (!_code.Uniforms.Contains(instruction))
                Need(instruction.Operands);
        }
        if (segment.Sync is { } sync)
        {
            Need(sync.Instruction.Operands);
            return;
        }
        if (segment.Block.Terminator!.Selector is { } selector)
            Need([selector]);
        foreach (var edge in segment.Edges)
            Need(edge.Arguments);
    }

    private void Need(IEnumerable<Value> values)
    {
        foreach (var value in values)
        {
            if (_code.Recomputed.Contains(value) && _visited.Add(value))
                Need(((Instruction)value).Operands);
            if (value is Constant || !_code.Uniforms.Contains(value) || !_visited.Add(value))
                continue;
            if (value is Instruction instruction)
                Need(instruction.Operands);
            if (!UniformValues.IsCheap(value))
                _needed.Add(value);
        }
    }

    private void Compute(Value value)
    {
        if (value is Parameter parameter)
        {
            PushParameter(parameter);
            return;
        }
        var instruction = (Instruction)value;
        switch (instruction.Op)
        {
            case Op.GridDimension or Op.GroupDimension:
                PushGeometry(instruction.Op, instruction.Immediate);
                break;
            case Op.GroupIndex:
                PushFrame(GroupField(instruction.Immediate));
                break;
            case Op.WarpSize:
                _il.Int(_code.Target.WarpSize);
                break;
            case Op.SharedAlloca:
                PushFrame(nameof(KernelFrame.Shared));
                _il.AddConstant(_code.OffsetOf(instruction));
                break;
            case Op.DynamicShared:
                PushFrame(nameof(KernelFrame.DynamicShared));
                break;
            case Op.DynamicSharedSize:
                PushGeometry(Op.DynamicSharedSize, 0);
                _il.Emit(OpCodes.Conv_I8);
                break;
            default:
                ScalarOps.Emit(_il, instruction, _push);
                break;
        }
    }

    private void PushParameter(Parameter parameter)
    {
        int offset = _code.Parameters.OffsetOf(parameter);
        PushFrame(nameof(KernelFrame.Parameters));
        _il.AddConstant(offset);
        _il.LoadIndirect(parameter.Type);
        if (parameter.Type != IRType.Pointer)
            return;
        PushFrame(nameof(KernelFrame.Parameters));
        _il.AddConstant(offset + 8);
        _il.LoadIndirect(IRType.Int64);
        _il.Emit(OpCodes.Add);
    }

    private static string GroupField(long axis) => axis switch
    {
        0 => nameof(KernelFrame.GroupX),
        1 => nameof(KernelFrame.GroupY),
        _ => nameof(KernelFrame.GroupZ),
    };

    /// <summary>The byte offset of a dimension in <see cref="LaunchGeometry"/>: seven i32 in declaration order.</summary>
    private static int GeometryOffset(Op op, long axis) => 4 * op switch
    {
        Op.GridDimension => (int)axis,
        Op.GroupDimension => 3 + (int)axis,
        _ => 6,
    };
}
