using ILGPU.Runtime;

namespace ILGPU.Algorithms;

/// <summary>Sets all elements of a view.</summary>
public delegate void Initializer<T, TStride>(AcceleratorStream stream, ArrayView1D<T, TStride> view, T value)
    where T : unmanaged
    where TStride : struct, IStride1D;

/// <summary>Fills views with a value.</summary>
public static class InitializeExtensions
{
    public static Initializer<T, TStride> CreateInitializer<T, TStride>(this Accelerator accelerator)
        where T : unmanaged
        where TStride : struct, IStride1D
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        return (stream, view, value) => accelerator.Initialize(stream, view, value);
    }

    public static void Initialize<T>(this Accelerator accelerator, AcceleratorStream stream, ArrayView<T> view, T value)
        where T : unmanaged => accelerator.Initialize<T, Stride1D.Dense>(stream, view, value);

    public static void Initialize<T, TStride>(
        this Accelerator accelerator, AcceleratorStream stream, ArrayView1D<T, TStride> view, T value)
        where T : unmanaged
        where TStride : struct, IStride1D
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        accelerator.LaunchAutoGrouped(InitializeKernel, stream, view.IntExtent, view, value);
    }

    private static void InitializeKernel<T, TStride>(Index1D index, ArrayView1D<T, TStride> view, T value)
        where T : unmanaged
        where TStride : struct, IStride1D => view[index] = value;
}
