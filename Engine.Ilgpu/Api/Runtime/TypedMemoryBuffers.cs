namespace ILGPU.Runtime;

/// <summary>A buffer and the view of all of it.</summary>
public class MemoryBuffer<TView> : MemoryBuffer
    where TView : struct, IArrayView
{
    private protected MemoryBuffer(Accelerator accelerator, long length, int elementSize)
        : base(accelerator, length, elementSize)
    {
    }

    public TView View { get; private protected init; }

    public bool IsValid => Length > 0 && !IsDisposed;

    public TView ToArrayView() => View;

    public static implicit operator TView(MemoryBuffer<TView> buffer) => buffer.View;
}

/// <summary>A one-dimensional buffer.</summary>
public class MemoryBuffer1D<T, TStride> : MemoryBuffer<ArrayView1D<T, TStride>>
    where T : unmanaged
    where TStride : struct, IStride1D
{
    internal MemoryBuffer1D(Accelerator accelerator, LongIndex1D extent, TStride stride)
        : base(accelerator, stride.ComputeBufferLength(extent), ArrayView<T>.ElementSize) =>
        View = new(new ArrayView<T>(this, 0, Length), extent, stride);

    public LongIndex1D Extent => View.Extent;
    public Index1D IntExtent => View.IntExtent;

    public ArrayView<T> AsContiguous() => View.BaseView;

    public static explicit operator ArrayView<T>(MemoryBuffer1D<T, TStride> buffer) => buffer.View.BaseView;
}

/// <summary>A two-dimensional buffer.</summary>
public class MemoryBuffer2D<T, TStride> : MemoryBuffer<ArrayView2D<T, TStride>>
    where T : unmanaged
    where TStride : struct, IStride2D
{
    internal MemoryBuffer2D(Accelerator accelerator, LongIndex2D extent, TStride stride)
        : base(accelerator, stride.ComputeBufferLength(extent), ArrayView<T>.ElementSize) =>
        View = new(new ArrayView<T>(this, 0, Length), extent, stride);

    public LongIndex2D Extent => View.Extent;
    public Index2D IntExtent => View.IntExtent;

    public ArrayView<T> AsContiguous() => View.BaseView;

    public static explicit operator ArrayView<T>(MemoryBuffer2D<T, TStride> buffer) => buffer.View.BaseView;
}
