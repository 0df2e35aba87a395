using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

public sealed partial class KernelSet
{
    // From here on a row has work enough for all lanes of a group.
    private const int NarrowColumns = 64;

    // As many columns at most leave most of a vector empty.
    private const int LeastOfRegisters = 4;

    private const int LeastRowsInRegisters = 1000;

    // The rows of that many turns one after another keep a core busy long enough.
    private const int MostTurns = 16;

    // Key of a kernel without type arguments; generic ones use their functor.
    private sealed class NarrowSoftmaxKey;

    private sealed class SoftmaxInRegistersKey;

    private sealed class WideSoftmaxKey;

    private sealed class WideSoftmaxByFourKey;

    private sealed class LossKey;

    private sealed class LossAndGradientKey;

    private sealed class MetricsKey;

    private sealed class GatherKey;

    private sealed class GatherAtStepKey;

    private sealed class GatherByFourKey;

    private sealed class GatherByFourAtStepKey;

    private sealed class EndStepKey;

    private sealed class ColumnSumsKey<TEpilogue>;

    /// <summary>Y ← softmax of each row of X, both [rows, columns]; they may be the same memory.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void SoftmaxRows(int rows, int columns, ArrayView<float> x, ArrayView<float> y)
    {
        ShapeChecks.Extent(rows);
        ShapeChecks.Extent(columns);
        ShapeChecks.Matrix(x, rows, columns);
        ShapeChecks.Matrix(y, rows, columns);
        if (rows == 0 || columns == 0)
        {
            return;
        }

        using ObservedCall call = Observe("softmax-rows", 2L * sizeof(float) * rows * columns);
        if (FitsRegisters(rows, columns))
        {
            int whole = (rows - SoftmaxInRegisters.RowsBeyond) / SoftmaxInRegisters.Lanes * SoftmaxInRegisters.Lanes;
            int turns = Math.Clamp(rows / (SoftmaxInRegisters.Lanes * _device.WantedWarps), 1, MostTurns);
            int groups = Divide.Ceiling(whole, SoftmaxInRegisters.Lanes * turns);
            Get<SoftmaxInRegistersKey, Action<KernelConfig, ArrayView<float>, int, SpecializedValue<int>, int, ArrayView<float>>>(accelerator =>
                accelerator.LoadStreamKernel<ArrayView<float>, int, SpecializedValue<int>, int, ArrayView<float>>(
                    SoftmaxInRegisters.Rows))(
                new KernelConfig(groups, SoftmaxInRegisters.Lanes), x, whole, SpecializedValue.New(columns), turns, y);
            long done = (long)whole * columns;
            SoftmaxNarrowRows(rows - whole, columns, x.SubView(done, x.Length - done), y.SubView(done, y.Length - done));
        }
        else if (columns <= NarrowColumns)
        {
            SoftmaxNarrowRows(rows, columns, x, y);
        }
        else if (_device.HasCachesOfWarp && rows >= Softmax.RowsTogether * _device.WantedWarps)
        {
            int turns = Math.Min(rows / (Softmax.RowsTogether * _device.WantedWarps), MostTurns);
            int groups = Divide.Ceiling(rows, Softmax.RowsTogether * turns);
            Get<WideSoftmaxByFourKey, Action<KernelConfig, ArrayView<float>, int, int, int, ArrayView<float>>>(accelerator =>
                accelerator.LoadStreamKernel<ArrayView<float>, int, int, int, ArrayView<float>>(
                    Softmax.WideRowsByFour))(new KernelConfig(groups, _device.WarpSize), x, rows, columns, turns, y);
        }
        else
        {
            Get<WideSoftmaxKey, Action<KernelConfig, ArrayView<float>, int, ArrayView<float>>>(accelerator =>
                accelerator.LoadStreamKernel<ArrayView<float>, int, ArrayView<float>>(
                    Softmax.WideRows))(new KernelConfig(rows, _device.WarpSize * _device.WarpsPerGroup), x, columns, y);
        }
    }

    /// <summary>Loss and correctness of each of <paramref name="rows"/> rows of logits; see <see cref="CrossEntropy.Loss"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, an extent negative, or there are more than 4,096 classes.</exception>
    public void CrossEntropyLoss(int rows, in CrossEntropyArguments batch)
    {
        Check(rows, batch);
        if (rows > 0)
        {
            using ObservedCall call = Observe("cross-entropy", LossBytes(rows, batch.Classes));
            Get<LossKey, Action<KernelConfig, CrossEntropyArguments, int>>(accelerator =>
                accelerator.LoadStreamKernel<CrossEntropyArguments, int>(CrossEntropy.Loss))(TilesOf(rows, batch.Classes), batch, rows);
        }
    }

    /// <summary>
    /// Loss and correctness of each row, and the gradient of scale × the summed loss with respect to the logits
    /// [rows, classes], which may be the logits' own memory; see <see cref="CrossEntropy.LossAndGradient"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A view is too small, an extent negative, or there are more than 4,096 classes.</exception>
    public void CrossEntropyGradient(int rows, in CrossEntropyArguments batch, float scale, ArrayView<float> gradient)
    {
        Check(rows, batch);
        ShapeChecks.Matrix(gradient, rows, batch.Classes);
        if (rows > 0)
        {
            using ObservedCall call = Observe("cross-entropy-gradient", LossBytes(rows, batch.Classes) + ((long)sizeof(float) * rows * batch.Classes));
            Get<LossAndGradientKey, Action<KernelConfig, CrossEntropyArguments, int, float, ArrayView<float>>>(accelerator =>
                accelerator.LoadStreamKernel<CrossEntropyArguments, int, float, ArrayView<float>>(
                    CrossEntropy.LossAndGradient))(TilesOf(rows, batch.Classes), batch, rows, scale, gradient);
        }
    }

    /// <summary>Adds up the losses and hits of a batch's rows into one slot of each of two lists; see <see cref="BatchMetrics.Accumulate"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void AccumulateMetrics(
        int rows,
        ArrayView<float> rowLoss,
        ArrayView<float> rowCorrect,
        int slot,
        ArrayView<float> losses,
        ArrayView<float> corrects)
    {
        ShapeChecks.Extent(rows);
        ShapeChecks.Extent(slot);
        ShapeChecks.Vector(rowLoss, rows);
        ShapeChecks.Vector(rowCorrect, rows);
        ShapeChecks.Vector(losses, slot + 1L);
        ShapeChecks.Vector(corrects, slot + 1L);
        int lanes = Math.Min(BatchMetrics.MaxGroupSize, _device.MaxGroupSize);
        using ObservedCall call = Observe("metrics", 2L * sizeof(float) * rows);
        Get<MetricsKey, Action<KernelConfig, ArrayView<float>, ArrayView<float>, int, int, ArrayView<float>, ArrayView<float>>>(accelerator =>
            accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, int, int, ArrayView<float>, ArrayView<float>>(
                BatchMetrics.Accumulate))(new KernelConfig(1, lanes), rowLoss, rowCorrect, rows, slot, losses, corrects);
    }

    /// <summary>
    /// Fetches the samples at places <paramref name="start"/> to start + rows − 1 of the order as floats in [0, 1] and their
    /// labels; see <see cref="GatherBatch.Normalized"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void Gather(int rows, int start, in GatherSource source, ArrayView<float> x, ArrayView<byte> y)
    {
        ShapeChecks.Extent(rows);
        ShapeChecks.Extent(start);
        ShapeChecks.Vector(source.Order, (long)start + rows);
        ShapeChecks.Matrix(x, rows, source.SampleSize);
        ShapeChecks.Vector(y, rows);
        if (rows > 0)
        {
            using ObservedCall call = Observe("gather", (sizeof(byte) + sizeof(float)) * (long)rows * source.SampleSize);
            if (_device.HasCachesOfWarp)
            {
                Get<GatherByFourKey, Action<KernelConfig, GatherSource, int, int, ArrayView<float>, ArrayView<byte>>>(accelerator =>
                    accelerator.LoadStreamKernel<GatherSource, int, int, ArrayView<float>, ArrayView<byte>>(
                        GatherBatch.NormalizedByFour))(WarpPerFourSamples(rows), source, start, rows, x, y);
                return;
            }

            int lanes = _device.WarpSize * _device.WarpsPerGroup;
            Get<GatherKey, Action<KernelConfig, GatherSource, int, ArrayView<float>, ArrayView<byte>>>(accelerator =>
                accelerator.LoadStreamKernel<GatherSource, int, ArrayView<float>, ArrayView<byte>>(
                    GatherBatch.Normalized))(new KernelConfig(rows, lanes), source, start, x, y);
        }
    }

    /// <summary>
    /// Fetches the batch of the step at hand, the samples at places step · rows to (step + 1) · rows − 1; see
    /// <see cref="GatherBatch.NormalizedAtStep"/>. The caller keeps the step within the order.
    /// </summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void GatherAtStep(int rows, in StepSchedule schedule, in GatherSource source, ArrayView<float> x, ArrayView<byte> y)
    {
        ShapeChecks.Extent(rows);
        ShapeChecks.Vector(schedule.Step, 1);
        ShapeChecks.Vector(source.Order, rows);
        ShapeChecks.Matrix(x, rows, source.SampleSize);
        ShapeChecks.Vector(y, rows);
        if (rows > 0)
        {
            using ObservedCall call = Observe("gather", (sizeof(byte) + sizeof(float)) * (long)rows * source.SampleSize);
            if (_device.HasCachesOfWarp)
            {
                Get<GatherByFourAtStepKey, Action<KernelConfig, GatherSource, ArrayView<int>, int, ArrayView<float>, ArrayView<byte>>>(accelerator =>
                    accelerator.LoadStreamKernel<GatherSource, ArrayView<int>, int, ArrayView<float>, ArrayView<byte>>(
                        GatherBatch.NormalizedByFourAtStep))(WarpPerFourSamples(rows), source, schedule.Step, rows, x, y);
                return;
            }

            int lanes = _device.WarpSize * _device.WarpsPerGroup;
            Get<GatherAtStepKey, Action<KernelConfig, GatherSource, ArrayView<int>, int, ArrayView<float>, ArrayView<byte>>>(accelerator =>
                accelerator.LoadStreamKernel<GatherSource, ArrayView<int>, int, ArrayView<float>, ArrayView<byte>>(
                    GatherBatch.NormalizedAtStep))(new KernelConfig(rows, lanes), source, schedule.Step, rows, x, y);
        }
    }

    /// <summary>
    /// As <see cref="AccumulateMetrics"/> into the slot of the step at hand, which is then done; see
    /// <see cref="BatchMetrics.EndStep"/>. The caller keeps the step within the lists.
    /// </summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void EndStep(
        int rows,
        ArrayView<float> rowLoss,
        ArrayView<float> rowCorrect,
        in StepSchedule schedule,
        ArrayView<float> losses,
        ArrayView<float> corrects)
    {
        ShapeChecks.Extent(rows);
        ShapeChecks.Vector(schedule.Step, 1);
        ShapeChecks.Vector(rowLoss, rows);
        ShapeChecks.Vector(rowCorrect, rows);
        int lanes = Math.Min(BatchMetrics.MaxGroupSize, _device.MaxGroupSize);
        using ObservedCall call = Observe("metrics", 2L * sizeof(float) * rows);
        Get<EndStepKey, Action<KernelConfig, ArrayView<float>, ArrayView<float>, int, ArrayView<int>, ArrayView<float>, ArrayView<float>>>(accelerator =>
            accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, int, ArrayView<int>, ArrayView<float>, ArrayView<float>>(
                BatchMetrics.EndStep))(new KernelConfig(1, lanes), rowLoss, rowCorrect, rows, schedule.Step, losses, corrects);
    }

    /// <summary>sums[c] ← Σᵣ x[r,c] for X [rows, columns].</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void SumColumns(int rows, int columns, ArrayView<float> x, ArrayView<float> sums)
    {
        ShapeChecks.Vector(sums, columns);
        using ObservedCall call = Observe("sum-columns", sizeof(float) * (((long)rows * columns) + columns));
        SumColumns(rows, columns, x, new AffineEpilogue(sums, 1, 0));
    }

    /// <summary>Updates a bias [units] by its gradient, the column sums of D [rows, units]; the gradient is never stored.</summary>
    /// <param name="update">The rule, with views of the bias and its state that start at the bias's first element.</param>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void UpdateBias<TUpdate>(int rows, int units, ArrayView<float> gradient, TUpdate update)
        where TUpdate : struct, IWeightUpdate
    {
        using ObservedCall call = Observe<TUpdate>("update-bias", (sizeof(float) * (long)rows * units) + UpdateBytes<TUpdate>(units));
        SumColumns(rows, units, gradient, new UpdateEpilogue<TUpdate>(update));
    }

    private static long LossBytes(long rows, int classes) => rows * ((sizeof(float) * (classes + 2L)) + sizeof(byte));

    private static void Check(int rows, in CrossEntropyArguments batch)
    {
        ShapeChecks.Extent(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.Classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Classes, RowTile.Capacity);
        ShapeChecks.Matrix(batch.Logits, rows, batch.Classes);
        ShapeChecks.Vector(batch.Labels, rows);
        ShapeChecks.Vector(batch.RowLoss, rows);
        ShapeChecks.Vector(batch.RowCorrect, rows);
    }

    // Each number of columns has a kernel of its own, which few rows are not worth; of short rows most of the registers would be empty.
    private bool FitsRegisters(int rows, int columns) =>
        _device.HasCachesOfWarp && _device.WarpSize == SoftmaxInRegisters.Lanes
        && columns > LeastOfRegisters && columns <= SoftmaxInRegisters.Lanes && rows >= LeastRowsInRegisters;

    private void SoftmaxNarrowRows(int rows, int columns, ArrayView<float> x, ArrayView<float> y) =>
        Get<NarrowSoftmaxKey, Action<KernelConfig, ArrayView<float>, int, int, ArrayView<float>>>(accelerator =>
            accelerator.LoadStreamKernel<ArrayView<float>, int, int, ArrayView<float>>(
                Softmax.NarrowRows))(TilesOf(rows, columns), x, rows, columns, y);

    private KernelConfig WarpPerFourSamples(int rows) => new(Divide.Ceiling(rows, GatherBatch.RowsTogether), _device.WarpSize);

    /// <summary>Groups with a lane a row, for kernels that hold their rows in a <see cref="RowTile"/>.</summary>
    private KernelConfig TilesOf(int rows, int columns)
    {
        int fitting = RowTile.Capacity / columns;
        int warps = Math.Min(fitting / _device.WarpSize, _device.WarpsPerGroup);
        int lanes = warps > 0 ? warps * _device.WarpSize : fitting;
        return new KernelConfig(Divide.Ceiling(rows, lanes), lanes);
    }

    private void SumColumns<TEpilogue>(int rows, int columns, ArrayView<float> x, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        ShapeChecks.Extent(rows);
        ShapeChecks.Extent(columns);
        ShapeChecks.Matrix(x, rows, columns);
        if (columns > 0)
        {
            Get<ColumnSumsKey<TEpilogue>, Action<Index1D, ArrayView<float>, int, int, TEpilogue>>(accelerator =>
                accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, int, int, TEpilogue>(
                    ColumnSums.Sum))(columns, x, rows, columns, epilogue);
        }
    }
}
