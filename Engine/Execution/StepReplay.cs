using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine;

/// <summary>
/// Steps of an epoch as one launch each: the first is queued kernel by kernel, which loads them, the second is recorded, and
/// every one from then on is the recording queued again. What differs from step to step lies in device memory. Weights
/// and metrics get the same bits as without.
/// </summary>
internal sealed class StepReplay : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly OptimizerState _optimizer;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _step;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _factors;
    private readonly Action _queueStep;
    private bool _loaded;
    private RecordedLaunches? _recorded;

    private StepReplay(
        ComputeDevice device, Network network, OptimizerState optimizer, DeviceDataset data, Workspace batch, StepMetrics metrics, int steps)
    {
        _device = device;
        _optimizer = optimizer;
        _step = device.Accelerator.Allocate1D<int>(2);
        _factors = device.Accelerator.Allocate1D<float>((long)steps * StepSchedule.FactorsPerStep);
        var schedule = new StepSchedule(_step.View, _factors.View);
        _queueStep = () =>
        {
            optimizer.Follow(schedule);
            network.TrainAtStep(batch, data, schedule, metrics, optimizer);
            optimizer.Follow(null);
        };
    }

    /// <summary>For full batches of a data set; null if the device cannot record, or is to show each launch.</summary>
    /// <param name="steps">The most steps of an epoch.</param>
    public static StepReplay? TryCreate(
        ComputeDevice device, Network network, OptimizerState optimizer, DeviceDataset data, Workspace batch, StepMetrics metrics, int steps) =>
        device.Profile is null && Provider.CanRecord(device.Accelerator)
            ? new StepReplay(device, network, optimizer, data, batch, metrics, steps)
            : null;

    /// <summary>Starts an epoch, or goes on within one.</summary>
    /// <param name="first">How many of its steps are done.</param>
    /// <param name="end">How many steps the epoch will have at most.</param>
    public void BeginEpoch(int first, int end)
    {
        _device.Upload([first, (int)(_optimizer.Step - first)], _step.View);
        float[] factors = _optimizer.Factors(end - first);
        if (factors.Length > 0)
        {
            _device.Upload(factors, _factors.View.SubView((long)first * StepSchedule.FactorsPerStep, factors.Length));
        }
    }

    /// <summary>Queues the next step of the epoch.</summary>
    public void Step()
    {
        _optimizer.BeginStep();
        if (!_loaded)
        {
            _loaded = true;
            _queueStep();
            return;
        }

        _recorded ??= Provider.Record(_device.Accelerator, _queueStep);
        _recorded.Launch();
    }

    public void Dispose()
    {
        _recorded?.Dispose();
        _step.Dispose();
        _factors.Dispose();
    }
}
