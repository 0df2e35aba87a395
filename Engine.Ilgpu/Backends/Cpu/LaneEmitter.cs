using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Emits one region for a set of items. How the items get through it, one after another or as the lanes of vectors,
/// is the subclass's business; regions, frames and uniform values are the same for all.
/// </summary>
internal abstract class LaneEmitter
{
    private readonly HashSet<Value> _defined;
    private readonly HashSet<Value> _touched;

    /// <summary>Values from outside at a fixed distance from another: they are added up where they are used.</summary>
    private readonly HashSet<Value> _derived;

    protected LaneEmitter(ILWriter il, KernelCode code, Region region, UniformEmitter uniforms)
    {
        Il = il;
        Code = code;
        Region = region;
        Uniforms = uniforms;
        _defined = Defined();
        _touched = Touched();
        _derived = region.Entries.SelectMany(entry => Needs(entry.Pc, entry.Segment)).Where(IsDistant)
            .ToHashSet<Value>(ReferenceEqualityComparer.Instance);
    }

    /// <summary>What a region returns when its items have ended.</summary>
    public const int Ended = -1;

    protected ILWriter Il { get; }
    protected KernelCode Code { get; }
    protected Region Region { get; }
    protected UniformEmitter Uniforms { get; }

    /// <summary>
    /// Emits the region. In <paramref name="exit"/>, if given, it leaves the number of the synchronisation that all
    /// items arrived at, or <see cref="Ended"/>.
    /// </summary>
    public abstract void Emit(LaneValues lanes, LocalBuilder? exit);

    protected Dictionary<Segment, Label> Labels { get; } = [];

    /// <summary>Where an edge leads.</summary>
    protected Segment Head(Edge edge) => Region.Plan.HeadOf(edge.Target);

    /// <summary>False if any value would do for the target's parameter.</summary>
    protected static bool Matters(Value argument) => argument is not Constant { IsUndefined: true };

    protected void DefineLabels()
    {
        foreach (var segment in Region.Segments)
            Labels.Add(segment, Il.Label());
    }

    /// <summary>Emits the way from the region's start, or from the position at hand, to its code.</summary>
    protected void EmitEntries()
    {
        if (Region.Entries.Count == 1)
        {
            EmitReloads(Region.Entries[0].Pc, Region.Entries[0].Segment);
            if (Region.Segments[0] != Region.Entries[0].Segment)
                Il.Branch(OpCodes.Br, Labels[Region.Entries[0].Segment]);
            return;
        }
        var stubs = Region.Entries.Select(_ => Il.Label()).ToArray();
        Il.Argument(CpuEmitter.PositionArgument);
        Il.Switch(stubs);
        for (int i = 0; i < stubs.Length; i++)
        {
            Il.Mark(stubs[i]);
            EmitReloads(Region.Entries[i].Pc, Region.Entries[i].Segment);
            Il.Branch(OpCodes.Br, Labels[Region.Entries[i].Segment]);
        }
    }

    /// <summary>Takes what the region needs out of slots, where it is entered at a position.</summary>
    protected abstract void EmitReloads(int pc, Segment entry);

    /// <summary>
    /// Emits what one item does at an instruction; its result, if it has one, is left on the stack. Whether the item is under
    /// the instruction's mask is for the caller to see to.
    /// </summary>
    /// <param name="push">Pushes an operand as the item has it.</param>
    protected void EmitComputation(Instruction instruction, Action<Value> push)
    {
        if (instruction.Op.Is(OpTraits.Pure))
        {
            ScalarOps.Emit(Il, instruction, push);
            return;
        }
        for (int i = 0; i < instruction.Op.Info().Arity; i++)
            push(instruction.Operands[i]);
        switch (instruction.Op)
        {
            case Op.Load:
                Il.LoadIndirect(instruction.Type);
                break;
            case Op.Store:
                Il.StoreIndirect(instruction.Operands[1].Type);
                break;
            case Op.Atomic:
                Il.Call(ScalarAtomics.Method((AtomicKind)instruction.Immediate, instruction.Type));
                break;
            case Op.AtomicCompareExchange:
                Il.Call(ScalarAtomics.CompareExchange(instruction.Type));
                break;
            default:
                throw new ArgumentException($"The operation {instruction.Op.Info().Mnemonic} is not one that an item does by itself.");
        }
    }

    /// <summary>Values that the region finds in slots when it is entered at a position and that it needs.</summary>
    protected IEnumerable<Value> Reloads(int pc, Segment entry) =>
        Needs(pc, entry).Where(value => !Code.Recomputed.Contains(value));

    /// <summary>Values that the region computes again when it is entered at a position.</summary>
    protected IEnumerable<Instruction> Recomputations(int pc, Segment entry) =>
        Needs(pc, entry).Select(value => _derived.Contains(value) ? Split(value).Base : value)
            .Where(Code.Recomputed.Contains).Distinct().Cast<Instruction>();

    /// <summary>True for a value that <see cref="EmitDerived"/> pushes.</summary>
    protected bool IsDerived(Value value) => _derived.Contains(value);

    protected void EmitDerived(Value value, Action<Value> push)
    {
        var (@base, distance) = Split(value);
        push(@base);
        Il.AddConstant(distance);
    }

    /// <summary>Emits a value that is computed again.</summary>
    /// <param name="push">Pushes an operand that is not.</param>
    protected void EmitRecomputation(Instruction instruction, Action<Value> push) => EmitComputation(instruction, operand =>
    {
        if (Code.Recomputed.Contains(operand))
            EmitRecomputation((Instruction)operand, push);
        else
            push(operand);
    });

    /// <summary>Values to be put into slots where the region ends at a synchronisation.</summary>
    /// <remarks>What the region does not define is still in its slot.</remarks>
    protected IEnumerable<Value> Saves(SyncPoint sync) =>
        Region.Plan.Liveness.LiveInto(sync.Continuation).Where(value => value != sync.Instruction && IsKeptHere(value));

    /// <summary>Values to be put into slots where lanes part ways.</summary>
    /// <remarks>As for <see cref="Saves"/>.</remarks>
    protected IEnumerable<Value> SavesAt(Segment tail) => Region.Plan.Liveness.LiveInto(tail).Where(IsKeptHere);

    /// <summary>All values that need a local because they cross the region's borders.</summary>
    protected HashSet<Value> Crossing()
    {
        var crossing = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        foreach (var (pc, entry) in Region.Entries)
            crossing.UnionWith(Needs(pc, entry));
        foreach (var segment in Region.Segments)
        {
            if (segment.Sync is { } sync)
                crossing.UnionWith(Saves(sync));
        }
        return crossing;
    }

    private IEnumerable<Value> Needs(int pc, Segment entry) =>
        pc == 0 ? [] : Region.Plan.Liveness.LiveInto(entry).Where(_touched.Contains);

    private bool IsDistant(Value value) =>
        value is Instruction { Op: Op.Offset } && Code.Recomputed.Contains(value)
        && !_defined.Contains(value) && !_defined.Contains(Split(value).Base);

    private static (Value Base, long Distance) Split(Value value)
    {
        long distance = 0;
        for (; value is Instruction { Op: Op.Offset } offset; value = offset.Operands[0])
            distance += offset.Immediate;
        return (value, distance);
    }

    private bool IsKeptHere(Value value) => _defined.Contains(value) && !Code.Recomputed.Contains(value);

    private HashSet<Value> Defined()
    {
        var defined = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        foreach (var segment in Region.Segments)
        {
            if (segment.IsHead)
                defined.UnionWith(segment.Block.Parameters);
            else if (Region.Entries.Count > 1 && !segment.IsTail)
                defined.Add(segment.Block.Instructions[segment.Start - 1]);
            defined.UnionWith(segment.Instructions);
        }
        return defined;
    }

    private HashSet<Value> Touched()
    {
        var touched = new HashSet<Value>(_defined, ReferenceEqualityComparer.Instance);
        foreach (var segment in Region.Segments)
        {
            foreach (var instruction in segment.Instructions)
                touched.UnionWith(instruction.Operands);
            if (segment.Sync is { } sync)
            {
                touched.UnionWith(sync.Instruction.Operands);
                continue;
            }
            if (segment.Block.Terminator!.Selector is { } selector)
                touched.Add(selector);
            foreach (var edge in segment.Edges)
                touched.UnionWith(edge.Arguments);
        }
        return touched;
    }
}
