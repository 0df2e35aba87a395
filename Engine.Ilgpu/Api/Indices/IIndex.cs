namespace ILGPU;

/// <summary>Which index type a value has.</summary>
public enum IndexType
{
    None,
    Index1D,
    Index2D,
    Index3D,
    LongIndex1D,
    LongIndex2D,
    LongIndex3D,
    KernelConfig,
}

/// <summary>An index or extent of any dimension.</summary>
public interface IIndex
{
    /// <summary>The number of elements of an extent.</summary>
    long LongSize { get; }

    IndexType IndexType { get; }
}

/// <summary>What all index types can do.</summary>
public interface IGenericIndex<TIndex> : IIndex
    where TIndex : struct, IGenericIndex<TIndex>
{
    bool IsFirst { get; }
    bool InBounds(TIndex dimension);
    bool InBoundsInclusive(TIndex dimension);
    TIndex Add(TIndex rhs);
    TIndex Subtract(TIndex rhs);
}

/// <summary>An index in 32-bit integers.</summary>
public interface IIntIndex<TIndex, TLongIndex> : IGenericIndex<TIndex>
    where TIndex : struct, IIntIndex<TIndex, TLongIndex>
    where TLongIndex : struct, ILongIndex<TLongIndex, TIndex>
{
    int Size { get; }
    TLongIndex ToLongIndex();
}

/// <summary>An index in 64-bit integers.</summary>
public interface ILongIndex<TLongIndex, TIndex> : IGenericIndex<TLongIndex>
    where TLongIndex : struct, ILongIndex<TLongIndex, TIndex>
    where TIndex : struct, IIntIndex<TIndex, TLongIndex>
{
    long Size { get; }
    TIndex ToIntIndex();
}
