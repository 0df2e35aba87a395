using System.Runtime.CompilerServices;

namespace ILGPU.Runtime;

public static partial class ArrayViewExtensions
{
    /// <summary>Queues a copy to page-locked memory, as many elements as the view has; it is done when the stream has come to it.</summary>
    public static void CopyToPageLockedAsync<T, TView>(this TView source, PageLockScope<T> pageLockScope)
        where T : unmanaged
        where TView : IContiguousArrayView<T> => CopyToPageLockedAsync(source, StreamOf(pageLockScope), pageLockScope);

    /// <inheritdoc cref="CopyToPageLockedAsync{T, TView}(TView, PageLockScope{T})"/>
    public static unsafe void CopyToPageLockedAsync<T, TView>(this TView source, AcceleratorStream stream, PageLockScope<T> pageLockScope)
        where T : unmanaged
        where TView : IContiguousArrayView<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (BytesOf(source, pageLockScope) is var bytes and > 0)
            stream.Driver.CopyToHost((void*)pageLockScope.AddrOfLockedObject, source.Source!.Memory, source.OffsetInBytes, bytes);
    }

    /// <summary>Queues a copy from page-locked memory, as many elements as the view has; until it is done the memory must not change.</summary>
    public static void CopyFromPageLockedAsync<T, TView>(this TView target, PageLockScope<T> pageLockScope)
        where T : unmanaged
        where TView : IContiguousArrayView<T> => CopyFromPageLockedAsync(target, StreamOf(pageLockScope), pageLockScope);

    /// <inheritdoc cref="CopyFromPageLockedAsync{T, TView}(TView, PageLockScope{T})"/>
    public static unsafe void CopyFromPageLockedAsync<T, TView>(this TView target, AcceleratorStream stream, PageLockScope<T> pageLockScope)
        where T : unmanaged
        where TView : IContiguousArrayView<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (BytesOf(target, pageLockScope) is var bytes and > 0)
            stream.Driver.CopyFromHost(target.Source!.Memory, target.OffsetInBytes, (void*)pageLockScope.AddrOfLockedObject, bytes);
    }

    /// <inheritdoc cref="CopyToPageLockedAsync{T, TView}(TView, PageLockScope{T})"/>
    public static void CopyToPageLockedAsync<T>(this ArrayView1D<T, Stride1D.Dense> source, PageLockScope<T> pageLockScope)
        where T : unmanaged => CopyToPageLockedAsync(source.BaseView, StreamOf(pageLockScope), pageLockScope);

    /// <inheritdoc cref="CopyToPageLockedAsync{T, TView}(TView, PageLockScope{T})"/>
    public static void CopyToPageLockedAsync<T>(
        this ArrayView1D<T, Stride1D.Dense> source, AcceleratorStream stream, PageLockScope<T> pageLockScope)
        where T : unmanaged => CopyToPageLockedAsync(source.BaseView, stream, pageLockScope);

    /// <inheritdoc cref="CopyFromPageLockedAsync{T, TView}(TView, PageLockScope{T})"/>
    public static void CopyFromPageLockedAsync<T>(this ArrayView1D<T, Stride1D.Dense> target, PageLockScope<T> pageLockScope)
        where T : unmanaged => CopyFromPageLockedAsync(target.BaseView, StreamOf(pageLockScope), pageLockScope);

    /// <inheritdoc cref="CopyFromPageLockedAsync{T, TView}(TView, PageLockScope{T})"/>
    public static void CopyFromPageLockedAsync<T>(
        this ArrayView1D<T, Stride1D.Dense> target, AcceleratorStream stream, PageLockScope<T> pageLockScope)
        where T : unmanaged => CopyFromPageLockedAsync(target.BaseView, stream, pageLockScope);

    private static AcceleratorStream StreamOf<T>(PageLockScope<T> scope)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.Accelerator.DefaultStream;
    }

    private static long BytesOf<T, TView>(TView view, PageLockScope<T> scope)
        where T : unmanaged
        where TView : IContiguousArrayView<T>
    {
        ArgumentNullException.ThrowIfNull(scope);
        ObjectDisposedException.ThrowIf(scope.IsDisposed, scope);
        if (view.Length > scope.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(view), view.Length, $"The view has {view.Length} elements, the page-locked memory {scope.Length}.");
        }
        return view.Length * Unsafe.SizeOf<T>();
    }
}
