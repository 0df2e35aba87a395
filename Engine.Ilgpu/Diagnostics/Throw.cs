using System.Diagnostics.CodeAnalysis;
using ILGPU;

namespace Engine.Ilgpu.Diagnostics;

/// <summary>Keeps the throwing of exceptions out of line.</summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void ViewIndex(long index, long length) =>
        throw new ArgumentOutOfRangeException(nameof(index), index, $"Index {index} lies outside a view of {length} elements.");

    [DoesNotReturn]
    public static void ViewRange(long index, long count, long length) =>
        throw new ArgumentOutOfRangeException(
            nameof(index), $"The range of {count} elements from index {index} lies outside a view of {length} elements.");

    /// <summary>For members that have a meaning in kernels only.</summary>
    [DoesNotReturn]
    public static void KernelOnly() =>
        throw new InvalidKernelOperationException("This member works only inside a kernel, not on the host.");

    /// <inheritdoc cref="KernelOnly()"/>
    [DoesNotReturn]
    public static T KernelOnly<T>() =>
        throw new InvalidKernelOperationException("This member works only inside a kernel, not on the host.");

    /// <inheritdoc cref="KernelOnly()"/>
    [DoesNotReturn]
    public static ref T KernelOnlyRef<T>() =>
        throw new InvalidKernelOperationException("This member works only inside a kernel, not on the host.");
}
