namespace ILGPU.Runtime;

/// <summary>Copies, fills and reinterpretations of views and buffers.</summary>
public static partial class ArrayViewExtensions
{
    public static bool HasNoData<TView>(this TView view)
        where TView : IArrayView => !view.HasData();

    public static bool HasData<TView>(this TView view)
        where TView : IArrayView => view.IsValid && view.Length > 0;

    public static Accelerator GetAccelerator<TView>(this TView view)
        where TView : IArrayView => SourceOf(view).Accelerator;

    public static Context GetContext<TView>(this TView view)
        where TView : IArrayView => view.GetAccelerator().Context;

    public static ContextProperties GetContextProperties<TView>(this TView view)
        where TView : IArrayView => view.GetContext().Properties;

    public static AcceleratorType GetAcceleratorType<TView>(this TView view)
        where TView : IArrayView => SourceOf(view).AcceleratorType;

    /// <summary>Where the view's first element lies: on the device, as the device counts. 0 for a view of nothing.</summary>
    public static nint LoadEffectiveAddressAsPtr<T>(this ArrayView<T> view)
        where T : unmanaged => view.Source is { } source ? source.NativePtr + (nint)view.OffsetInBytes : 0;

    public static VariableView<T> VariableView<T>(this ArrayView<T> view, Index1D element)
        where T : unmanaged => new(view.SubView(element.X, 1));

    public static VariableView<T> VariableView<T>(this ArrayView<T> view, LongIndex1D element)
        where T : unmanaged => new(view.SubView(element.X, 1L));

    public static ArrayView1D<T, Stride1D.Dense> AsDense<T>(this ArrayView<T> view)
        where T : unmanaged => new(view, view.Length, default);

    public static ArrayView1D<T, Stride1D.General> AsGeneral<T>(this ArrayView<T> view, Stride1D.General stride)
        where T : unmanaged => new(view, view.Length, stride);

    public static ArrayView1D<T, Stride1D.General> AsGeneral<T>(this ArrayView<T> view)
        where T : unmanaged => new(view, view.Length, new Stride1D.General(1));

    public static ArrayView2D<T, Stride2D.DenseY> AsTransposed<T>(this ArrayView2D<T, Stride2D.DenseX> view)
        where T : unmanaged =>
        new(view.BaseView, new LongIndex2D(view.Extent.Y, view.Extent.X), new Stride2D.DenseY(view.Stride.YStride));

    public static ArrayView2D<T, Stride2D.DenseX> AsTransposed<T>(this ArrayView2D<T, Stride2D.DenseY> view)
        where T : unmanaged =>
        new(view.BaseView, new LongIndex2D(view.Extent.Y, view.Extent.X), new Stride2D.DenseX(view.Stride.XStride));

    public static ArrayView2D<T, Stride2D.General> AsTransposed<T>(this ArrayView2D<T, Stride2D.General> view)
        where T : unmanaged =>
        new(
            view.BaseView,
            new LongIndex2D(view.Extent.Y, view.Extent.X),
            new Stride2D.General(new Index2D(view.Stride.YStride, view.Stride.XStride)));

    public static ArrayView1D<TOther, Stride1D.Dense> Cast<T, TOther>(this ArrayView1D<T, Stride1D.Dense> view)
        where T : unmanaged
        where TOther : unmanaged => view.BaseView.Cast<TOther>();

    private static MemoryBuffer SourceOf<TView>(TView view)
        where TView : IArrayView =>
        view.Source ?? throw new InvalidOperationException("The view is empty: it belongs to no accelerator.");
}
