namespace ILGPU.Runtime;

/// <summary>A one-dimensional view: a base view, an extent, and the stride between neighbours.</summary>
public readonly struct ArrayView1D<T, TStride> : IArrayView
    where T : unmanaged
    where TStride : struct, IStride1D
{
    public static readonly int ElementSize = ArrayView<T>.ElementSize;
    public static readonly ArrayView1D<T, TStride> Empty;

    public ArrayView1D(ArrayView<T> baseView, LongIndex1D extent, TStride stride)
    {
        BaseView = baseView;
        Extent = extent;
        Stride = stride;
    }

    public ArrayView<T> BaseView { get; }
    public LongIndex1D Extent { get; }
    public TStride Stride { get; }

    public Index1D IntExtent => (int)Extent.X;
    public bool IsValid => BaseView.IsValid;
    public long Length => Extent.X;
    public int IntLength => (int)Extent.X;
    public long LengthInBytes => BaseView.LengthInBytes;

    int IArrayView.ElementSize => ElementSize;
    MemoryBuffer? IArrayView.Source => BaseView.Source;

    public ref T this[Index1D index] => ref BaseView[Stride.ComputeElementIndexChecked(index, IntExtent)];

    public ref T this[LongIndex1D index] => ref BaseView[Stride.ComputeElementIndexChecked(index, Extent)];

    public static ArrayView1D<T, TStride> GetEmpty(TStride stride) => new(default, 0, stride);

    public ArrayView1D<T, Stride1D.General> To1DView() => new(BaseView, Extent, Stride.To1DStride());

    public ArrayView2D<T, TOtherStride> As2DView<TOtherStride>(LongIndex2D extent, TOtherStride stride)
        where TOtherStride : struct, IStride2D => new(BaseView, extent, stride);

    public ArrayView2D<T, Stride2D.DenseX> As2DDenseXView(LongIndex2D extent) =>
        new(BaseView, extent, Stride2D.DenseX.FromExtent(extent));

    public ArrayView2D<T, Stride2D.DenseY> As2DDenseYView(LongIndex2D extent) =>
        new(BaseView, extent, Stride2D.DenseY.FromExtent(extent));

    public int ComputeLinearIndex(Index1D index) => Stride.ComputeElementIndexChecked(index, IntExtent);

    public long ComputeLinearIndex(LongIndex1D index) => Stride.ComputeElementIndexChecked(index, Extent);

    public ArrayView1D<T, TStride> SubView(Index1D index, Index1D extent) =>
        SubView(index.ToLongIndex(), extent.ToLongIndex());

    public ArrayView1D<T, TStride> SubView(LongIndex1D index, LongIndex1D extent) =>
        new(BaseView.SubView(Stride.ComputeElementIndex(index), Stride.ComputeBufferLength(extent)), extent, Stride);

    public VariableView<T> VariableView(Index1D index) => VariableView(index.ToLongIndex());

    public VariableView<T> VariableView(LongIndex1D index) => new(BaseView.SubView(ComputeLinearIndex(index), 1L));

    public ArrayView<T> AsContiguous() => BaseView;

    public ArrayView1D<T, Stride1D.Dense> AsDense() => new(BaseView, BaseView.Length, default);

    public ArrayView1D<T, Stride1D.General> AsGeneral(Stride1D.General stride) => new(BaseView, Extent, stride);

    public ArrayView1D<T, Stride1D.General> AsGeneral() => new(BaseView, Extent, Stride.AsGeneral());
}
