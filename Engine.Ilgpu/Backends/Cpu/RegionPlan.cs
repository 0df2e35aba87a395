using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// A run of a block's instructions without a synchronisation: it ends at the first one (<see cref="Sync"/>) or with
/// the block. The first segment of a block is entered through edges, the others only after a synchronisation.
/// </summary>
internal sealed class Segment(Block block, int start, int end, int index)
{
    /// <summary>True if it starts with its block, where edges lead.</summary>
    public bool IsHead => Start == 0 && !IsTail;

    /// <summary>True for the bare end of a block, where lanes may go on that part ways there; see <see cref="RegionPlan.TailOf"/>.</summary>
    public bool IsTail { get; init; }

    public Block Block { get; } = block;
    public int Start { get; } = start;
    /// <summary>The index after its last instruction; that of the synchronisation if it ends at one.</summary>
    public int End { get; } = end;
    public int Index { get; } = index;

    /// <summary>The synchronisation that ends it; null if the block's terminator does.</summary>
    public SyncPoint? Sync { get; set; }

    public IEnumerable<Instruction> Instructions => Block.Instructions.Skip(Start).Take(End - Start);
    public IReadOnlyList<Edge> Edges => Sync is null ? Block.Terminator!.Edges : [];
}

/// <summary>A synchronisation and where items go on after it.</summary>
/// <param name="Id">Its number, from 0; the region of <paramref name="Continuation"/> has number Id + 1.</param>
internal sealed record SyncPoint(int Id, Instruction Instruction, Segment Continuation);

/// <summary>
/// What items run between two synchronisations: all segments that can be reached from the entries without passing one.
/// </summary>
/// <param name="Plan">The plan that it is of.</param>
/// <param name="Entries">Usually one. The merged form, which bounds the size of code, has one for each continuation.</param>
/// <param name="Segments">In the order of emission, every segment after its dominators.</param>
internal sealed record Region(RegionPlan Plan, IReadOnlyList<(int Pc, Segment Segment)> Entries, IReadOnlyList<Segment> Segments);

/// <summary>
/// Splits a function at its synchronisations, or at those of one kind: vector code runs past those of the warp. A position in the kernel ("pc") is 0 at the start and
/// <see cref="SyncPoint.Id"/> + 1 after a synchronisation. A segment that several positions reach is emitted once for
/// each (a barrier in a loop: the loop's exit, say), unless code would grow too much; then one region serves all.
/// Synchronisations of the group are numbered before those of the warp, and so alike in all plans of a function.
/// </summary>
internal sealed class RegionPlan
{
    /// <summary>Duplication may multiply the number of instructions by this much, plus a constant.</summary>
    private const int GrowthLimit = 4;
    private const int FreeGrowth = 2000;

    private readonly Dictionary<Block, Segment> _heads = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Block, Segment> _tails = new(ReferenceEqualityComparer.Instance);

    private RegionPlan(Function function, UniformValues uniforms, OpTraits borders, Predicate<Block> mayPart)
    {
        var segments = new List<Segment>();
        var syncs = new List<(Segment Before, Instruction Instruction, Segment After)>();
        foreach (var block in function.Blocks)
        {
            int start = 0;
            Segment? before = null;
            for (int i = 0; i <= block.Instructions.Count; i++)
            {
                if (i < block.Instructions.Count && !block.Instructions[i].Op.Is(borders))
                    continue;
                var segment = new Segment(block, start, i, segments.Count);
                segments.Add(segment);
                if (before is null)
                    _heads.Add(block, segment);
                else
                    syncs.Add((before, block.Instructions[start - 1], segment));
                before = segment;
                start = i + 1;
            }
        }
        Segments = segments;
        foreach (var segment in segments)
        {
            if (segment.End == segment.Block.Instructions.Count && mayPart(segment.Block))
                _tails.Add(segment.Block, new Segment(segment.Block, segment.End, segment.End, segments.Count + _tails.Count) { IsTail = true });
        }
        syncs = [.. syncs.OrderBy(sync => sync.Instruction.Op.Is(OpTraits.WarpSync))];
        SyncPoints = [.. syncs.Select((sync, id) => new SyncPoint(id, sync.Instruction, sync.After))];
        for (int i = 0; i < syncs.Count; i++)
            syncs[i].Before.Sync = SyncPoints[i];
        Regions = BuildRegions(function);
        Liveness = new Liveness(function, this, uniforms);
    }

    public IReadOnlyList<Segment> Segments { get; }
    public IReadOnlyList<SyncPoint> SyncPoints { get; }
    public IReadOnlyList<Region> Regions { get; }
    public Liveness Liveness { get; }

    /// <summary>All segments and tails, by <see cref="Segment.Index"/>.</summary>
    public IEnumerable<Segment> SegmentsAndTails => Segments.Concat(_tails.Values);

    public IEnumerable<Segment> Tails => _tails.Values;

    /// <param name="borders">The kinds of synchronisation that end a region.</param>
    /// <param name="mayPart">Whether the lanes of a warp may part ways at a block's end.</param>
    public static RegionPlan Build(Function function, UniformValues uniforms, OpTraits borders, Predicate<Block> mayPart) =>
        new(function, uniforms, borders, mayPart);

    /// <summary>The tail of the block that a segment ends; null if it does not end one, or lanes stay together there.</summary>
    public Segment? TailOf(Segment segment) =>
        segment.Sync is null && _tails.TryGetValue(segment.Block, out var tail) && tail != segment ? tail : null;

    /// <summary>Where edges to a block lead.</summary>
    public Segment HeadOf(Block block) => _heads[block];

    public IEnumerable<Segment> Successors(Segment segment) => segment.Edges.Select(edge => _heads[edge.Target]);

    private List<Region> BuildRegions(Function function)
    {
        List<(int Pc, Segment Segment)> entries = [(0, _heads[function.Entry])];
        entries.AddRange(SyncPoints.Select(sync => (sync.Id + 1, sync.Continuation)));
        var regions = entries.ConvertAll(entry => new Region(this, [entry], Reach([entry.Segment])));
        int size = regions.Sum(region => region.Segments.Sum(segment => segment.End - segment.Start + 1));
        int original = function.Blocks.Sum(block => block.Instructions.Count + 1);
        return size <= (original * GrowthLimit) + FreeGrowth
            ? regions
            : [new Region(this, entries, Reach(entries.ConvertAll(entry => entry.Segment)))];
    }

    /// <summary>Reverse post-order from the entries.</summary>
    private List<Segment> Reach(List<Segment> entries)
    {
        var order = new List<Segment>();
        var seen = new HashSet<Segment>();
        var stack = new Stack<(Segment Segment, IEnumerator<Segment> Next)>();
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            Enter(entries[i]);
            while (stack.TryPeek(out var top))
            {
                if (top.Next.MoveNext())
                {
                    Enter(top.Next.Current);
                    continue;
                }
                order.Add(top.Segment);
                stack.Pop();
            }
        }
        order.Reverse();
        return order;

        // Later edges are walked first, so that the first edge's target comes right after its source.
        void Enter(Segment segment)
        {
            if (seen.Add(segment))
                stack.Push((segment, Successors(segment).Reverse().GetEnumerator()));
        }
    }
}
