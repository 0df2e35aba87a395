using ILGPU.Algorithms.ScanReduceOperations;
using ILGPU.Runtime;

namespace ILGPU.Algorithms;

/// <summary>Reductions of views, in a fixed order.</summary>
public static class ReductionExtensions
{
    private const int GroupSize = 256;

    // Constant, so that the order of operations does not depend on the device.
    private const int MaximumGroups = 64;

    /// <summary>Combines all elements into the first element of the output; the identity if there are none.</summary>
    public static void Reduce<T, TReduction>(
        this Accelerator accelerator, AcceleratorStream stream, ArrayView<T> input, ArrayView<T> output)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T> =>
        accelerator.Reduce<T, Stride1D.Dense, TReduction>(stream, input, output);

    /// <summary>All elements combined.</summary>
    public static T Reduce<T, TReduction>(this Accelerator accelerator, AcceleratorStream stream, ArrayView<T> input)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T> =>
        accelerator.Reduce<T, Stride1D.Dense, TReduction>(stream, input);

    /// <inheritdoc cref="Reduce{T, TReduction}(Accelerator, AcceleratorStream, ArrayView{T})"/>
    public static Task<T> ReduceAsync<T, TReduction>(
        this Accelerator accelerator, AcceleratorStream stream, ArrayView<T> input)
        where T : unmanaged
        where TReduction : struct, IScanReduceOperation<T> =>
        Task.Run(() => accelerator.Reduce<T, TReduction>(stream, input));

    /// <inheritdoc cref="Reduce{T, TReduction}(Accelerator, AcceleratorStream, ArrayView{T}, ArrayView{T})"/>
    public static void Reduce<T, TStride, TReduction>(
        this Accelerator accelerator, AcceleratorStream stream, ArrayView1D<T, TStride> input, ArrayView<T> output)
        where T : unmanaged
        where TStride : struct, IStride1D
        where TReduction : struct, IScanReduceOperation<T>
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(stream);
        int size = Math.Min(GroupSize, accelerator.MaxNumThreadsPerGroup);
        int groups = (int)Math.Clamp((input.Length + size - 1) / size, 1, MaximumGroups);
        using var partial = accelerator.Allocate1D<T>(groups);
        accelerator.Launch(ReduceKernel<T, TStride, TReduction>, stream, new KernelConfig(groups, size), input, partial.AsContiguous());
        accelerator.Launch(
            ReduceKernel<T, Stride1D.Dense, TReduction>, stream, new KernelConfig(1, size), partial.View, output);
        stream.Synchronize();
    }

    /// <inheritdoc cref="Reduce{T, TReduction}(Accelerator, AcceleratorStream, ArrayView{T})"/>
    public static T Reduce<T, TStride, TReduction>(
        this Accelerator accelerator, AcceleratorStream stream, ArrayView1D<T, TStride> input)
        where T : unmanaged
        where TStride : struct, IStride1D
        where TReduction : struct, IScanReduceOperation<T>
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        using var output = accelerator.Allocate1D<T>(1);
        accelerator.Reduce<T, TStride, TReduction>(stream, input, output.AsContiguous());
        T result = default;
        output.View.CopyToCPU(stream, ref result, 1);
        return result;
    }

    /// <inheritdoc cref="Reduce{T, TReduction}(Accelerator, AcceleratorStream, ArrayView{T})"/>
    public static Task<T> ReduceAsync<T, TStride, TReduction>(
        this Accelerator accelerator, AcceleratorStream stream, ArrayView1D<T, TStride> input)
        where T : unmanaged
        where TStride : struct, IStride1D
        where TReduction : struct, IScanReduceOperation<T> =>
        Task.Run(() => accelerator.Reduce<T, TStride, TReduction>(stream, input));

    /// <summary>Each group combines the elements of its items, and each item every n-th element.</summary>
    private static void ReduceKernel<T, TStride, TReduction>(ArrayView1D<T, TStride> input, ArrayView<T> output)
        where T : unmanaged
        where TStride : struct, IStride1D
        where TReduction : struct, IScanReduceOperation<T>
    {
        TReduction operation = default;
        T value = operation.Identity;
        long step = (long)Grid.DimX * Group.DimX;
        for (long i = (long)Grid.IdxX * Group.DimX + Group.IdxX; i < input.Length; i += step)
            value = operation.Apply(value, input[new LongIndex1D(i)]);
        T total = GroupExtensions.AllReduce<T, TReduction>(value);
        if (Group.IsFirstThread)
            output[Grid.IdxX] = total;
    }
}
