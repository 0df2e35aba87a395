using ILGPU;

namespace Engine.Kernels;

/// <summary>A data set on the device and the order in which to take its samples.</summary>
/// <param name="Images">Samples [count, sampleSize], row-major, a byte a value.</param>
/// <param name="Labels">The class of each sample.</param>
/// <param name="Order">Which sample comes at which place of an epoch.</param>
/// <param name="SampleSize">Values of a sample.</param>
public readonly record struct GatherSource(ArrayView<byte> Images, ArrayView<byte> Labels, ArrayView<int> Order, int SampleSize);

/// <summary>Fetches minibatches.</summary>
public static class GatherBatch
{
    // b / 255 = b / 256 + b / 65280. The first product is exact, and for each of the 256 bytes the sum rounds to what
    // dividing gives (with one rounding or two), which takes processors ten times as long.
    internal const float Coarse = 1f / 256;
    internal const float Fine = 1f / 65280;

    /// <summary>
    /// x[r,c] = images[order[start + r], c] / 255 and y[r] = labels[order[start + r]], x row-major [rows, sampleSize].
    /// One group a row (grid X), whose lanes share the columns.
    /// </summary>
    public static void Normalized(GatherSource source, int start, ArrayView<float> x, ArrayView<byte> y)
    {
        int row = Grid.IdxX;
        int sample = source.Order[start + row];
        int from = sample * source.SampleSize;
        int to = row * source.SampleSize;
        for (int column = Group.IdxX; column < source.SampleSize; column += Group.DimX)
        {
            float value = source.Images[from + column];
            x[to + column] = (value * Coarse) + (value * Fine);
        }

        if (Group.IdxX == 0)
        {
            y[row] = source.Labels[sample];
        }
    }

    /// <summary>As <see cref="Normalized"/>, from the place step[0] · batch, which the device keeps: see <see cref="StepSchedule"/>.</summary>
    public static void NormalizedAtStep(GatherSource source, ArrayView<int> step, int batch, ArrayView<float> x, ArrayView<byte> y) =>
        Normalized(source, step[0] * batch, x, y);
}
