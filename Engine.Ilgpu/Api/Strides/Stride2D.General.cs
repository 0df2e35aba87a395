namespace ILGPU;

public static partial class Stride2D
{
    /// <summary>A stride of its own for each dimension.</summary>
    public readonly struct General : IStride2D, IEquatable<General>
    {
        public General(Index2D stride) => StrideExtent = stride;

        public Index2D StrideExtent { get; }
        public int XStride => StrideExtent.X;
        public int YStride => StrideExtent.Y;

        public int ComputeElementIndex(Index2D index) => index.X * XStride + index.Y * YStride;
        public long ComputeElementIndex(LongIndex2D index) => index.X * XStride + index.Y * YStride;

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

        public Index2D ReconstructFromElementIndex(int elementIndex) => XStride < YStride
            ? new(elementIndex % YStride / XStride, elementIndex / YStride)
            : new(elementIndex / XStride, elementIndex % XStride / YStride);

        public LongIndex2D ReconstructFromElementIndex(long elementIndex) => XStride < YStride
            ? new(elementIndex % YStride / XStride, elementIndex / YStride)
            : new(elementIndex / XStride, elementIndex % XStride / YStride);

        public int ComputeBufferLength(Index2D extent) => Math.Max(extent.X * XStride, extent.Y * YStride);
        public long ComputeBufferLength(LongIndex2D extent) => Math.Max(extent.X * XStride, extent.Y * YStride);
        public General AsGeneral() => this;
        public Stride1D.General To1DStride() => new(Math.Min(XStride, YStride));

        public bool Equals(General other) => StrideExtent == other.StrideExtent;
        public override bool Equals(object? obj) => obj is General other && Equals(other);
        public override int GetHashCode() => StrideExtent.GetHashCode();
        public override string ToString() => StrideExtent.ToString();
    }
}
