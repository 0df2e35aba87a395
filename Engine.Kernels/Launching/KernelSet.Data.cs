using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

public sealed partial class KernelSet
{
    private sealed class GatherFloatsKey<TPlace>;

    private sealed class GatherNormalizedKey<TPlace>;

    private sealed class GatherClassesKey<TPlace>;

    /// <summary>
    /// Fetches rows of floats, samples or targets, [rows, width] from all [count, width] as they are; see
    /// <see cref="GatherRows.Floats"/>. The caller keeps the place within the order.
    /// </summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void GatherFloats<TPlace>(int rows, int width, ArrayView<float> all, ArrayView<int> order, TPlace place, ArrayView<float> x)
        where TPlace : struct, IBatchPlace
    {
        CheckRows(rows, width, order, x);
        if (rows > 0)
        {
            using ObservedCall call = Observe("gather-floats", 2L * sizeof(float) * rows * width);
            Get<GatherFloatsKey<TPlace>, Action<KernelConfig, ArrayView<float>, ArrayView<int>, int, TPlace, ArrayView<float>>>(accelerator =>
                accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<int>, int, TPlace, ArrayView<float>>(
                    GatherRows.Floats))(RowPerGroup(rows, width), all, order, width, place, x);
        }
    }

    /// <summary>As <see cref="GatherFloats"/>, of bytes, which become floats in [0, 1]; see <see cref="GatherRows.Normalized"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void GatherNormalized<TPlace>(int rows, int width, ArrayView<byte> all, ArrayView<int> order, TPlace place, ArrayView<float> x)
        where TPlace : struct, IBatchPlace
    {
        CheckRows(rows, width, order, x);
        if (rows > 0)
        {
            using ObservedCall call = Observe("gather-normalized", (sizeof(byte) + sizeof(float)) * (long)rows * width);
            Get<GatherNormalizedKey<TPlace>, Action<KernelConfig, ArrayView<byte>, ArrayView<int>, int, TPlace, ArrayView<float>>>(accelerator =>
                accelerator.LoadStreamKernel<ArrayView<byte>, ArrayView<int>, int, TPlace, ArrayView<float>>(
                    GatherRows.Normalized))(RowPerGroup(rows, width), all, order, width, place, x);
        }
    }

    /// <summary>Fetches the classes of <paramref name="rows"/> samples; see <see cref="GatherRows.Classes"/>. The caller keeps the place within the order.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void GatherClasses<TPlace>(int rows, ArrayView<byte> all, ArrayView<int> order, TPlace place, ArrayView<byte> y)
        where TPlace : struct, IBatchPlace
    {
        CheckRows(rows, 1, order, y);
        if (rows > 0)
        {
            using ObservedCall call = Observe("gather-classes", 2L * rows);
            Get<GatherClassesKey<TPlace>, Action<Index1D, ArrayView<byte>, ArrayView<int>, TPlace, ArrayView<byte>>>(accelerator =>
                accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<byte>, ArrayView<int>, TPlace, ArrayView<byte>>(
                    GatherRows.Classes))(rows, all, order, place, y);
        }
    }

    private static void CheckRows<T>(int rows, int width, ArrayView<int> order, ArrayView<T> x)
        where T : unmanaged
    {
        ShapeChecks.Extent(rows);
        ShapeChecks.Extent(width);
        ShapeChecks.Vector(order, rows);
        ShapeChecks.Matrix(x, rows, width);
    }

    /// <summary>A group a row, of no more warps than the row keeps busy.</summary>
    private KernelConfig RowPerGroup(int rows, int width)
    {
        int warps = Math.Clamp(width / _device.WarpSize, 1, Math.Max(1, Math.Min(_device.MaxGroupSize / _device.WarpSize, 4)));
        return new KernelConfig(rows, warps * _device.WarpSize);
    }
}
