namespace ILGPU.Runtime;

/// <summary>A two-dimensional view: a base view, an extent, and the strides of X and Y.</summary>
public readonly struct ArrayView2D<T, TStride> : IArrayView
    where T : unmanaged
    where TStride : struct, IStride2D
{
    public static readonly int ElementSize = ArrayView<T>.ElementSize;
    public static readonly ArrayView2D<T, TStride> Empty;

    public ArrayView2D(ArrayView<T> baseView, LongIndex2D extent, TStride stride)
    {
        BaseView = baseView;
        Extent = extent;
        Stride = stride;
    }

    public ArrayView<T> BaseView { get; }
    public LongIndex2D Extent { get; }
    public TStride Stride { get; }

    public Index2D IntExtent => Extent.ToIntIndex();
    public bool IsValid => BaseView.IsValid;
    public long Length => Extent.Size;
    public int IntLength => (int)Extent.Size;
    public long LengthInBytes => BaseView.LengthInBytes;

    int IArrayView.ElementSize => ElementSize;
    MemoryBuffer? IArrayView.Source => BaseView.Source;

    public ref T this[Index2D index] => ref BaseView[Stride.ComputeElementIndexChecked(index, IntExtent)];

    public ref T this[int x, int y] => ref this[new Index2D(x, y)];

    public ref T this[LongIndex2D index] => ref BaseView[Stride.ComputeElementIndexChecked(index, Extent)];

    public ref T this[long x, long y] => ref this[new LongIndex2D(x, y)];

    public static ArrayView2D<T, TStride> GetEmpty(TStride stride) => new(default, LongIndex2D.Zero, stride);

    public ArrayView1D<T, Stride1D.General> To1DView() => new(BaseView, BaseView.Length, Stride.To1DStride());

    public ArrayView2D<T, Stride2D.DenseX> AsDenseX() => new(BaseView, Extent, new Stride2D.DenseX(Stride.YStride));

    public ArrayView2D<T, Stride2D.DenseY> AsDenseY() => new(BaseView, Extent, new Stride2D.DenseY(Stride.XStride));

    public ArrayView1D<T, TOtherStride> As1DView<TOtherStride>(TOtherStride stride)
        where TOtherStride : struct, IStride1D => new(BaseView, BaseView.Length, stride);

    public int ComputeLinearIndex(Index2D index) => Stride.ComputeElementIndexChecked(index, IntExtent);

    public long ComputeLinearIndex(LongIndex2D index) => Stride.ComputeElementIndexChecked(index, Extent);

    public ArrayView2D<T, TStride> SubView(Index2D index, Index2D extent) =>
        SubView(index.ToLongIndex(), extent.ToLongIndex());

    /// <summary>
    /// A rectangle of the view. Its base view ends with the rectangle's last element, so a rectangle inside the view
    /// always fits.
    /// </summary>
    public ArrayView2D<T, TStride> SubView(LongIndex2D index, LongIndex2D extent)
    {
        long start = Stride.ComputeElementIndex(index);
        long length = extent.X == 0 || extent.Y == 0
            ? 0
            : Stride.ComputeElementIndex(new LongIndex2D(extent.X - 1, extent.Y - 1)) + 1;
        return new(BaseView.SubView(start, length), extent, Stride);
    }

    public VariableView<T> VariableView(Index2D index) => VariableView(index.ToLongIndex());

    public VariableView<T> VariableView(LongIndex2D index) => new(BaseView.SubView(ComputeLinearIndex(index), 1L));

    public ArrayView<T> AsContiguous() => BaseView;

    public ArrayView2D<T, Stride2D.General> AsGeneral(Stride2D.General stride) => new(BaseView, Extent, stride);

    public ArrayView2D<T, Stride2D.General> AsGeneral() => new(BaseView, Extent, Stride.AsGeneral());
}
