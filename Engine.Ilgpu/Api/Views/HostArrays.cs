using System.Runtime.InteropServices;

namespace ILGPU.Runtime;

/// <summary>
/// Copies between views of any stride and C# arrays. Views with gaps go through a host copy of the
/// memory that they span, so that what lies in the gaps stays as it is.
/// </summary>
internal static class HostArrays
{
    public static void ToArray<T, TStride>(AcceleratorStream? stream, ArrayView1D<T, TStride> view, T[] data)
        where T : unmanaged
        where TStride : struct, IStride1D
    {
        ArgumentNullException.ThrowIfNull(data);
        if (IsPlain(view))
        {
            HostCopy.ToHost(stream, view.BaseView, ref First(data), data.LongLength);
            return;
        }
        CheckExtent(view.Length == data.LongLength, $"{view.Length}", $"{data.LongLength}");
        var memory = Read(stream, view.BaseView);
        for (long i = 0; i < data.LongLength; i++)
            data[i] = memory[view.Stride.ComputeElementIndex((LongIndex1D)i)];
    }

    public static void FromArray<T, TStride>(AcceleratorStream? stream, ArrayView1D<T, TStride> view, T[] data)
        where T : unmanaged
        where TStride : struct, IStride1D
    {
        ArgumentNullException.ThrowIfNull(data);
        if (IsPlain(view))
        {
            HostCopy.FromHost(stream, view.BaseView, ref First(data), data.LongLength);
            return;
        }
        CheckExtent(view.Length == data.LongLength, $"{view.Length}", $"{data.LongLength}");
        var memory = Read(stream, view.BaseView);
        for (long i = 0; i < data.LongLength; i++)
            memory[view.Stride.ComputeElementIndex((LongIndex1D)i)] = data[i];
        HostCopy.FromHost(stream, view.BaseView, ref First(memory), memory.LongLength);
    }

    public static T[] Get<T, TStride>(AcceleratorStream? stream, ArrayView1D<T, TStride> view)
        where T : unmanaged
        where TStride : struct, IStride1D
    {
        var data = new T[view.Length];
        ToArray(stream, view, data);
        return data;
    }

    public static void ToArray<T, TStride>(AcceleratorStream? stream, ArrayView2D<T, TStride> view, T[,] data)
        where T : unmanaged
        where TStride : struct, IStride2D
    {
        CheckExtent(view, data);
        var memory = Read(stream, view.BaseView);
        for (int x = 0; x < data.GetLength(0); x++)
        {
            for (int y = 0; y < data.GetLength(1); y++)
                data[x, y] = memory[view.Stride.ComputeElementIndex(new LongIndex2D(x, y))];
        }
    }

    public static void FromArray<T, TStride>(AcceleratorStream? stream, ArrayView2D<T, TStride> view, T[,] data)
        where T : unmanaged
        where TStride : struct, IStride2D
    {
        CheckExtent(view, data);
        bool hasGaps = view.BaseView.Length != view.Length;
        var memory = hasGaps ? Read(stream, view.BaseView) : new T[view.Length];
        for (int x = 0; x < data.GetLength(0); x++)
        {
            for (int y = 0; y < data.GetLength(1); y++)
                memory[view.Stride.ComputeElementIndex(new LongIndex2D(x, y))] = data[x, y];
        }
        HostCopy.FromHost(stream, view.BaseView, ref First(memory), memory.LongLength);
    }

    public static T[,] Get<T, TStride>(AcceleratorStream? stream, ArrayView2D<T, TStride> view)
        where T : unmanaged
        where TStride : struct, IStride2D
    {
        var data = new T[view.Extent.X, view.Extent.Y];
        ToArray(stream, view, data);
        return data;
    }

    private static bool IsPlain<T, TStride>(ArrayView1D<T, TStride> view)
        where T : unmanaged
        where TStride : struct, IStride1D => view.Stride.XStride == 1 && view.BaseView.Length == view.Length;

    private static T[] Read<T>(AcceleratorStream? stream, ArrayView<T> view)
        where T : unmanaged
    {
        var memory = new T[view.Length];
        HostCopy.ToHost(stream, view, ref First(memory), memory.LongLength);
        return memory;
    }

    private static ref T First<T>(T[] data) => ref MemoryMarshal.GetArrayDataReference(data);

    private static void CheckExtent<T, TStride>(ArrayView2D<T, TStride> view, T[,] data)
        where T : unmanaged
        where TStride : struct, IStride2D
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckExtent(
            view.Extent.X == data.GetLongLength(0) && view.Extent.Y == data.GetLongLength(1),
            $"{view.Extent.X} x {view.Extent.Y}",
            $"{data.GetLongLength(0)} x {data.GetLongLength(1)}");
    }

    private static void CheckExtent(bool equal, string view, string data)
    {
        if (!equal)
            throw new ArgumentOutOfRangeException(nameof(data), $"The view has {view} elements, the array {data}; they must be equal.");
    }
}
