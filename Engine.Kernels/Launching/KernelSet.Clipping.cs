using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

public sealed partial class KernelSet
{
    private sealed class SumSquaresKey;

    private sealed class ClipFactorKey;

    /// <summary>Elements of the memory that <see cref="ClipFactor"/> needs for sums.</summary>
    /// <param name="count">Gradients.</param>
    public static int PartsOfNorm(int count) => Divide.Ceiling(count, Clipping.PartLength);

    /// <summary>
    /// factor[0] ← limit / max(‖g‖, limit) for the first <paramref name="count"/> gradients g; see <see cref="Clipping"/>.
    /// The same bits whatever the number of threads.
    /// </summary>
    /// <param name="limit">The largest norm, above 0.</param>
    /// <param name="sums">Scratch memory of <see cref="PartsOfNorm"/> elements.</param>
    /// <param name="factor">One element.</param>
    /// <exception cref="ArgumentException">A view is too small, or the count negative.</exception>
    public void ClipFactor(int count, ArrayView<float> gradients, float limit, ArrayView<float> sums, ArrayView<float> factor)
    {
        ShapeChecks.Extent(count);
        ShapeChecks.Vector(gradients, count);
        int parts = PartsOfNorm(count);
        ShapeChecks.Vector(sums, parts);
        ShapeChecks.Vector(factor, 1);
        using ObservedCall call = Observe("clip-factor", sizeof(float) * ((long)count + parts + 1));
        if (count > 0)
        {
            int lanes = Math.Min(Clipping.MaxGroupSize, _device.MaxGroupSize);
            Get<SumSquaresKey, Action<KernelConfig, ArrayView<float>, int, ArrayView<float>>>(accelerator =>
                accelerator.LoadStreamKernel<ArrayView<float>, int, ArrayView<float>>(
                    Clipping.SumSquares))(new KernelConfig(parts, lanes), gradients, count, sums);
        }

        Get<ClipFactorKey, Action<Index1D, ArrayView<float>, int, float, ArrayView<float>>>(accelerator =>
            accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, int, float, ArrayView<float>>(
                Clipping.FindFactor))(1, sums, parts, limit, factor);
    }
}
