using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// A warp at once: what varies between lanes in vectors, what does not, and what grows by a fixed stride, in scalar
/// registers. All lanes go the same way: where some have nothing to do, <see cref="Linearizer"/> has put masks. Where they
/// part nevertheless, their values are saved and <see cref="ScalarFallback"/> takes them to the group's next synchronisation.
/// Control flow is here; values, operations and memory are in the other parts.
/// </summary>
internal sealed partial class VectorLanes : LaneEmitter
{
    private readonly VectorIsa _isa;
    private readonly LockstepShapes _shapes;
    private readonly ScalarFallback _fallback;
    private readonly Placement _placement;
    private readonly LocalSharing _sharing;
    private readonly VectorOps _ops;
    private readonly HashSet<Value> _crossing;
    private readonly List<(Label Label, Segment Tail)> _partings = [];
    private LaneValues _lanes = null!;
    private LocalBuilder? _exit;
    private Label _done;

    public VectorLanes(ILWriter il, KernelCode code, Region region, UniformEmitter uniforms, ScalarFallback fallback)
        : base(il, code, region, uniforms)
    {
        _isa = VectorIsa.Of(code.Target.WarpSize);
        _shapes = code.Shapes!;
        _fallback = fallback;
        _crossing = Crossing();
        foreach (var segment in region.Segments)
        {
            if (region.Plan.TailOf(segment) is { } tail)
                _crossing.UnionWith(SavesAt(tail));
        }
        _placement = new Placement(region.Segments, code.Uniforms, _crossing, IsPermutation);
        _sharing = new LocalSharing(code, region, _placement);
        _ops = new VectorOps(il, _isa, PushVector);
        FindBroadcasts();
        FindGathered();
    }

    private int Lanes => _isa.Lanes;

    public override void Emit(LaneValues lanes, LocalBuilder? exit)
    {
        _lanes = lanes;
        _exit = exit;
        DefineLabels();
        if (exit is null)
            lanes.ForEach(EmitWarp);
        else
            ((WarpVectors)lanes).ForEach(exit, EmitWarp);
    }

    private void EmitWarp(Label done)
    {
        _done = done;
        EmitEntries();
        for (int i = 0; i < Region.Segments.Count; i++)
            EmitSegment(Region.Segments[i], i + 1 < Region.Segments.Count ? Region.Segments[i + 1] : null);
        foreach (var (label, tail) in _partings)
            EmitParting(label, tail);
    }

    private void EmitSegment(Segment segment, Segment? next)
    {
        Il.Mark(Labels[segment]);
        Il.Comment(segment.Start == 0 ? segment.Block.ToString() : $"{segment.Block}, from instruction {segment.Start}");
        for (int i = segment.Start; i < segment.End; i++)
            EmitInstruction(segment.Block.Instructions[i]);
        if (segment.Sync is { } sync)
        {
            EmitExchange(sync.Instruction);
            foreach (var value in Saves(sync))
                EmitSave(value);
            EmitExit(sync.Id);
            return;
        }
        switch (segment.Block.Terminator)
        {
            case Branch branch:
                EmitEdge(branch.Target, next);
                break;
            case BranchIf branch:
                EmitBranchIf(branch, segment, next);
                break;
            case Switch @switch:
                EmitSwitch(@switch, segment);
                break;
            case Return:
                EmitExit(Ended);
                break;
            default:
                Il.Branch(OpCodes.Br, _done);
                break;
        }
    }

    private void EmitExit(int id)
    {
        if (_exit is not null)
        {
            Il.Int(id);
            Il.Store(_exit);
        }
        Il.Branch(OpCodes.Br, _done);
    }

    private void EmitBranchIf(BranchIf branch, Segment segment, Segment? next)
    {
        var whenTrue = Il.Label();
        if (!_shapes.IsUniform(branch.Condition))
        {
            var whenFalse = Il.Label();
            EmitAllOrNone(branch.Condition, whenTrue, whenFalse, PartingAt(segment));
            Il.Mark(whenFalse);
        }
        else
        {
            var whenFalse = Il.Label();
            EmitUniformBranch(branch.Condition, whenTrue, whenFalse);
            Il.Mark(whenFalse);
        }
        EmitEdge(branch.WhenFalse, null);
        Il.Mark(whenTrue);
        EmitEdge(branch.WhenTrue, next);
    }

    /// <summary>Goes to one label if the condition holds; otherwise to the other, which is to follow.</summary>
    private void EmitUniformBranch(Value condition, Label whenTrue, Label whenFalse)
    {
        if (condition is Instruction { Op: Op.Compare } compare && (_placement.IsInline(compare) || Code.Uniforms.Contains(compare)))
        {
            PushScalar(compare.Operands[0]);
            PushScalar(compare.Operands[1]);
            Il.Branch(ScalarOps.BranchOp(compare.Comparison), whenTrue);
            return;
        }
        if (condition is Instruction { Op: Op.AnyLane, Operands: [var mask] } && _placement.IsInline(condition) && _shapes.IsVarying(mask))
        {
            EmitIfNowhere(mask, whenFalse);
            PushMaskBits(mask);
        }
        else
        {
            PushScalar(condition);
        }
        Il.Branch(OpCodes.Brtrue, whenTrue);
    }

    /// <summary>Goes to one label if the mask holds in every lane, to another if in none, else to the third.</summary>
    private void EmitAllOrNone(Value mask, Label all, Label none, Label some)
    {
        var bits = Il.Declare(typeof(int));
        PushMaskBits(mask);
        Il.Store(bits);
        Il.Load(bits);
        Il.Int(AllLanes);
        Il.Branch(OpCodes.Beq, all);
        Il.Load(bits);
        Il.Branch(OpCodes.Brtrue, some);
        Il.Branch(OpCodes.Br, none);
    }

    private void EmitSwitch(Switch @switch, Segment segment)
    {
        if (!_shapes.IsUniform(@switch.Index))
            EmitUnlessEqual(@switch.Index, PartingAt(segment));
        var stubs = @switch.Cases.Select(_ => Il.Label()).ToArray();
        if (!_shapes.IsUniform(@switch.Index))
            PushFirstLane(@switch.Index);
        else
            PushScalar(@switch.Index);
        Il.Switch(stubs);
        EmitEdge(@switch.Default, null);
        for (int i = 0; i < stubs.Length; i++)
        {
            Il.Mark(stubs[i]);
            EmitEdge(@switch.Cases[i], null);
        }
    }

    private Label PartingAt(Segment segment)
    {
        var label = Il.Label();
        _partings.Add((label, Region.Plan.TailOf(segment)!));
        return label;
    }

    /// <summary>Saves what the lanes hold and lets the fallback go on where they part.</summary>
    private void EmitParting(Label label, Segment tail)
    {
        Il.Mark(label);
        Il.Comment($"lanes part at the end of {tail.Block}");
        foreach (var value in SavesAt(tail))
            EmitSave(value);
        ScalarFallback.EmitRun(Il, _lanes.PushItem, () => Il.Int(Lanes), () => Il.Int(_fallback.PositionOf(tail)));
        if (_exit is null)
            Il.Emit(OpCodes.Pop);
        else
            Il.Store(_exit);
        Il.Branch(OpCodes.Br, _done);
    }

    private bool IsMove(Edge edge, int index)
    {
        var parameter = edge.Target.Parameters[index];
        return IsKept(parameter) && Matters(edge.Arguments[index]) && !PlaceOf(edge.Arguments[index]).Equals(PlaceOf(parameter));
    }

    /// <summary>True if the value is needed in this region or after it.</summary>
    private bool IsKept(Value value) => _placement.IsUsed(value) || _crossing.Contains(value);

    /// <summary>Which local a value has: that of the value that owns it, in its scalar or its vector form.</summary>
    private (Value Owner, bool IsVector) PlaceOf(Value value) => (_sharing.OwnerOf(value), _shapes.IsVarying(value));

    private void EmitEdge(Edge edge, Segment? next)
    {
        EmitMoves(edge);
        if (Head(edge) != next)
            Il.Branch(OpCodes.Br, Labels[Head(edge)]);
    }

    private void EmitMoves(Edge edge)
    {
        var parameters = edge.Target.Parameters;
        var moveOf = new Dictionary<(Value, bool), int>();
        for (int i = 0; i < parameters.Count; i++)
        {
            if (IsMove(edge, i))
                moveOf.Add(PlaceOf(parameters[i]), i);
        }
        if (moveOf.Count == 0)
            return;
        var reads = new List<int>?[parameters.Count];
        foreach (int i in moveOf.Values)
            reads[i] = moveOf.TryGetValue(PlaceOf(edge.Arguments[i]), out int read) ? [read] : [];
        var saved = new Dictionary<int, LocalBuilder[]>();
        foreach (var (kind, move) in PhiCopies.Order(reads))
        {
            var target = LocalsOf(parameters[move]);
            var source = edge.Arguments[move];
            switch (kind)
            {
                case PhiCopies.StepKind.Copy:
                    StoreForm(parameters[move], source, target);
                    break;
                case PhiCopies.StepKind.Save:
                    saved.Add(move, DeclareForm(parameters[move]));
                    StoreForm(parameters[move], source, saved[move]);
                    break;
                default:
                    for (int part = 0; part < target.Length; part++)
                    {
                        Il.Load(saved[move][part]);
                        Il.Store(target[part]);
                    }
                    break;
            }
        }
    }
}
