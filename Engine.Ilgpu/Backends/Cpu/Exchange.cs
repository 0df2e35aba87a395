using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>What is to be done at a synchronisation that items have arrived at.</summary>
/// <param name="Slot">The slot of the result; null if there is none or nobody reads it.</param>
/// <param name="Size">Bytes of the result in its slot.</param>
internal readonly record struct Arrival(Op Op, int? Slot, int Size)
{
    /// <summary>The arrivals at the synchronisations of a plan, by their numbers.</summary>
    public static Arrival[] AllOf(RegionPlan plan, SpillSlots slots) =>
        [.. plan.SyncPoints.Select(sync => new Arrival(
            sync.Instruction.Op,
            slots.Find(sync.Instruction)?.Offset,
            sync.Instruction.Type == IRType.Void ? 0 : SpillSlots.StoredType(sync.Instruction.Type).SizeInBytes()))];
}

/// <summary>The rows in which items hand over operands, and the row that receives the results.</summary>
internal readonly unsafe struct ExchangeRows
{
    private readonly byte* _operands;
    private readonly byte* _results;
    private readonly int _rowLength;
    private readonly int _size;

    public ExchangeRows(KernelFrame* frame, int resultSlot, int size)
    {
        _operands = frame->Exchange;
        _rowLength = frame->RowLength;
        _results = frame->Spill + ((long)resultSlot * _rowLength);
        _size = size;
    }

    public int Int32(int operand, int item) => *(int*)(_operands + (8 * (((long)operand * _rowLength) + item)));

    /// <summary>Gives an item the first operand of another (or the same) one as its result.</summary>
    public void Copy(int item, int source)
    {
        if (_size == 8)
            ((long*)_results)[item] = ((long*)_operands)[source];
        else
            ((int*)_results)[item] = (int)((long*)_operands)[source];
    }

    public void Set(int item, int value) => ((int*)_results)[item] = value;
}

/// <summary>Results of synchronisations of the group.</summary>
internal static class GroupExchange
{
    public static void Run(Op op, in ExchangeRows rows, int groupSize)
    {
        if (op == Op.Broadcast)
        {
            for (int item = 0; item < groupSize; item++)
            {
                int source = rows.Int32(1, item);
                rows.Copy(item, (uint)source < (uint)groupSize ? source : item);
            }
            return;
        }
        int passed = 0;
        for (int item = 0; item < groupSize; item++)
            passed += rows.Int32(0, item);
        int result = op switch
        {
            Op.BarrierPopCount => passed,
            Op.BarrierAnd => passed == groupSize ? 1 : 0,
            _ => passed > 0 ? 1 : 0,
        };
        for (int item = 0; item < groupSize; item++)
            rows.Set(item, result);
    }
}

/// <summary>Results of shuffles.</summary>
internal static class WarpExchange
{
    public static void Run(Op op, in ExchangeRows rows, int first, int count, int warpSize)
    {
        for (int lane = 0; lane < count; lane++)
        {
            int item = first + lane;
            int source = SourceLane(op, lane, rows.Int32(1, item), rows.Int32(2, item), warpSize);
            rows.Copy(item, first + (source < count ? source : lane));
        }
    }

    /// <summary>
    /// The lane whose value a shuffle gives. A plain shuffle counts lanes within the segment, modulo its width; the others
    /// name the lane itself where the one that they count to is outside the segment.
    /// </summary>
    public static int SourceLane(Op op, int lane, int operand, int width, int warpSize)
    {
        width = Math.Clamp(width, 1, warpSize);
        int segment = lane & ~(width - 1);
        long source = op switch
        {
            Op.Shuffle => segment + (operand & (width - 1)),
            Op.ShuffleUp => (long)lane - operand,
            Op.ShuffleDown => (long)lane + operand,
            _ => lane ^ operand,
        };
        return source >= segment && source < segment + width ? (int)source : lane;
    }
}
