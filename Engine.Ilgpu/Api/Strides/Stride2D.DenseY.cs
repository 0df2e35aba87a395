namespace ILGPU;

public static partial class Stride2D
{
    /// <summary>Neighbours in Y touch; neighbours in X lie XStride elements apart.</summary>
    public readonly struct DenseY : IStride2D, IEquatable<DenseY>
    {
        public DenseY(int xStride) => XStride = xStride;

        public int XStride { get; }
        public int YStride => 1;
        public Index2D StrideExtent => new(XStride, YStride);

        public static DenseY FromExtent(Index2D extent) => new(extent.Y);
        public static DenseY FromExtent(LongIndex2D extent) => new((int)extent.Y);

        public static int ComputeElementIndex(Index2D index, Index2D extent) => index.X * extent.Y + index.Y;

        public static long ComputeElementIndex(LongIndex2D index, LongIndex2D extent) =>
            index.X * extent.Y + index.Y;

        public static Index2D ReconstructFromElementIndex(int elementIndex, Index2D extent) =>
            new(elementIndex / extent.Y, elementIndex % extent.Y);

        public static LongIndex2D ReconstructFromElementIndex(long elementIndex, LongIndex2D extent) =>
            new(elementIndex / extent.Y, elementIndex % extent.Y);

        public int ComputeElementIndex(Index2D index) => index.X * XStride + index.Y;
        public long ComputeElementIndex(LongIndex2D index) => index.X * XStride + index.Y;

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

        public Index2D ReconstructFromElementIndex(int elementIndex) => new(elementIndex / XStride, elementIndex % XStride);
        public LongIndex2D ReconstructFromElementIndex(long elementIndex) => new(elementIndex / XStride, elementIndex % XStride);
        public int ComputeBufferLength(Index2D extent) => extent.X * XStride;
        public long ComputeBufferLength(LongIndex2D extent) => extent.X * XStride;

        public ValueTuple<LongIndex2D, DenseY> Cast<TContext>(in TContext context, in LongIndex2D extent)
            where TContext : struct, IStrideCastContext =>
            (new LongIndex2D(extent.X, context.ComputeNewExtent(extent.Y)), new DenseY(context.ComputeNewExtent(XStride)));

        public General AsGeneral() => new(StrideExtent);
        public Stride1D.General To1DStride() => new(1);

        public bool Equals(DenseY other) => XStride == other.XStride;
        public override bool Equals(object? obj) => obj is DenseY other && Equals(other);
        public override int GetHashCode() => XStride;
        public override string ToString() => StrideExtent.ToString();
    }
}
