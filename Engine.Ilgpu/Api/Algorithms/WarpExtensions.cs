using ILGPU.Algorithms.ScanReduceOperations;

namespace ILGPU.Algorithms;

/// <summary>
/// Reductions and scans over the values of a warp. All lanes must take part, and the warp must be full: the group's size
/// a multiple of the warp size. In kernels only.
/// </summary>
public static class WarpExtensions
{
    /// <summary>The values of all lanes combined; valid in the first lane.</summary>
    public static T Reduce<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T>
    {
        TReduction operation = default;
        for (int delta = Warp.WarpSize / 2; delta > 0; delta /= 2)
            value = operation.Apply(value, Warp.ShuffleDown(value, delta));
        return value;
    }

    /// <summary>The values of all lanes combined, in every lane.</summary>
    public static T AllReduce<T, TReduction>(T value)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T> =>
        Warp.Shuffle(Reduce<T, TReduction>(value), 0);

    /// <summary>The values of the lanes before this one combined; the identity for the first.</summary>
    public static T ExclusiveScan<T, TScan>(T value)
        where T : unmanaged
        where TScan : struct, IScanReduceOperation<T>
    {
        TScan operation = default;
        T before = Warp.ShuffleUp(InclusiveScan<T, TScan>(value), 1);
        return Warp.LaneIdx == 0 ? operation.Identity : before;
    }

    /// <summary>The values of the lanes up to and with this one combined.</summary>
    public static T InclusiveScan<T, TScan>(T value)
        where T : unmanaged
        where TScan : struct, IScanReduceOperation<T>
    {
        TScan operation = default;
        for (int delta = 1; delta < Warp.WarpSize; delta *= 2)
        {
            T before = Warp.ShuffleUp(value, delta);
            if (Warp.LaneIdx >= delta)
                value = operation.Apply(before, value);
        }
        return value;
    }
}
