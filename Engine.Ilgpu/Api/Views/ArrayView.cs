using System.Runtime.CompilerServices;
using Engine.Ilgpu.Diagnostics;
using ILGPU.Runtime;

namespace ILGPU;

/// <summary>
/// A contiguous range of elements of a buffer. In kernels its members are operations of the compiler;
/// the bodies here are what they do on the host.
/// </summary>
public readonly struct ArrayView<T> : IContiguousArrayView<T>, IEquatable<ArrayView<T>>
    where T : unmanaged
{
    public static readonly int ElementSize = Unsafe.SizeOf<T>();
    public static readonly ArrayView<T> Empty;

    private readonly MemoryBuffer? _source;
    private readonly long _offsetInBytes;
    private readonly long _length;

    /// <summary>Views a range of a buffer.</summary>
    /// <param name="index">The first element, counted in elements of <typeparamref name="T"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the buffer.</exception>
    public ArrayView(MemoryBuffer source, long index, long length)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, source.LengthInBytes / Unsafe.SizeOf<T>() - index);
        _source = source;
        _offsetInBytes = index * Unsafe.SizeOf<T>();
        _length = length;
    }

    /// <summary>For ranges that are known to be good.</summary>
    internal ArrayView(MemoryBuffer? source, long length, long offsetInBytes, bool _)
    {
        _source = source;
        _offsetInBytes = offsetInBytes;
        _length = length;
    }

    public bool IsValid => _source is not null && _length > 0;
    public LongIndex1D Extent => Length;
    public Stride1D.Dense Stride => default;
    public Index1D IntExtent => IntLength;
    public long Length => _length;
    public int IntLength => checked((int)_length);
    public long LengthInBytes => _length * Unsafe.SizeOf<T>();

    int IArrayView.ElementSize => Unsafe.SizeOf<T>();
    MemoryBuffer? IArrayView.Source => _source;
    long IContiguousArrayView.OffsetInBytes => _offsetInBytes;
    internal MemoryBuffer? Source => _source;
    internal long OffsetInBytes => _offsetInBytes;

    public ref T this[Index1D index] => ref At(index.X);
    public ref T this[LongIndex1D index] => ref At(index.X);
    public ref T this[int index] => ref At(index);
    public ref T this[long index] => ref At(index);

    public ArrayView<T> SubView(long index)
    {
        if (index < 0 || index > _length)
            Throw.ViewRange(index, 0, _length);
        return new(_source, _length - index, _offsetInBytes + index * Unsafe.SizeOf<T>(), true);
    }

    public ArrayView<T> SubView(int index, int subViewLength) => SubView((long)index, subViewLength);

    public ArrayView<T> SubView(long index, long subViewLength)
    {
        if (index < 0 || subViewLength < 0 || subViewLength > _length - index)
            Throw.ViewRange(index, subViewLength, _length);
        return new(_source, subViewLength, _offsetInBytes + index * Unsafe.SizeOf<T>(), true);
    }

    /// <summary>The same bytes as elements of another type; a rest that fills no element is left out.</summary>
    public ArrayView<TOther> Cast<TOther>()
        where TOther : unmanaged => new(_source, LengthInBytes / Unsafe.SizeOf<TOther>(), _offsetInBytes, true);

    public static implicit operator ArrayView1D<T, Stride1D.Dense>(ArrayView<T> view) => new(view, view.Length, default);

    public static implicit operator ArrayView<T>(ArrayView1D<T, Stride1D.Dense> view) => view.BaseView;

    public bool Equals(ArrayView<T> other) =>
        ReferenceEquals(_source, other._source) && _offsetInBytes == other._offsetInBytes && _length == other._length;

    public override bool Equals(object? obj) => obj is ArrayView<T> other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(_source, _offsetInBytes, _length);
    public override string ToString() => $"[{_offsetInBytes}, {_length}]";

    private ref T At(long index)
    {
        if ((ulong)index >= (ulong)_length)
            Throw.ViewIndex(index, _length);
        return ref _source!.HostElement<T>(_offsetInBytes + index * Unsafe.SizeOf<T>());
    }
}
