using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Items one after another: a loop around the region's code, branches as branches, SSA values as IL locals or, if they
/// are used once, as expressions. Control flow and edges are here, instructions and kept values in the other parts.
/// </summary>
internal sealed partial class ScalarLanes : LaneEmitter
{
    private readonly Placement _placement;
    private readonly LocalSharing _sharing;
    private readonly HashSet<Value> _crossing;
    private readonly Dictionary<Value, LocalBuilder> _locals = new(ReferenceEqualityComparer.Instance);
    private readonly Action<Value> _push;
    private readonly bool _checksExit;
    private LaneValues _lanes = null!;
    private LocalBuilder? _exit;
    private LocalBuilder? _arrived;
    private Label _itemDone;

    public ScalarLanes(ILWriter il, KernelCode code, Region region, UniformEmitter uniforms)
        : base(il, code, region, uniforms)
    {
        _crossing = Crossing();
        _placement = new Placement(region.Segments, code.Uniforms, _crossing);
        _sharing = new LocalSharing(code, region, _placement);
        _push = Push;
        _checksExit = region.Segments.Where(IsExit).Select(ExitOf).Distinct().Count() > 1;
    }

    public override void Emit(LaneValues lanes, LocalBuilder? exit)
    {
        _lanes = lanes;
        _exit = exit;
        DefineLabels();
        if (exit is not null)
            EmitExitPrologue(exit);
        EmitSlotPrologue();
        lanes.ForEach(EmitItem);
    }

    private static bool IsExit(Segment segment) => segment.Sync is not null || segment.Block.Terminator is Return;

    private static int ExitOf(Segment segment) => segment.Sync?.Id ?? Ended;

    private void EmitItem(Label done)
    {
        var exit = _checksExit && _exit is not null ? Il.Label() : done;
        _itemDone = exit;
        EmitEntries();
        for (int i = 0; i < Region.Segments.Count; i++)
            EmitSegment(Region.Segments[i], i + 1 < Region.Segments.Count ? Region.Segments[i + 1] : null);
        if (_checksExit && _exit is not null)
            EmitExitCheck(exit, done);
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
            EmitSaves(sync);
            EmitExit(sync.Id);
            return;
        }
        switch (segment.Block.Terminator)
        {
            case Branch branch:
                EmitEdge(branch.Target, next);
                break;
            case BranchIf branch:
                EmitBranchIf(branch, next);
                break;
            case Switch @switch:
                EmitSwitch(@switch, next);
                break;
            case Return:
                EmitExit(Ended);
                break;
            default:
                // Control never gets here; the loop over items ends the path as well as anything.
                Il.Branch(OpCodes.Br, _itemDone);
                break;
        }
    }

    private void EmitExit(int id)
    {
        if (_checksExit && _arrived is not null)
        {
            Il.Int(id);
            Il.Store(_arrived);
        }
        Il.Branch(OpCodes.Br, _itemDone);
    }

    private void EmitExitPrologue(LocalBuilder exit)
    {
        if (!_checksExit)
        {
            Il.Int(Region.Segments.Where(IsExit).Select(ExitOf).FirstOrDefault(Ended));
            Il.Store(exit);
            return;
        }
        Il.Int(int.MinValue);
        Il.Store(exit);
        _arrived = Il.Declare(typeof(int));
    }

    /// <summary>All items must leave the region at the same place.</summary>
    private void EmitExitCheck(Label exit, Label done)
    {
        var first = Il.Label();
        Il.Mark(exit);
        Il.Load(_exit!);
        Il.Load(_arrived!);
        Il.Branch(OpCodes.Beq, done);
        Il.Load(_exit!);
        Il.Int(int.MinValue);
        Il.Branch(OpCodes.Beq, first);
        Il.Argument(CpuEmitter.FaultsArgument);
        Il.Call(FaultTable.FailDivergedMethod);
        Il.Mark(first);
        Il.Load(_arrived!);
        Il.Store(_exit!);
    }

    private void EmitBranchIf(BranchIf branch, Segment? next)
    {
        var (whenTrue, whenFalse) = (branch.WhenTrue, branch.WhenFalse);
        if (!HasMoves(whenFalse) && (HasMoves(whenTrue) || Head(whenTrue) == next))
        {
            EmitConditionalBranch(branch.Condition, false, Labels[Head(whenFalse)]);
            EmitEdge(whenTrue, next);
            return;
        }
        if (!HasMoves(whenTrue))
        {
            EmitConditionalBranch(branch.Condition, true, Labels[Head(whenTrue)]);
            EmitEdge(whenFalse, next);
            return;
        }
        var stub = Il.Label();
        EmitConditionalBranch(branch.Condition, true, stub);
        EmitEdge(whenFalse, null);
        Il.Mark(stub);
        EmitEdge(whenTrue, next);
    }

    private void EmitConditionalBranch(Value condition, bool when, Label target)
    {
        if (condition is Instruction { Op: Op.Compare } compare && (_placement.IsInline(compare) || Code.Uniforms.Contains(compare)))
        {
            var comparison = when
                ? compare.Comparison
                : Comparisons.Inverse(compare.Comparison, compare.Operands[0].Type.IsFloat());
            Push(compare.Operands[0]);
            Push(compare.Operands[1]);
            Il.Branch(ScalarOps.BranchOp(comparison), target);
            return;
        }
        Push(condition);
        Il.Branch(when ? OpCodes.Brtrue : OpCodes.Brfalse, target);
    }

    private void EmitSwitch(Switch @switch, Segment? next)
    {
        var stubs = new List<(Label Label, Edge Edge)>();
        var targets = new List<Label>();
        foreach (var edge in @switch.Cases)
        {
            if (!HasMoves(edge))
            {
                targets.Add(Labels[Head(edge)]);
                continue;
            }
            var stub = Il.Label();
            stubs.Add((stub, edge));
            targets.Add(stub);
        }
        Push(@switch.Index);
        Il.Switch([.. targets]);
        EmitEdge(@switch.Default, stubs.Count == 0 ? next : null);
        foreach (var (label, edge) in stubs)
        {
            Il.Mark(label);
            EmitEdge(edge, null);
        }
    }

    private bool HasMoves(Edge edge)
    {
        for (int i = 0; i < edge.Arguments.Count; i++)
        {
            if (IsMove(edge, i))
                return true;
        }
        return false;
    }

    private bool IsMove(Edge edge, int index)
    {
        var parameter = edge.Target.Parameters[index];
        return IsKept(parameter) && Matters(edge.Arguments[index]) && _sharing.OwnerOf(edge.Arguments[index]) != _sharing.OwnerOf(parameter);
    }

    /// <summary>True if the value is needed in this region or after it.</summary>
    private bool IsKept(Value value) => _placement.IsUsed(value) || _crossing.Contains(value);

    /// <summary>Emits an edge's moves and the jump, which is left out if the target comes next.</summary>
    private void EmitEdge(Edge edge, Segment? next)
    {
        EmitMoves(edge);
        if (Head(edge) != next)
            Il.Branch(OpCodes.Br, Labels[Head(edge)]);
    }

    private void EmitMoves(Edge edge)
    {
        var parameters = edge.Target.Parameters;
        var moveOf = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < parameters.Count; i++)
        {
            if (IsMove(edge, i))
                moveOf.Add(_sharing.OwnerOf(parameters[i]), i);
        }
        if (moveOf.Count == 0)
            return;
        var reads = new List<int>?[parameters.Count];
        foreach (int i in moveOf.Values)
        {
            bool waits = moveOf.TryGetValue(_sharing.OwnerOf(edge.Arguments[i]), out int read);
            reads[i] = waits ? [read] : [];
        }
        var saved = new Dictionary<int, LocalBuilder>();
        foreach (var (kind, move) in PhiCopies.Order(reads))
        {
            switch (kind)
            {
                case PhiCopies.StepKind.Copy:
                    Push(edge.Arguments[move]);
                    Il.Store(LocalOf(parameters[move]));
                    break;
                case PhiCopies.StepKind.Save:
                    saved.Add(move, Il.Declare(parameters[move].Type));
                    Push(edge.Arguments[move]);
                    Il.Store(saved[move]);
                    break;
                default:
                    Il.Load(saved[move]);
                    Il.Store(LocalOf(parameters[move]));
                    break;
            }
        }
    }
}
