using System.Runtime.CompilerServices;

namespace ILGPU.Runtime;

/// <summary>Copies between contiguous views and host memory; both directions wait for the copy.</summary>
internal static class HostCopy
{
    public static unsafe void ToHost<T, TView>(AcceleratorStream? stream, TView source, ref T target, long length)
        where T : unmanaged
        where TView : IContiguousArrayView<T>
    {
        CheckLength(source.Length, length);
        if (length == 0)
            return;
        var buffer = source.Source!;
        nint memory = buffer.Memory;
        stream ??= buffer.Accelerator.DefaultStream;
        fixed (T* data = &target)
        {
            stream.Driver.CopyToHost(data, memory, source.OffsetInBytes, length * Unsafe.SizeOf<T>());
            stream.Synchronize();
        }
    }

    public static unsafe void FromHost<T, TView>(AcceleratorStream? stream, TView target, ref T source, long length)
        where T : unmanaged
        where TView : IContiguousArrayView<T>
    {
        CheckLength(target.Length, length);
        if (length == 0)
            return;
        var buffer = target.Source!;
        nint memory = buffer.Memory;
        stream ??= buffer.Accelerator.DefaultStream;
        fixed (T* data = &source)
        {
            stream.Driver.CopyFromHost(memory, target.OffsetInBytes, data, length * Unsafe.SizeOf<T>());
            stream.Synchronize();
        }
    }

    private static void CheckLength(long viewLength, long length)
    {
        if (viewLength != length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, $"The view has {viewLength} elements, the host data {length}; they must be equal.");
        }
    }
}
