using ILGPU.Runtime;

namespace ILGPU.Algorithms;

/// <summary>A function from elements to elements.</summary>
public interface ITransformer<TSource, TTarget>
    where TSource : unmanaged
    where TTarget : unmanaged
{
    TTarget Transform(TSource value);
}

/// <summary>Applies a function to every element of a view.</summary>
public static class TransformExtensions
{
    public static void Transform<T, TTransformer>(
        this Accelerator accelerator, AcceleratorStream stream, ArrayView<T> source, ArrayView<T> target, TTransformer transformer)
        where T : unmanaged
        where TTransformer : struct, ITransformer<T, T> =>
        accelerator.Transform<T, Stride1D.Dense, T, Stride1D.Dense, TTransformer>(stream, source, target, transformer);

    public static void Transform<TSource, TTarget, TTransformer>(
        this Accelerator accelerator,
        AcceleratorStream stream,
        ArrayView<TSource> source,
        ArrayView<TTarget> target,
        TTransformer transformer)
        where TSource : unmanaged
        where TTarget : unmanaged
        where TTransformer : struct, ITransformer<TSource, TTarget> =>
        accelerator.Transform<TSource, Stride1D.Dense, TTarget, Stride1D.Dense, TTransformer>(stream, source, target, transformer);

    public static void Transform<T, TStride, TTransformer>(
        this Accelerator accelerator,
        AcceleratorStream stream,
        ArrayView1D<T, TStride> source,
        ArrayView1D<T, TStride> target,
        TTransformer transformer)
        where T : unmanaged
        where TStride : struct, IStride1D
        where TTransformer : struct, ITransformer<T, T> =>
        accelerator.Transform<T, TStride, T, TStride, TTransformer>(stream, source, target, transformer);

    /// <exception cref="ArgumentOutOfRangeException">The target has fewer elements than the source.</exception>
    public static void Transform<TSource, TSourceStride, TTarget, TTargetStride, TTransformer>(
        this Accelerator accelerator,
        AcceleratorStream stream,
        ArrayView1D<TSource, TSourceStride> source,
        ArrayView1D<TTarget, TTargetStride> target,
        TTransformer transformer)
        where TSource : unmanaged
        where TSourceStride : struct, IStride1D
        where TTarget : unmanaged
        where TTargetStride : struct, IStride1D
        where TTransformer : struct, ITransformer<TSource, TTarget>
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, source.Length, nameof(target));
        accelerator.LaunchAutoGrouped(TransformKernel, stream, source.IntExtent, source, target, transformer);
    }

    private static void TransformKernel<TSource, TSourceStride, TTarget, TTargetStride, TTransformer>(
        Index1D index,
        ArrayView1D<TSource, TSourceStride> source,
        ArrayView1D<TTarget, TTargetStride> target,
        TTransformer transformer)
        where TSource : unmanaged
        where TSourceStride : struct, IStride1D
        where TTarget : unmanaged
        where TTargetStride : struct, IStride1D
        where TTransformer : struct, ITransformer<TSource, TTarget> =>
        target[index] = transformer.Transform(source[index]);
}
