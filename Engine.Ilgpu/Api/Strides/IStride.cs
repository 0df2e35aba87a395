namespace ILGPU;

/// <summary>How an index becomes a linear element index.</summary>
/// <typeparam name="TStrideIndex">The 32-bit index type.</typeparam>
/// <typeparam name="TExtent">The 64-bit index type.</typeparam>
public interface IStride<TStrideIndex, TExtent>
    where TStrideIndex : struct, IIntIndex<TStrideIndex, TExtent>
    where TExtent : struct, ILongIndex<TExtent, TStrideIndex>
{
    TStrideIndex StrideExtent { get; }
    int ComputeElementIndex(TStrideIndex index);
    long ComputeElementIndex(TExtent index);
    int ComputeElementIndexChecked(TStrideIndex index, TStrideIndex extent);
    long ComputeElementIndexChecked(TExtent index, TExtent extent);
    TStrideIndex ReconstructFromElementIndex(int elementIndex);
    TExtent ReconstructFromElementIndex(long elementIndex);

    /// <summary>The elements that a buffer of the extent needs.</summary>
    int ComputeBufferLength(TStrideIndex extent);

    /// <inheritdoc cref="ComputeBufferLength(TStrideIndex)"/>
    long ComputeBufferLength(TExtent extent);
}

/// <summary>A one-dimensional stride.</summary>
public interface IStride1D : IStride<Index1D, LongIndex1D>
{
    int XStride { get; }
    Stride1D.General AsGeneral();
    Stride1D.General To1DStride();
}

/// <summary>A two-dimensional stride.</summary>
public interface IStride2D : IStride<Index2D, LongIndex2D>
{
    int XStride { get; }
    int YStride { get; }
    Stride2D.General AsGeneral();
    Stride1D.General To1DStride();
}

/// <summary>Turns lengths in one element type into lengths in another.</summary>
public interface IStrideCastContext
{
    int ComputeNewExtent(int sourceExtent);
    long ComputeNewExtent(long sourceExtent);
}
