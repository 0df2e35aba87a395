using System.Diagnostics;

namespace Engine;

/// <summary>The training loop of one call of <see cref="Sequential.Fit"/>.</summary>
internal sealed class Trainer : IDisposable
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);

    private readonly Network _network;
    private readonly OptimizerState _optimizer;
    private readonly FitOptions _options;
    private readonly DeviceDataset _data;
    private readonly DeviceDataset? _validationData;
    private readonly Evaluator? _validation;
    private readonly Workspace _batch;
    private readonly StepMetrics _metrics;
    private readonly StepReplay? _replay;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _stepsLeft;

    public Trainer(ComputeDevice device, Network network, OptimizerState optimizer, Dataset data, Dataset? validation, FitOptions options)
    {
        _network = network;
        _optimizer = optimizer;
        _options = options;

        // First, since it refuses batches that are too large.
        _batch = new Workspace(device, network, Math.Min(options.BatchSize, data.Count), data.TargetWidth, training: true);
        _data = new DeviceDataset(device, data);
        StepsPerEpoch = (int)(((long)data.Count + _batch.Rows - 1) / _batch.Rows);
        _metrics = new StepMetrics(device, StepsPerEpoch);
        _replay = StepReplay.TryCreate(device, network, optimizer, _data, _batch, _metrics, StepsPerEpoch);
        _stepsLeft = options.MaxSteps ?? int.MaxValue;
        if (validation is not null)
        {
            _validationData = new DeviceDataset(device, validation);
            _validation = new Evaluator(device, network, _validationData, Evaluator.DefaultBatchSize);
        }
    }

    public int StepsPerEpoch { get; }

    /// <summary>Trains until the epochs or the steps are done.</summary>
    /// <param name="orderOf">The order of the samples in the epoch with the given number, counted from 1 within this call; null for that of the data.</param>
    public History Run(Func<int, int[]>? orderOf)
    {
        var epochs = new List<EpochResult>();
        int steps = 0;
        for (int epoch = 1; epoch <= _options.Epochs && _stepsLeft > 0; epoch++)
        {
            if (orderOf is not null)
            {
                _data.SetOrder(orderOf(epoch));
            }

            EpochResult result = RunEpoch(epoch, out int done);
            steps += done;
            epochs.Add(result);
        }

        return new History(epochs, steps);
    }

    public void Dispose()
    {
        _data.Dispose();
        _validation?.Dispose();
        _validationData?.Dispose();
        _replay?.Dispose();
        _batch.Dispose();
        _metrics.Dispose();
    }

    private EpochResult RunEpoch(int epoch, out int done)
    {
        TimeSpan started = _clock.Elapsed;
        TimeSpan reported = started;
        _metrics.Reset();
        int steps = Math.Min(StepsPerEpoch, _stepsLeft);
        _replay?.BeginEpoch(0, steps);
        for (int step = 0; step < steps; step++)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            RunStep(step);
            if (_options.Progress is not null && step + 1 < steps && _clock.Elapsed - reported >= ReportInterval)
            {
                Report(epoch, step + 1, started, finished: null);
                reported = _clock.Elapsed;
            }
        }

        Collect(epoch, steps);
        TimeSpan trained = _clock.Elapsed;
        EvaluationResult? validation = _validation?.Evaluate();
        int samples = Samples(steps);
        var result = new EpochResult(
            epoch,
            _metrics.Loss / samples,
            _metrics.Correct / samples,
            validation?.Loss,
            validation?.Accuracy,
            (_clock.Elapsed - started).TotalSeconds);
        Report(epoch, steps, started, result, trained);
        _stepsLeft -= steps;
        done = steps;
        return result;
    }

    private void RunStep(int step)
    {
        int start = step * _batch.Rows;
        int rows = Math.Min(_batch.Rows, _data.Count - start);
        if (_replay is not null && rows == _batch.Rows)
        {
            _replay.Step();
            return;
        }

        _network.Forward(_batch, _data, start, rows);
        _network.Train(_batch, rows, step, _metrics, _optimizer);
    }

    private void Collect(int epoch, int steps)
    {
        if (_metrics.Collect(steps) is { } slot)
        {
            // The optimizer counts the steps of earlier calls too.
            long total = _optimizer.Step - steps + slot + 1;
            throw new EngineException(
                $"The loss is no longer finite at step {total} (epoch {epoch}, step {slot + 1} of {StepsPerEpoch}); use a lower learning rate.");
        }
    }

    private void Report(int epoch, int steps, TimeSpan started, EpochResult? finished, TimeSpan? trained = null)
    {
        if (_options.Progress is null)
        {
            return;
        }

        Collect(epoch, steps);
        int samples = Samples(steps);
        double seconds = ((trained ?? _clock.Elapsed) - started).TotalSeconds;
        _options.Progress.Report(new TrainingProgress(
            epoch,
            _options.Epochs,
            steps,
            StepsPerEpoch,
            _metrics.Loss / samples,
            _metrics.Correct / samples,
            seconds > 0 ? samples / seconds : 0,
            _clock.Elapsed,
            finished));
    }

    private int Samples(int steps) => (int)Math.Min((long)steps * _batch.Rows, _data.Count);
}
