namespace ILGPU.Runtime;

public static partial class ArrayViewExtensions
{
    /// <summary>Allocates a buffer and copies the array into it.</summary>
    public static MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(this Accelerator accelerator, T[] data)
        where T : unmanaged => accelerator.Allocate1D(accelerator.DefaultStream, data);

    /// <inheritdoc cref="Allocate1D{T}(Accelerator, T[])"/>
    public static MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(
        this Accelerator accelerator, AcceleratorStream stream, T[] data)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(data);
        var buffer = accelerator.Allocate1D<T>(data.LongLength);
        buffer.CopyFromCPU(stream, data);
        return buffer;
    }

    /// <summary>Allocates a buffer and copies the array into it; element [x, y] becomes (x, y).</summary>
    public static MemoryBuffer2D<T, Stride2D.DenseX> Allocate2DDenseX<T>(this Accelerator accelerator, T[,] data)
        where T : unmanaged => accelerator.Allocate2DDenseX(accelerator.DefaultStream, data);

    /// <inheritdoc cref="Allocate2DDenseX{T}(Accelerator, T[,])"/>
    public static MemoryBuffer2D<T, Stride2D.DenseX> Allocate2DDenseX<T>(
        this Accelerator accelerator, AcceleratorStream stream, T[,] data)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(data);
        var buffer = accelerator.Allocate2DDenseX<T>(new LongIndex2D(data.GetLongLength(0), data.GetLongLength(1)));
        buffer.CopyFromCPU(stream, data);
        return buffer;
    }

    /// <inheritdoc cref="Allocate2DDenseX{T}(Accelerator, T[,])"/>
    public static MemoryBuffer2D<T, Stride2D.DenseY> Allocate2DDenseY<T>(this Accelerator accelerator, T[,] data)
        where T : unmanaged => accelerator.Allocate2DDenseY(accelerator.DefaultStream, data);

    /// <inheritdoc cref="Allocate2DDenseX{T}(Accelerator, T[,])"/>
    public static MemoryBuffer2D<T, Stride2D.DenseY> Allocate2DDenseY<T>(
        this Accelerator accelerator, AcceleratorStream stream, T[,] data)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(data);
        var buffer = accelerator.Allocate2DDenseY<T>(new LongIndex2D(data.GetLongLength(0), data.GetLongLength(1)));
        buffer.CopyFromCPU(stream, data);
        return buffer;
    }

    private static TView View<TView>(MemoryBuffer<TView> buffer)
        where TView : struct, IArrayView
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return buffer.View;
    }
}
