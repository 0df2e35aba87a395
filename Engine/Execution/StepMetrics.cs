using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine;

/// <summary>
/// The summed loss and hits of each batch, a slot a batch, in device memory until they are asked for. The host adds the
/// slots up in order and in double precision, so the totals do not depend on how often it asks.
/// </summary>
internal sealed class StepMetrics : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _losses;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _corrects;

    public StepMetrics(ComputeDevice device, int slots)
    {
        _device = device;
        _losses = device.Accelerator.Allocate1D<float>(slots);
        _corrects = device.Accelerator.Allocate1D<float>(slots);
    }

    /// <summary>Slots that <see cref="Collect"/> has added up.</summary>
    public int Collected { get; private set; }

    /// <summary>The loss over the collected slots, summed over samples.</summary>
    public double Loss { get; private set; }

    /// <summary>The hits over the collected slots.</summary>
    public double Correct { get; private set; }

    /// <summary>Starts again at slot 0.</summary>
    public void Reset() => Resume(0, loss: 0, correct: 0);

    /// <summary>Goes on after the slots that were collected before.</summary>
    public void Resume(int collected, double loss, double correct)
    {
        Collected = collected;
        Loss = loss;
        Correct = correct;
    }

    public void Accumulate(KernelSet kernels, Workspace batch, int rows, int slot) =>
        kernels.AccumulateMetrics(rows, batch.RowLoss, batch.RowCorrect, slot, _losses.View, _corrects.View);

    /// <summary>As <see cref="Accumulate"/> of a full batch, into the slot of the schedule's step, which is then done.</summary>
    public void EndStep(KernelSet kernels, Workspace batch, in StepSchedule schedule) =>
        kernels.EndStep(batch.Rows, batch.RowLoss, batch.RowCorrect, schedule, _losses.View, _corrects.View);

    /// <summary>Waits for the device and adds up the slots below <paramref name="end"/> that are not yet.</summary>
    /// <returns>The first slot whose loss is not finite, or null.</returns>
    public int? Collect(int end)
    {
        int count = end - Collected;
        if (count == 0)
        {
            return null;
        }

        float[] losses = Read(_losses.View, count);
        float[] corrects = Read(_corrects.View, count);
        for (int i = 0; i < count; i++)
        {
            if (!float.IsFinite(losses[i]))
            {
                return Collected + i;
            }

            Loss += losses[i];
            Correct += corrects[i];
        }

        Collected = end;
        return null;
    }

    public void Dispose()
    {
        _losses.Dispose();
        _corrects.Dispose();
    }

    private float[] Read(ArrayView<float> slots, int count)
    {
        var values = new float[count];
        _device.Download(slots.SubView(Collected, count), values);
        return values;
    }
}
