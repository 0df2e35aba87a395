using System.Runtime.CompilerServices;

namespace ILGPU.Runtime;

/// <summary>A block of device memory.</summary>
public abstract class MemoryBuffer : AcceleratorObject, IContiguousArrayView
{
    private nint _memory;

    private protected MemoryBuffer(Accelerator accelerator, long length, int elementSize)
        : base(accelerator)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        ElementSize = elementSize;
        LengthInBytes = checked(length * elementSize);
        if (LengthInBytes > 0)
            _memory = accelerator.Driver.Allocate(LengthInBytes);
        accelerator.Adopt(this);
    }

    /// <summary>The device's address of the memory; 0 if it is empty or freed.</summary>
    public nint NativePtr => _memory;

    public long Length { get; }
    public int ElementSize { get; }
    public long LengthInBytes { get; }

    bool IArrayView.IsValid => LengthInBytes > 0 && !IsDisposed;
    MemoryBuffer? IArrayView.Source => this;
    long IContiguousArrayView.OffsetInBytes => 0;

    /// <summary>The address, for a launch or a copy.</summary>
    /// <exception cref="ObjectDisposedException">The buffer is gone.</exception>
    internal nint Memory
    {
        get
        {
            if (IsDisposed)
                ThrowDisposed();
            return _memory;
        }
    }

    public void MemSet(AcceleratorStream stream, byte value, long targetOffsetInBytes, long length)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CheckRange(targetOffsetInBytes, length);
        if (length > 0)
            stream.Driver.Fill(Memory, targetOffsetInBytes, value, length);
    }

    /// <summary>Copies as many bytes as the target has.</summary>
    public void CopyTo(AcceleratorStream stream, long sourceOffsetInBytes, in ArrayView<byte> targetView)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CheckRange(sourceOffsetInBytes, targetView.Length);
        if (targetView.Source is { } target)
            DeviceCopy.Copy(stream, this, sourceOffsetInBytes, target, targetView.OffsetInBytes, targetView.Length);
    }

    /// <summary>Copies as many bytes as the source has.</summary>
    public void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, long targetOffsetInBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CheckRange(targetOffsetInBytes, sourceView.Length);
        if (sourceView.Source is { } source)
            DeviceCopy.Copy(stream, source, sourceView.OffsetInBytes, this, targetOffsetInBytes, sourceView.Length);
    }

    public ArrayView<byte> AsRawArrayView() => new(this, 0, LengthInBytes);

    public ArrayView<byte> AsRawArrayView(long offsetInBytes) => new(this, offsetInBytes, LengthInBytes - offsetInBytes);

    public ArrayView<byte> AsRawArrayView(long offsetInBytes, long lengthInBytes) =>
        new(this, offsetInBytes, lengthInBytes);

    /// <summary>A range of the buffer; offset and length count elements of <typeparamref name="T"/>.</summary>
    public ArrayView<T> AsArrayView<T>(long offset, long length)
        where T : unmanaged => new(this, offset, length);

    /// <summary>An element, for host code; only memory that the host can address has them.</summary>
    internal unsafe ref T HostElement<T>(long offsetInBytes)
        where T : unmanaged
    {
        if (Accelerator.AcceleratorType != AcceleratorType.CPU)
            throw new NotSupportedException("Elements of GPU memory cannot be accessed from the host; copy them first.");
        return ref Unsafe.AsRef<T>((byte*)Memory + offsetInBytes);
    }

    private protected override void Release()
    {
        nint memory = Interlocked.Exchange(ref _memory, 0);
        if (memory != 0)
            Accelerator.Driver.Free(memory);
    }

    private void CheckRange(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > LengthInBytes - offset)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, $"The range from byte {offset} lies outside a buffer of {LengthInBytes} bytes.");
        }
    }

    private void ThrowDisposed() =>
        throw new ObjectDisposedException(
            GetType().Name, $"A buffer of {Length} elements is used after it, or its accelerator, was disposed.");
}

/// <summary>A buffer without a type.</summary>
internal sealed class RawMemoryBuffer(Accelerator accelerator, long length, int elementSize)
    : MemoryBuffer(accelerator, length, elementSize);
