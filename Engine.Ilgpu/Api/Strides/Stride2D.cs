namespace ILGPU;

/// <summary>
/// The strides of two-dimensional views. <see cref="DenseX"/> keeps neighbours in X side by side,
/// <see cref="DenseY"/> neighbours in Y, as a C# array <c>T[x, y]</c> does.
/// </summary>
public static partial class Stride2D
{
    /// <summary>Makes a stride of the given leading dimension.</summary>
    public delegate TStride BuildStride<TStride>(in LongIndex2D extent, int leadingDimension)
        where TStride : struct, IStride2D;

    /// <summary>Computes the leading dimension of an extent.</summary>
    public delegate int GetLeadingDimensionSize(in LongIndex2D extent);

    public static int ComputeElementIndex<TStride>(this TStride stride, Index2D index)
        where TStride : struct, IStride2D => stride.ComputeElementIndex(index);

    public static long ComputeElementIndex<TStride>(this TStride stride, LongIndex2D index)
        where TStride : struct, IStride2D => stride.ComputeElementIndex(index);

    public static int ComputeElementIndexChecked<TStride>(this TStride stride, Index2D index, Index2D extent)
        where TStride : struct, IStride2D => stride.ComputeElementIndexChecked(index, extent);

    public static long ComputeElementIndexChecked<TStride>(this TStride stride, LongIndex2D index, LongIndex2D extent)
        where TStride : struct, IStride2D => stride.ComputeElementIndexChecked(index, extent);

    public static int ComputeBufferLength<TStride>(this TStride stride, Index2D extent)
        where TStride : struct, IStride2D => stride.ComputeBufferLength(extent);

    public static long ComputeBufferLength<TStride>(this TStride stride, LongIndex2D extent)
        where TStride : struct, IStride2D => stride.ComputeBufferLength(extent);
}
