using Engine.Ilgpu.Diagnostics;
using ILGPU.Runtime;

namespace ILGPU;

/// <summary>Memory of one work item. Sizes must be constants of the kernel. In kernels only.</summary>
public static class LocalMemory
{
    public static ArrayView<T> Allocate<T>(int extent)
        where T : unmanaged => Throw.KernelOnly<ArrayView<T>>();

    public static ArrayView1D<T, Stride1D.Dense> Allocate1D<T>(Index1D extent)
        where T : unmanaged => new(Allocate<T>(extent.X), extent, default);

    public static ArrayView1D<T, TStride> Allocate1D<T, TStride>(Index1D extent, TStride stride)
        where T : unmanaged
        where TStride : struct, IStride1D => new(Allocate<T>(stride.ComputeBufferLength(extent)), extent, stride);

    public static ArrayView2D<T, TStride> Allocate2D<T, TStride>(Index2D extent, TStride stride)
        where T : unmanaged
        where TStride : struct, IStride2D => new(Allocate<T>(stride.ComputeBufferLength(extent)), extent, stride);
}
