using System.Runtime.InteropServices;

namespace ILGPU.Runtime;

public static partial class ArrayViewExtensions
{
    /// <summary>Copies the view to the host and waits for it. The length must be the view's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lengths differ.</exception>
    public static void CopyToCPU<T, TView>(this TView source, ref T cpuData, long length)
        where T : unmanaged
        where TView : IContiguousArrayView<T> => HostCopy.ToHost(null, source, ref cpuData, length);

    /// <inheritdoc cref="CopyToCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyToCPU<T, TView>(this TView source, AcceleratorStream stream, ref T cpuData, long length)
        where T : unmanaged
        where TView : IContiguousArrayView<T> => HostCopy.ToHost(stream, source, ref cpuData, length);

    /// <summary>Copies host data into the view. The length must be the view's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lengths differ.</exception>
    public static void CopyFromCPU<T, TView>(this TView target, ref T cpuData, long length)
        where T : unmanaged
        where TView : IContiguousArrayView<T> => HostCopy.FromHost(null, target, ref cpuData, length);

    /// <inheritdoc cref="CopyFromCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyFromCPU<T, TView>(this TView target, AcceleratorStream stream, ref T cpuData, long length)
        where T : unmanaged
        where TView : IContiguousArrayView<T> => HostCopy.FromHost(stream, target, ref cpuData, length);

    /// <inheritdoc cref="CopyToCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyToCPU<T, TView>(this TView source, in Span<T> span)
        where T : unmanaged
        where TView : IContiguousArrayView<T> => HostCopy.ToHost(null, source, ref Start(span), span.Length);

    /// <inheritdoc cref="CopyToCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyToCPU<T, TView>(this TView source, AcceleratorStream stream, in Span<T> span)
        where T : unmanaged
        where TView : IContiguousArrayView<T> => HostCopy.ToHost(stream, source, ref Start(span), span.Length);

    /// <inheritdoc cref="CopyFromCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyFromCPU<T, TView>(this TView target, in ReadOnlySpan<T> span)
        where T : unmanaged
        where TView : IContiguousArrayView<T> => HostCopy.FromHost(null, target, ref Start(span), span.Length);

    /// <inheritdoc cref="CopyFromCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyFromCPU<T, TView>(this TView target, AcceleratorStream stream, in ReadOnlySpan<T> span)
        where T : unmanaged
        where TView : IContiguousArrayView<T> => HostCopy.FromHost(stream, target, ref Start(span), span.Length);

    /// <inheritdoc cref="CopyToCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> source, ref T cpuData, long length)
        where T : unmanaged => HostCopy.ToHost(null, source.BaseView, ref cpuData, length);

    /// <inheritdoc cref="CopyFromCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> target, ref T cpuData, long length)
        where T : unmanaged => HostCopy.FromHost(null, target.BaseView, ref cpuData, length);

    /// <inheritdoc cref="CopyToCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> source, AcceleratorStream stream, ref T cpuData, long length)
        where T : unmanaged => HostCopy.ToHost(stream, source.BaseView, ref cpuData, length);

    /// <inheritdoc cref="CopyFromCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> target, AcceleratorStream stream, ref T cpuData, long length)
        where T : unmanaged => HostCopy.FromHost(stream, target.BaseView, ref cpuData, length);

    /// <inheritdoc cref="CopyToCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> source, AcceleratorStream stream, in Span<T> span)
        where T : unmanaged => HostCopy.ToHost(stream, source.BaseView, ref Start(span), span.Length);

    /// <inheritdoc cref="CopyFromCPU{T, TView}(TView, ref T, long)"/>
    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> target, AcceleratorStream stream, in ReadOnlySpan<T> span)
        where T : unmanaged => HostCopy.FromHost(stream, target.BaseView, ref Start(span), span.Length);

    private static ref T Start<T>(ReadOnlySpan<T> span) => ref MemoryMarshal.GetReference(span);
}
