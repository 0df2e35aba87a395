using Engine.Ilgpu.Diagnostics;
using ILGPU.Runtime;

namespace ILGPU;

/// <summary>Memory that the items of a group share. Sizes must be constants of the kernel. In kernels only.</summary>
public static class SharedMemory
{
    public static ref T Allocate<T>()
        where T : unmanaged => ref Throw.KernelOnlyRef<T>();

    public static ArrayView<T> Allocate<T>(int extent)
        where T : unmanaged => Throw.KernelOnly<ArrayView<T>>();

    /// <summary>The shared memory whose size the launch gives (see <see cref="SharedMemoryConfig"/>).</summary>
    public static ArrayView<T> GetDynamic<T>()
        where T : unmanaged => Throw.KernelOnly<ArrayView<T>>();

    public static ArrayView1D<T, Stride1D.Dense> Allocate1D<T>(Index1D extent)
        where T : unmanaged => new(Allocate<T>(extent.X), extent, default);

    public static ArrayView1D<T, TStride> Allocate1D<T, TStride>(Index1D extent, TStride stride)
        where T : unmanaged
        where TStride : struct, IStride1D => new(Allocate<T>(stride.ComputeBufferLength(extent)), extent, stride);

    public static ArrayView2D<T, TStride> Allocate2D<T, TStride>(Index2D extent, TStride stride)
        where T : unmanaged
        where TStride : struct, IStride2D => new(Allocate<T>(stride.ComputeBufferLength(extent)), extent, stride);

    public static ArrayView2D<T, Stride2D.DenseX> Allocate2DDenseX<T>(in Index2D extent)
        where T : unmanaged => new(Allocate<T>(extent.Size), extent, Stride2D.DenseX.FromExtent(extent));

    public static ArrayView2D<T, Stride2D.DenseY> Allocate2DDenseY<T>(in Index2D extent)
        where T : unmanaged => new(Allocate<T>(extent.Size), extent, Stride2D.DenseY.FromExtent(extent));
}
