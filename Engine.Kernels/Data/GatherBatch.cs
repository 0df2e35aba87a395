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

    /// <summary>Rows that a group of <see cref="NormalizedByFour"/> fetches.</summary>
    public const int RowsTogether = 4;

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

    /// <summary>
    /// As <see cref="Normalized"/>, <see cref="RowsTogether"/> rows a group, for devices that run one warp at a time on a core:
    /// samples lie anywhere, and the waits for their first values overlap. Launched with as many groups (grid X) as hold all rows.
    /// </summary>
    public static void NormalizedByFour(GatherSource source, int start, int rows, ArrayView<float> x, ArrayView<byte> y)
    {
        // Where rows are missing, the last one is fetched again.
        int a = Grid.IdxX * RowsTogether;
        int b = IntrinsicMath.Min(a + 1, rows - 1);
        int c = IntrinsicMath.Min(a + 2, rows - 1);
        int d = IntrinsicMath.Min(a + 3, rows - 1);
        int size = source.SampleSize;
        int sampleA = source.Order[start + a];
        int sampleB = source.Order[start + b];
        int sampleC = source.Order[start + c];
        int sampleD = source.Order[start + d];
        for (int column = Group.IdxX; column < size; column += Group.DimX)
        {
            float valueA = source.Images[(sampleA * size) + column];
            float valueB = source.Images[(sampleB * size) + column];
            float valueC = source.Images[(sampleC * size) + column];
            float valueD = source.Images[(sampleD * size) + column];
            x[(a * size) + column] = (valueA * Coarse) + (valueA * Fine);
            x[(b * size) + column] = (valueB * Coarse) + (valueB * Fine);
            x[(c * size) + column] = (valueC * Coarse) + (valueC * Fine);
            x[(d * size) + column] = (valueD * Coarse) + (valueD * Fine);
        }

        if (Group.IdxX == 0)
        {
            y[a] = source.Labels[sampleA];
            y[b] = source.Labels[sampleB];
            y[c] = source.Labels[sampleC];
            y[d] = source.Labels[sampleD];
        }
    }

    /// <summary>As <see cref="NormalizedByFour"/>, from the place step[0] · rows: see <see cref="NormalizedAtStep"/>.</summary>
    public static void NormalizedByFourAtStep(GatherSource source, ArrayView<int> step, int rows, ArrayView<float> x, ArrayView<byte> y) =>
        NormalizedByFour(source, step[0] * rows, rows, x, y);
}
