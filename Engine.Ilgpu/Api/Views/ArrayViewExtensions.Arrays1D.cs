namespace ILGPU.Runtime;

public static partial class ArrayViewExtensions
{
    public static void CopyToCPU<T>(this ArrayView<T> view, T[] data)
        where T : unmanaged => HostArrays.ToArray(null, view.AsDense(), data);

    public static void CopyFromCPU<T>(this ArrayView<T> view, T[] data)
        where T : unmanaged => HostArrays.FromArray(null, view.AsDense(), data);

    public static T[] GetAsArray<T>(this ArrayView<T> view)
        where T : unmanaged => HostArrays.Get(null, view.AsDense());

    public static void CopyToCPU<T>(this ArrayView<T> view, AcceleratorStream stream, T[] data)
        where T : unmanaged => HostArrays.ToArray(stream, view.AsDense(), data);

    public static void CopyFromCPU<T>(this ArrayView<T> view, AcceleratorStream stream, T[] data)
        where T : unmanaged => HostArrays.FromArray(stream, view.AsDense(), data);

    public static T[] GetAsArray<T>(this ArrayView<T> view, AcceleratorStream stream)
        where T : unmanaged => HostArrays.Get(stream, view.AsDense());

    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, T[] data)
        where T : unmanaged => HostArrays.ToArray(null, view, data);

    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, T[] data)
        where T : unmanaged => HostArrays.FromArray(null, view, data);

    public static T[] GetAsArray1D<T>(this ArrayView1D<T, Stride1D.Dense> view)
        where T : unmanaged => HostArrays.Get(null, view);

    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, AcceleratorStream stream, T[] data)
        where T : unmanaged => HostArrays.ToArray(stream, view, data);

    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, AcceleratorStream stream, T[] data)
        where T : unmanaged => HostArrays.FromArray(stream, view, data);

    public static T[] GetAsArray1D<T>(this ArrayView1D<T, Stride1D.Dense> view, AcceleratorStream stream)
        where T : unmanaged => HostArrays.Get(stream, view);

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, T[] data)
        where T : unmanaged => HostArrays.ToArray(null, View(buffer), data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, T[] data)
        where T : unmanaged => HostArrays.FromArray(null, View(buffer), data);

    public static T[] GetAsArray1D<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer)
        where T : unmanaged => HostArrays.Get(null, View(buffer));

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream, T[] data)
        where T : unmanaged => HostArrays.ToArray(stream, View(buffer), data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream, T[] data)
        where T : unmanaged => HostArrays.FromArray(stream, View(buffer), data);

    public static T[] GetAsArray1D<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream)
        where T : unmanaged => HostArrays.Get(stream, View(buffer));

    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.General> view, T[] data)
        where T : unmanaged => HostArrays.ToArray(null, view, data);

    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.General> view, T[] data)
        where T : unmanaged => HostArrays.FromArray(null, view, data);

    public static T[] GetAsArray1D<T>(this ArrayView1D<T, Stride1D.General> view)
        where T : unmanaged => HostArrays.Get(null, view);

    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.General> view, AcceleratorStream stream, T[] data)
        where T : unmanaged => HostArrays.ToArray(stream, view, data);

    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.General> view, AcceleratorStream stream, T[] data)
        where T : unmanaged => HostArrays.FromArray(stream, view, data);

    public static T[] GetAsArray1D<T>(this ArrayView1D<T, Stride1D.General> view, AcceleratorStream stream)
        where T : unmanaged => HostArrays.Get(stream, view);

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.General>> buffer, T[] data)
        where T : unmanaged => HostArrays.ToArray(null, View(buffer), data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.General>> buffer, T[] data)
        where T : unmanaged => HostArrays.FromArray(null, View(buffer), data);

    public static T[] GetAsArray1D<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.General>> buffer)
        where T : unmanaged => HostArrays.Get(null, View(buffer));

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.General>> buffer, AcceleratorStream stream, T[] data)
        where T : unmanaged => HostArrays.ToArray(stream, View(buffer), data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.General>> buffer, AcceleratorStream stream, T[] data)
        where T : unmanaged => HostArrays.FromArray(stream, View(buffer), data);

    public static T[] GetAsArray1D<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.General>> buffer, AcceleratorStream stream)
        where T : unmanaged => HostArrays.Get(stream, View(buffer));
}
