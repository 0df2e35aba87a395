using ILGPU.Algorithms.ScanReduceOperations;

namespace ILGPU.Algorithms;

/// <summary>
/// Reductions and scans over the values of a group, in a fixed order that does not depend on the warp size, so that results
/// are the same every time. Every item of the group must take part. In kernels only.
/// </summary>
public static class GroupExtensions
{
    /// <summary>The most items of a group, and so of its values.</summary>
    private const int MaximumGroupSize = 1024;

    /// <summary>How many items work between two barriers.</summary>
    private const int Workers = 32;

    /// <summary>The values of all items combined; every item gets the result.</summary>
    public static T Reduce<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T> => AllReduce<T, TReduction>(value);

    /// <summary>The values of all items combined, for every item.</summary>
    public static T AllReduce<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T>
    {
        TReduction operation = default;
        var values = SharedMemory.Allocate<T>(MaximumGroupSize);
        int item = Group.LinearIndex;
        int count = Group.DimX * Group.DimY * Group.DimZ;
        values[item] = value;
        Group.Barrier();
        if (item < Workers)
        {
            T partial = value;
            for (int i = item + Workers; i < count; i += Workers)
                partial = operation.Apply(partial, values[i]);
            values[item] = partial;
        }
        Group.Barrier();
        if (item == 0)
        {
            T total = values[0];
            for (int i = 1; i < Workers && i < count; i++)
                total = operation.Apply(total, values[i]);
            values[0] = total;
        }
        Group.Barrier();
        T result = values[0];
        // The memory is used again if the call stands in a loop.
        Group.Barrier();
        return result;
    }

    /// <summary>The values of the items before this one combined; the identity for the first.</summary>
    public static T ExclusiveScan<T, TScanOperation>(T value)
        where T : unmanaged
        where TScanOperation : struct, IScanReduceOperation<T>
    {
        TScanOperation operation = default;
        var inclusive = SharedMemory.Allocate<T>(MaximumGroupSize);
        int item = Group.LinearIndex;
        inclusive[item] = InclusiveScan<T, TScanOperation>(value);
        Group.Barrier();
        T result = operation.Identity;
        if (item > 0)
            result = inclusive[item - 1];
        Group.Barrier();
        return result;
    }

    /// <summary>The values of the items up to and with this one combined.</summary>
    public static T InclusiveScan<T, TScanOperation>(T value)
        where T : unmanaged
        where TScanOperation : struct, IScanReduceOperation<T>
    {
        TScanOperation operation = default;
        var values = SharedMemory.Allocate<T>(MaximumGroupSize);
        var totals = SharedMemory.Allocate<T>(Workers);
        int item = Group.LinearIndex;
        int count = Group.DimX * Group.DimY * Group.DimZ;
        // Each worker scans a run of neighbours; then the runs before it are added.
        int run = (count + Workers - 1) / Workers;
        values[item] = value;
        Group.Barrier();
        if (item < Workers && item * run < count)
        {
            int start = item * run;
            T sum = values[start];
            for (int i = start + 1; i < start + run && i < count; i++)
            {
                sum = operation.Apply(sum, values[i]);
                values[i] = sum;
            }
            totals[item] = sum;
        }
        Group.Barrier();
        if (item == 0)
        {
            T sum = totals[0];
            for (int i = 1; i < Workers && i * run < count; i++)
            {
                sum = operation.Apply(sum, totals[i]);
                totals[i] = sum;
            }
        }
        Group.Barrier();
        T result = values[item];
        int mine = item / run;
        if (mine > 0)
            result = operation.Apply(totals[mine - 1], result);
        Group.Barrier();
        return result;
    }
}
