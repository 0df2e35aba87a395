using ILGPU.Algorithms.ScanReduceOperations;

namespace ILGPU.Algorithms;

/// <summary>
/// Reductions and scans over the values of a group. Each warp combines its own in registers, and what the warps have is
/// combined through shared memory. Every item of the group must take part. In kernels only.
/// </summary>
public static class GroupExtensions
{
    /// <summary>The most items of a group, and so of its values.</summary>
    private const int MaximumGroupSize = 1024;

    private static int Count => Group.DimX * Group.DimY * Group.DimZ;

    /// <summary>The values of all items combined; every item gets the result.</summary>
    public static T Reduce<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T> => AllReduce<T, TReduction>(value);

    /// <summary>
    /// The values of all items combined, for every item: pairs of neighbours, then pairs of those, and so on. The result
    /// does not depend on the warp size.
    /// </summary>
    public static T AllReduce<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T>
    {
        if (Warp.WarpSize == 1)
            return AllReduceWithoutWarps<T, TReduction>(value);
        var totals = SharedMemory.Allocate<T>(MaximumGroupSize / 2);
        int item = Group.LinearIndex;
        int lane = Warp.LaneIdx;
        int warp = WarpOf(item);
        int remaining = Count;
        T total = ReduceWarp<T, TReduction>(value, remaining - item);
        while (remaining > Warp.WarpSize)
        {
            // One condition, so that the lanes part once at most.
            if (lane == 0 & item < remaining)
                totals[warp] = total;
            remaining = (remaining + Warp.WarpSize - 1) / Warp.WarpSize;
            Group.Barrier();
            // Once all that is left fits into a warp, every warp combines it for itself.
            int at = remaining > Warp.WarpSize ? item : lane;
            if (at < remaining)
                total = totals[at];
            total = ReduceWarp<T, TReduction>(total, remaining - at);
            // The memory is used again, here or if the call stands in a loop.
            Group.Barrier();
        }
        // A last warp that is not full may lack the lanes to combine what is left.
        return Count > Warp.WarpSize && Count % Warp.WarpSize != 0 ? Group.Broadcast(total, 0) : total;
    }

    /// <summary>The values of the items before this one combined; the identity for the first.</summary>
    public static T ExclusiveScan<T, TScanOperation>(T value)
        where T : unmanaged
        where TScanOperation : struct, IScanReduceOperation<T>
    {
        TScanOperation operation = default;
        T own = WarpExtensions.InclusiveScan<T, TScanOperation>(value);
        T before = ScanWarps<T, TScanOperation>(own);
        T neighbour = Warp.ShuffleUp(own, 1);
        if (WarpOf(Group.LinearIndex) == 0)
            return Warp.IsFirstLane ? operation.Identity : neighbour;
        return Warp.IsFirstLane ? before : operation.Apply(before, neighbour);
    }

    /// <summary>The values of the items up to and with this one combined.</summary>
    public static T InclusiveScan<T, TScanOperation>(T value)
        where T : unmanaged
        where TScanOperation : struct, IScanReduceOperation<T>
    {
        TScanOperation operation = default;
        T own = WarpExtensions.InclusiveScan<T, TScanOperation>(value);
        T before = ScanWarps<T, TScanOperation>(own);
        return WarpOf(Group.LinearIndex) == 0 ? own : operation.Apply(before, own);
    }

    /// <summary>The item's warp, written so that it is seen to be the same for all lanes.</summary>
    private static int WarpOf(int item) => (item - Warp.LaneIdx) / Warp.WarpSize;

    /// <summary>Combines the values of a warp, pairs of neighbours first.</summary>
    /// <param name="remaining">How many values there are from this item on.</param>
    /// <returns>The result, for all lanes.</returns>
    private static T ReduceWarp<T, TReduction>(T value, int remaining)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T>
    {
        TReduction operation = default;
        for (int delta = 1; delta < Warp.WarpSize; delta *= 2)
        {
            T other = Warp.ShuffleDown(value, delta);
            if (delta < remaining)
                value = operation.Apply(value, other);
        }
        return Warp.Shuffle(value, 0);
    }

    private static T AllReduceWithoutWarps<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T>
    {
        TReduction operation = default;
        var values = SharedMemory.Allocate<T>(MaximumGroupSize);
        int item = Group.LinearIndex;
        int count = Count;
        values[item] = value;
        Group.Barrier();
        for (int distance = 1; distance < count; distance *= 2)
        {
            if ((item & (2 * distance - 1)) == 0 & item + distance < count)
                values[item] = operation.Apply(values[item], values[item + distance]);
            Group.Barrier();
        }
        T result = values[0];
        Group.Barrier();
        return result;
    }

    /// <summary>The values of the warps before this one combined; nothing of use for the first warp.</summary>
    /// <param name="own">The inclusive scan of the warp.</param>
    private static T ScanWarps<T, TScanOperation>(T own)
        where T : unmanaged
        where TScanOperation : struct, IScanReduceOperation<T>
    {
        TScanOperation operation = default;
        int count = Count;
        if (count <= Warp.WarpSize)
            return own;
        var totals = SharedMemory.Allocate<T>(MaximumGroupSize);
        int item = Group.LinearIndex;
        int lane = Warp.LaneIdx;
        int warp = WarpOf(item);
        int warps = (count + Warp.WarpSize - 1) / Warp.WarpSize;
        if (Warp.IsLastLane | item == count - 1)
            totals[warp] = own;
        Group.Barrier();
        if (warp == 0)
        {
            T carry = own;
            for (int start = 0; start < warps; start += Warp.WarpSize)
            {
                int at = start + lane;
                T total = own;
                if (at < warps)
                    total = totals[at];
                total = WarpExtensions.InclusiveScan<T, TScanOperation>(total);
                if (start > 0)
                    total = operation.Apply(carry, total);
                if (at < warps)
                    totals[at] = total;
                carry = Warp.Shuffle(total, Warp.WarpSize - 1);
            }
        }
        Group.Barrier();
        T before = own;
        if (warp > 0)
            before = totals[warp - 1];
        Group.Barrier();
        return before;
    }
}
