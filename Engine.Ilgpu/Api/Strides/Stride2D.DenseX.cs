namespace ILGPU;

public static partial class Stride2D
{
    /// <summary>Neighbours in X touch; neighbours in Y lie YStride elements apart.</summary>
    public readonly struct DenseX : IStride2D, IEquatable<DenseX>
    {
        public DenseX(int yStride) => YStride = yStride;

        public int XStride => 1;
        public int YStride { get; }
        public Index2D StrideExtent => new(XStride, YStride);

        public static DenseX FromExtent(Index2D extent) => new(extent.X);
        public static DenseX FromExtent(LongIndex2D extent) => new((int)extent.X);

        public static int ComputeElementIndex(Index2D index, Index2D extent) => index.Y * extent.X + index.X;

        public static long ComputeElementIndex(LongIndex2D index, LongIndex2D extent) =>
            index.Y * extent.X + index.X;

        public static Index2D ReconstructFromElementIndex(int elementIndex, Index2D extent) =>
            new(elementIndex % extent.X, elementIndex / extent.X);

        public static LongIndex2D ReconstructFromElementIndex(long elementIndex, LongIndex2D extent) =>
            new(elementIndex % extent.X, elementIndex / extent.X);

        public int ComputeElementIndex(Index2D index) => index.Y * YStride + index.X;
        public long ComputeElementIndex(LongIndex2D index) => index.Y * YStride + index.X;

        public int ComputeElementIndexChecked(Index2D index, Index2D extent)
        {
            KernelAssert.InBounds(index.X, extent.X);
            KernelAssert.InBounds(index.Y, extent.Y);
            return ComputeElementIndex(index);
        }

        public long ComputeElementIndexChecked(LongIndex2D index, LongIndex2D extent)
        {
            KernelAssert.InBounds(index.X, extent.X);
            KernelAssert.InBounds(index.Y, extent.Y);
            return ComputeElementIndex(index);
        }

        public Index2D ReconstructFromElementIndex(int elementIndex) => new(elementIndex % YStride, elementIndex / YStride);
        public LongIndex2D ReconstructFromElementIndex(long elementIndex) => new(elementIndex % YStride, elementIndex / YStride);
        public int ComputeBufferLength(Index2D extent) => extent.Y * YStride;
        public long ComputeBufferLength(LongIndex2D extent) => extent.Y * YStride;

        public ValueTuple<LongIndex2D, DenseX> Cast<TContext>(in TContext context, in LongIndex2D extent)
            where TContext : struct, IStrideCastContext =>
            (new LongIndex2D(context.ComputeNewExtent(extent.X), extent.Y), new DenseX(context.ComputeNewExtent(YStride)));

        public General AsGeneral() => new(StrideExtent);
        public Stride1D.General To1DStride() => new(1);

        public bool Equals(DenseX other) => YStride == other.YStride;
        public override bool Equals(object? obj) => obj is DenseX other && Equals(other);
        public override int GetHashCode() => YStride;
        public override string ToString() => StrideExtent.ToString();
    }
}
