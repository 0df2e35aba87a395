using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ILGPU.Runtime;

public abstract partial class Accelerator
{
    /// <summary>Allocates a buffer; its contents are undefined.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(long length)
        where T : unmanaged => Allocate1D<T, Stride1D.Dense>(length, default);

    public MemoryBuffer1D<T, TStride> Allocate1D<T, TStride>(long length, TStride stride)
        where T : unmanaged
        where TStride : struct, IStride1D
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(this, length, stride);
    }

    public MemoryBuffer2D<T, TStride> Allocate2D<T, TStride>(
        in LongIndex2D extent, Stride2D.GetLeadingDimensionSize getLeadingDimensionSize, Stride2D.BuildStride<TStride> buildStride)
        where T : unmanaged
        where TStride : struct, IStride2D
    {
        ArgumentNullException.ThrowIfNull(getLeadingDimensionSize);
        ArgumentNullException.ThrowIfNull(buildStride);
        return Allocate2D<T, TStride>(extent, buildStride(extent, getLeadingDimensionSize(extent)));
    }

    /// <summary>Allocates a buffer whose neighbours in X touch.</summary>
    public MemoryBuffer2D<T, Stride2D.DenseX> Allocate2DDenseX<T>(in LongIndex2D extent)
        where T : unmanaged => Allocate2D<T, Stride2D.DenseX>(extent, Stride2D.DenseX.FromExtent(extent));

    /// <summary>Allocates a buffer whose neighbours in Y touch, as in a C# array.</summary>
    public MemoryBuffer2D<T, Stride2D.DenseY> Allocate2DDenseY<T>(in LongIndex2D extent)
        where T : unmanaged => Allocate2D<T, Stride2D.DenseY>(extent, Stride2D.DenseY.FromExtent(extent));

    /// <summary>As <see cref="Allocate2DDenseX{T}"/>, with every row (Y) aligned.</summary>
    public MemoryBuffer2D<T, Stride2D.DenseX> Allocate2DPitchedX<T>(in LongIndex2D extent, int xAlignmentInBytes)
        where T : unmanaged =>
        Allocate2D<T, Stride2D.DenseX>(extent, new Stride2D.DenseX(Pitch<T>(extent.X, xAlignmentInBytes)));

    /// <summary>As <see cref="Allocate2DDenseY{T}"/>, with every column (X) aligned.</summary>
    public MemoryBuffer2D<T, Stride2D.DenseY> Allocate2DPitchedY<T>(in LongIndex2D extent, int yAlignmentInBytes)
        where T : unmanaged =>
        Allocate2D<T, Stride2D.DenseY>(extent, new Stride2D.DenseY(Pitch<T>(extent.Y, yAlignmentInBytes)));

    public MemoryBuffer AllocateRaw(long length, int elementSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(elementSize);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new RawMemoryBuffer(this, length, elementSize);
    }

    /// <summary>Page-locks memory that the caller has pinned or allocated outside the garbage collector's reach.</summary>
    public PageLockScope<T> CreatePageLockFromPinned<T>(nint pinned, long numElements)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(this, pinned, numElements);
    }

    /// <summary>Page-locks an array of the pinned heap: <see cref="GC.AllocateArray{T}(int, bool)"/> makes one.</summary>
    public unsafe PageLockScope<T> CreatePageLockFromPinned<T>(T[] pinned)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(pinned);
        return CreatePageLockFromPinned<T>((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned)), pinned.Length);
    }

    private MemoryBuffer2D<T, TStride> Allocate2D<T, TStride>(LongIndex2D extent, TStride stride)
        where T : unmanaged
        where TStride : struct, IStride2D
    {
        ArgumentOutOfRangeException.ThrowIfNegative(extent.X, nameof(extent));
        ArgumentOutOfRangeException.ThrowIfNegative(extent.Y, nameof(extent));
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(this, extent, stride);
    }

    /// <summary>The elements of a row whose size in bytes is a multiple of the alignment.</summary>
    private static int Pitch<T>(long elements, int alignmentInBytes)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alignmentInBytes);
        int size = Unsafe.SizeOf<T>();
        if (alignmentInBytes % size != 0)
        {
            throw new ArgumentException(
                $"The alignment of {alignmentInBytes} bytes is not a multiple of the element size {size}.", nameof(alignmentInBytes));
        }
        int step = alignmentInBytes / size;
        return checked((int)((elements + step - 1) / step * step));
    }
}
