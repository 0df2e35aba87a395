namespace ILGPU.Runtime;

public static partial class ArrayViewExtensions
{
    public static void CopyToCPU<T>(this ArrayView2D<T, Stride2D.DenseX> view, T[,] data)
        where T : unmanaged => HostArrays.ToArray(null, view, data);

    public static void CopyFromCPU<T>(this ArrayView2D<T, Stride2D.DenseX> view, T[,] data)
        where T : unmanaged => HostArrays.FromArray(null, view, data);

    public static T[,] GetAsArray2D<T>(this ArrayView2D<T, Stride2D.DenseX> view)
        where T : unmanaged => HostArrays.Get(null, view);

    public static void CopyToCPU<T>(this ArrayView2D<T, Stride2D.DenseX> view, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.ToArray(stream, view, data);

    public static void CopyFromCPU<T>(this ArrayView2D<T, Stride2D.DenseX> view, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.FromArray(stream, view, data);

    public static T[,] GetAsArray2D<T>(this ArrayView2D<T, Stride2D.DenseX> view, AcceleratorStream stream)
        where T : unmanaged => HostArrays.Get(stream, view);

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseX>> buffer, T[,] data)
        where T : unmanaged => HostArrays.ToArray(null, View(buffer), data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseX>> buffer, T[,] data)
        where T : unmanaged => HostArrays.FromArray(null, View(buffer), data);

    public static T[,] GetAsArray2D<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseX>> buffer)
        where T : unmanaged => HostArrays.Get(null, View(buffer));

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseX>> buffer, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.ToArray(stream, View(buffer), data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseX>> buffer, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.FromArray(stream, View(buffer), data);

    public static T[,] GetAsArray2D<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseX>> buffer, AcceleratorStream stream)
        where T : unmanaged => HostArrays.Get(stream, View(buffer));

    public static void CopyToCPU<T>(this ArrayView2D<T, Stride2D.DenseY> view, T[,] data)
        where T : unmanaged => HostArrays.ToArray(null, view, data);

    public static void CopyFromCPU<T>(this ArrayView2D<T, Stride2D.DenseY> view, T[,] data)
        where T : unmanaged => HostArrays.FromArray(null, view, data);

    public static T[,] GetAsArray2D<T>(this ArrayView2D<T, Stride2D.DenseY> view)
        where T : unmanaged => HostArrays.Get(null, view);

    public static void CopyToCPU<T>(this ArrayView2D<T, Stride2D.DenseY> view, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.ToArray(stream, view, data);

    public static void CopyFromCPU<T>(this ArrayView2D<T, Stride2D.DenseY> view, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.FromArray(stream, view, data);

    public static T[,] GetAsArray2D<T>(this ArrayView2D<T, Stride2D.DenseY> view, AcceleratorStream stream)
        where T : unmanaged => HostArrays.Get(stream, view);

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseY>> buffer, T[,] data)
        where T : unmanaged => HostArrays.ToArray(null, View(buffer), data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseY>> buffer, T[,] data)
        where T : unmanaged => HostArrays.FromArray(null, View(buffer), data);

    public static T[,] GetAsArray2D<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseY>> buffer)
        where T : unmanaged => HostArrays.Get(null, View(buffer));

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseY>> buffer, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.ToArray(stream, View(buffer), data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseY>> buffer, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.FromArray(stream, View(buffer), data);

    public static T[,] GetAsArray2D<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseY>> buffer, AcceleratorStream stream)
        where T : unmanaged => HostArrays.Get(stream, View(buffer));

    public static void CopyToCPU<T>(this ArrayView2D<T, Stride2D.General> view, T[,] data)
        where T : unmanaged => HostArrays.ToArray(null, view, data);

    public static void CopyFromCPU<T>(this ArrayView2D<T, Stride2D.General> view, T[,] data)
        where T : unmanaged => HostArrays.FromArray(null, view, data);

    public static T[,] GetAsArray2D<T>(this ArrayView2D<T, Stride2D.General> view)
        where T : unmanaged => HostArrays.Get(null, view);

    public static void CopyToCPU<T>(this ArrayView2D<T, Stride2D.General> view, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.ToArray(stream, view, data);

    public static void CopyFromCPU<T>(this ArrayView2D<T, Stride2D.General> view, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.FromArray(stream, view, data);

    public static T[,] GetAsArray2D<T>(this ArrayView2D<T, Stride2D.General> view, AcceleratorStream stream)
        where T : unmanaged => HostArrays.Get(stream, view);

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.General>> buffer, T[,] data)
        where T : unmanaged => HostArrays.ToArray(null, View(buffer), data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.General>> buffer, T[,] data)
        where T : unmanaged => HostArrays.FromArray(null, View(buffer), data);

    public static T[,] GetAsArray2D<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.General>> buffer)
        where T : unmanaged => HostArrays.Get(null, View(buffer));

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.General>> buffer, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.ToArray(stream, View(buffer), data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.General>> buffer, AcceleratorStream stream, T[,] data)
        where T : unmanaged => HostArrays.FromArray(stream, View(buffer), data);

    public static T[,] GetAsArray2D<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.General>> buffer, AcceleratorStream stream)
        where T : unmanaged => HostArrays.Get(stream, View(buffer));
}
