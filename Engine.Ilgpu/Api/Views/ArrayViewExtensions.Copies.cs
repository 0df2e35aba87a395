namespace ILGPU.Runtime;

public static partial class ArrayViewExtensions
{
    /// <summary>Copies as many elements as the target has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The source has fewer.</exception>
    public static void CopyTo<TView>(this TView source, in TView target)
        where TView : IContiguousArrayView
    {
        if (source.Source is { } buffer)
            source.CopyTo(buffer.Accelerator.DefaultStream, target);
        else
            CopyBytes(null, source, target);
    }

    /// <inheritdoc cref="CopyTo{TView}(TView, in TView)"/>
    public static void CopyTo<TView>(this TView source, AcceleratorStream stream, in TView target)
        where TView : IContiguousArrayView => CopyBytes(stream, source, target);

    /// <inheritdoc cref="CopyTo{TView}(TView, in TView)"/>
    public static void CopyFrom<TView>(this TView target, in TView source)
        where TView : IContiguousArrayView => source.CopyTo(target);

    /// <inheritdoc cref="CopyTo{TView}(TView, in TView)"/>
    public static void CopyFrom<TView>(this TView target, AcceleratorStream stream, in TView source)
        where TView : IContiguousArrayView => source.CopyTo(stream, target);

    /// <inheritdoc cref="CopyTo{TView}(TView, in TView)"/>
    public static void CopyTo<T>(
        this ArrayView1D<T, Stride1D.Dense> source, ArrayView1D<T, Stride1D.Dense> target)
        where T : unmanaged => source.BaseView.CopyTo(target.BaseView);

    /// <inheritdoc cref="CopyTo{TView}(TView, in TView)"/>
    public static void CopyTo<T>(
        this ArrayView1D<T, Stride1D.Dense> source, AcceleratorStream stream, in ArrayView1D<T, Stride1D.Dense> target)
        where T : unmanaged => source.BaseView.CopyTo(stream, target.BaseView);

    /// <inheritdoc cref="CopyTo{TView}(TView, in TView)"/>
    public static void CopyFrom<T>(
        this ArrayView1D<T, Stride1D.Dense> target, in ArrayView1D<T, Stride1D.Dense> source)
        where T : unmanaged => source.BaseView.CopyTo(target.BaseView);

    /// <inheritdoc cref="CopyTo{TView}(TView, in TView)"/>
    public static void CopyFrom<T>(
        this ArrayView1D<T, Stride1D.Dense> target, AcceleratorStream stream, in ArrayView1D<T, Stride1D.Dense> source)
        where T : unmanaged => source.BaseView.CopyTo(stream, target.BaseView);

    private static void CopyBytes<TView>(AcceleratorStream? stream, TView source, in TView target)
        where TView : IContiguousArrayView
    {
        if (source.LengthInBytes < target.LengthInBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(target),
                target.Length,
                $"The target has {target.Length} elements, the source only {source.Length}.");
        }
        if (target.LengthInBytes == 0)
            return;
        DeviceCopy.Copy(
            stream!, source.Source!, source.OffsetInBytes, target.Source!, target.OffsetInBytes, target.LengthInBytes);
    }
}
