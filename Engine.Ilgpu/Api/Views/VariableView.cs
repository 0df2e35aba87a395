using ILGPU.Runtime;

namespace ILGPU;

/// <summary>A view of one element.</summary>
public readonly struct VariableView<T>
    where T : unmanaged
{
    public static readonly int VariableSize = ArrayView<T>.ElementSize;

    public VariableView(ArrayView<T> baseView) => BaseView = baseView;

    public ArrayView<T> BaseView { get; }
    public bool IsValid => BaseView.IsValid;
    public ref T Value => ref BaseView[0];

    public void CopyTo(VariableView<T> targetView) => BaseView.CopyTo(targetView.BaseView);

    public void CopyFrom(VariableView<T> sourceView) => BaseView.CopyFrom(sourceView.BaseView);

    /// <summary>A part of the element.</summary>
    public VariableView<TOther> SubView<TOther>(int offsetInBytes)
        where TOther : unmanaged => new(BaseView.Cast<byte>().SubView(offsetInBytes, ArrayView<TOther>.ElementSize).Cast<TOther>());
}
