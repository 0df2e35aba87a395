namespace ILGPU;

/// <summary>The strides of one-dimensional views.</summary>
public static class Stride1D
{
    public static int ComputeElementIndex<TStride>(this TStride stride, Index1D index)
        where TStride : struct, IStride1D => stride.ComputeElementIndex(index);

    public static long ComputeElementIndex<TStride>(this TStride stride, LongIndex1D index)
        where TStride : struct, IStride1D => stride.ComputeElementIndex(index);

    public static int ComputeElementIndexChecked<TStride>(this TStride stride, Index1D index, Index1D extent)
        where TStride : struct, IStride1D => stride.ComputeElementIndexChecked(index, extent);

    public static long ComputeElementIndexChecked<TStride>(this TStride stride, LongIndex1D index, LongIndex1D extent)
        where TStride : struct, IStride1D => stride.ComputeElementIndexChecked(index, extent);

    public static int ComputeBufferLength<TStride>(this TStride stride, Index1D extent)
        where TStride : struct, IStride1D => stride.ComputeBufferLength(extent);

    public static long ComputeBufferLength<TStride>(this TStride stride, LongIndex1D extent)
        where TStride : struct, IStride1D => stride.ComputeBufferLength(extent);

    /// <summary>Neighbours touch: the stride is 1.</summary>
    public readonly struct Dense : IStride1D, IEquatable<Dense>
    {
        public Index1D StrideExtent => 1;
        public int XStride => 1;

        public ValueTuple<LongIndex1D, Dense> Cast<TContext>(in TContext context, in LongIndex1D extent)
            where TContext : struct, IStrideCastContext => (context.ComputeNewExtent(extent.X), default);

        public int ComputeElementIndex(Index1D index) => index.X;
        public long ComputeElementIndex(LongIndex1D index) => index.X;
        public int ComputeElementIndexChecked(Index1D index, Index1D extent) => index.X;
        public long ComputeElementIndexChecked(LongIndex1D index, LongIndex1D extent) => index.X;
        public Index1D ReconstructFromElementIndex(int elementIndex) => elementIndex;
        public LongIndex1D ReconstructFromElementIndex(long elementIndex) => elementIndex;
        public int ComputeBufferLength(Index1D extent) => extent.X;
        public long ComputeBufferLength(LongIndex1D extent) => extent.X;
        public General AsGeneral() => new(1);
        public General To1DStride() => new(1);

        public bool Equals(Dense other) => true;
        public override bool Equals(object? obj) => obj is Dense;
        public override int GetHashCode() => 1;
        public override string ToString() => "1";
    }

    /// <summary>Every index means the same, first element: the stride is 0.</summary>
    public readonly struct Infinite : IStride1D, IEquatable<Infinite>
    {
        public Index1D StrideExtent => 0;
        public int XStride => 0;

        public int ComputeElementIndex(Index1D index) => 0;
        public long ComputeElementIndex(LongIndex1D index) => 0;

        public int ComputeElementIndexChecked(Index1D index, Index1D extent)
        {
            KernelAssert.InBounds(index.X, extent.X);
            return 0;
        }

        public long ComputeElementIndexChecked(LongIndex1D index, LongIndex1D extent)
        {
            KernelAssert.InBounds(index.X, extent.X);
            return 0;
        }

        public Index1D ReconstructFromElementIndex(int elementIndex) => 0;
        public LongIndex1D ReconstructFromElementIndex(long elementIndex) => 0;
        public int ComputeBufferLength(Index1D extent) => 1;
        public long ComputeBufferLength(LongIndex1D extent) => 1;
        public General AsGeneral() => new(0);
        public General To1DStride() => new(0);

        public bool Equals(Infinite other) => true;
        public override bool Equals(object? obj) => obj is Infinite;
        public override int GetHashCode() => 0;
        public override string ToString() => "0";
    }

    /// <summary>Neighbours lie a given number of elements apart.</summary>
    public readonly struct General : IStride1D, IEquatable<General>
    {
        public General(Index1D stride) => StrideExtent = stride;

        public Index1D StrideExtent { get; }
        public int XStride => StrideExtent.X;

        public int ComputeElementIndex(Index1D index) => index.X * XStride;
        public long ComputeElementIndex(LongIndex1D index) => index.X * XStride;

        public int ComputeElementIndexChecked(Index1D index, Index1D extent)
        {
            KernelAssert.InBounds(index.X, extent.X);
            return index.X * XStride;
        }

        public long ComputeElementIndexChecked(LongIndex1D index, LongIndex1D extent)
        {
            KernelAssert.InBounds(index.X, extent.X);
            return index.X * XStride;
        }

        public Index1D ReconstructFromElementIndex(int elementIndex) => elementIndex / XStride;
        public LongIndex1D ReconstructFromElementIndex(long elementIndex) => elementIndex / XStride;
        public int ComputeBufferLength(Index1D extent) => extent.X * XStride;
        public long ComputeBufferLength(LongIndex1D extent) => extent.X * XStride;
        public General AsGeneral() => this;
        public General To1DStride() => this;

        public bool Equals(General other) => StrideExtent == other.StrideExtent;
        public override bool Equals(object? obj) => obj is General other && Equals(other);
        public override int GetHashCode() => StrideExtent.GetHashCode();
        public override string ToString() => StrideExtent.ToString();
    }
}
