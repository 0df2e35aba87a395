using ILGPU;

namespace Engine.Kernels;

/// <summary>The totals of a batch, kept on the device until somebody asks.</summary>
public static class BatchMetrics
{
    /// <summary>The most lanes that the kernel may be launched with.</summary>
    public const int MaxGroupSize = 128;

    /// <summary>
    /// losses[slot] = Σ rowLoss, corrects[slot] = Σ rowCorrect over the rows. Lane l adds up the rows l, l + group size, …;
    /// the first lane then adds the lanes' sums in order: a fixed order without atomics. Launched as one group of at
    /// most <see cref="MaxGroupSize"/> lanes.
    /// </summary>
    public static void Accumulate(
        ArrayView<float> rowLoss,
        ArrayView<float> rowCorrect,
        int rows,
        int slot,
        ArrayView<float> losses,
        ArrayView<float> corrects)
    {
        ArrayView<float> laneLoss = SharedMemory.Allocate<float>(128);
        ArrayView<float> laneCorrect = SharedMemory.Allocate<float>(128);
        float loss = 0;
        float correct = 0;
        for (int row = Group.IdxX; row < rows; row += Group.DimX)
        {
            loss += rowLoss[row];
            correct += rowCorrect[row];
        }

        laneLoss[Group.IdxX] = loss;
        laneCorrect[Group.IdxX] = correct;
        Group.Barrier();
        if (Group.IdxX == 0)
        {
            for (int lane = 1; lane < Group.DimX; lane++)
            {
                loss += laneLoss[lane];
                correct += laneCorrect[lane];
            }

            losses[slot] = loss;
            corrects[slot] = correct;
        }
    }

    /// <summary>
    /// As <see cref="Accumulate"/> into the slot step[0], which the device keeps, and ends the step: step[0] counts one up.
    /// See <see cref="StepSchedule"/>.
    /// </summary>
    public static void EndStep(
        ArrayView<float> rowLoss,
        ArrayView<float> rowCorrect,
        int rows,
        ArrayView<int> step,
        ArrayView<float> losses,
        ArrayView<float> corrects)
    {
        int slot = step[0];
        Accumulate(rowLoss, rowCorrect, rows, slot, losses, corrects);
        if (Group.IdxX == 0)
        {
            step[0] = slot + 1;
        }
    }
}
