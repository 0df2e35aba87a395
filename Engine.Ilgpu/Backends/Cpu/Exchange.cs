using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

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

/// <summary>
/// Results of shuffles. A plain shuffle counts lanes within the segment, modulo its width; the others give the item its
/// own value where the lane that they name is outside the segment; so does every one where the lane does not exist.
/// </summary>
internal static class WarpExchange
{
    public static void Run(Op op, in ExchangeRows rows, int first, int count, int warpSize)
    {
        for (int lane = 0; lane < count; lane++)
        {
            int item = first + lane;
            int operand = rows.Int32(1, item);
            int width = Math.Clamp(rows.Int32(2, item), 1, warpSize);
            int segment = lane & ~(width - 1);
            long source = op switch
            {
                Op.Shuffle => segment + (operand & (width - 1)),
                Op.ShuffleUp => (long)lane - operand,
                Op.ShuffleDown => (long)lane + operand,
                _ => lane ^ operand,
            };
            bool exists = source >= segment && source < segment + width && source < count;
            rows.Copy(item, first + (exists ? (int)source : lane));
        }
    }
}
