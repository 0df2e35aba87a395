using System.Diagnostics;

namespace Engine;

/// <summary>The training loop of one call of <see cref="Sequential.Fit"/>.</summary>
internal sealed partial class Trainer : IDisposable
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);

    private readonly TrainingSubject _subject;
    private readonly Network _network;
    private readonly OptimizerState _optimizer;
    private readonly FitOptions _options;
    private readonly Callback[] _callbacks;
    private readonly Dataset _given;
    private readonly DeviceDataset _data;
    private readonly DeviceDataset? _validationData;
    private readonly Evaluator? _validation;
    private readonly Workspace _batch;
    private readonly StepMetrics _metrics;
    private readonly StepReplay? _replay;
    private readonly TrainingContext _context;
    private readonly int _stepsPerEpoch;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    // What a resumed training had spent, in all and on the epoch at hand, and the steps that it had done of that.
    private TimeSpan _spent;
    private TimeSpan _spentOnEpoch;
    private int _firstStep;

    /// <summary>Allocates the memory.</summary>
    /// <param name="subject">What to train.</param>
    /// <param name="given">The data as it was given, which a checkpoint must go with.</param>
    /// <param name="data">The part of it that is trained on.</param>
    /// <param name="validation">The data to validate on, if there is any.</param>
    /// <param name="options">How to train.</param>
    public Trainer(TrainingSubject subject, Dataset given, Dataset data, Dataset? validation, FitOptions options)
    {
        ComputeDevice device = subject.Device;
        _subject = subject;
        _network = subject.Network;
        _optimizer = subject.Optimizer;
        _options = options;
        _callbacks = [.. options.Callbacks];
        _given = given;

        // First, since it refuses batches that are too large.
        _batch = new Workspace(device, _network, Math.Min(options.BatchSize, data.Count), data.TargetWidth, training: true);
        _data = new DeviceDataset(device, data);
        _stepsPerEpoch = (int)(((long)data.Count + _batch.Rows - 1) / _batch.Rows);
        _metrics = new StepMetrics(device, _stepsPerEpoch);
        _replay = StepReplay.TryCreate(device, _network, _optimizer, _data, _batch, _metrics, _stepsPerEpoch);
        _context = new TrainingContext(subject.Model, options.Epochs, _stepsPerEpoch, validation is not null);
        if (validation is not null)
        {
            _validationData = new DeviceDataset(device, validation);
            _validation = new Evaluator(device, _network, _validationData, Evaluator.DefaultBatchSize);
        }
    }

    private TimeSpan Elapsed => _spent + _clock.Elapsed;

    private int StepsLeft => (_options.MaxSteps ?? int.MaxValue) - _context.TotalSteps;

    /// <summary>Trains until the epochs or the steps are done, or a callback has enough.</summary>
    public History Run()
    {
        if (_options.ResumeFrom is { } checkpoint)
        {
            Restore(checkpoint);
        }

        Tell(callback => callback.OnTrainBegin(_context));
        if (_options.ResumeFrom is not null)
        {
            RestoreCallbacks(_options.ResumeFrom);
        }

        // An epoch that a limit of steps cut short is still to be summed up if training was resumed there.
        while (_context.History.Count < _options.Epochs && _context.StopReason is null && (StepsLeft > 0 || _firstStep > 0))
        {
            RunEpoch();
        }

        SaveLast();
        Tell(callback => callback.OnTrainEnd(_context));
        return new History([.. _context.History], _context.TotalSteps) { StopReason = _context.StopReason };
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

    private void RunEpoch()
    {
        int first = BeginEpoch();
        TimeSpan started = Elapsed - _spentOnEpoch;
        TimeSpan reported = Elapsed;
        int end = (int)Math.Min(_stepsPerEpoch, (long)first + StepsLeft);
        _replay?.BeginEpoch(first, end);
        for (int step = first; step < end; step++)
        {
            if (_options.CancellationToken.IsCancellationRequested)
            {
                SaveCancelled(started);
                _options.CancellationToken.ThrowIfCancellationRequested();
            }

            RunStep(step);
            _context.Step++;
            _context.TotalSteps++;
            foreach (Callback callback in _callbacks)
            {
                callback.OnStepEnd(_context);
            }

            SaveByClock(started);
            if (_options.Progress is not null && step + 1 < end && Elapsed - reported >= ReportInterval)
            {
                Report(started, finished: null);
                reported = Elapsed;
            }
        }

        Collect();
        if (end < _stepsPerEpoch)
        {
            // With a higher limit of steps a resumed training goes on within this epoch.
            SaveCutShort(started);
        }

        EndEpoch(started);
    }

    // Returns the first step to run.
    private int BeginEpoch()
    {
        _drawn = _subject.Orders.Drawn;
        if (_options.Shuffle)
        {
            _data.SetOrder(_subject.Orders.Draw(_data.Count));
        }

        int first = _firstStep;
        _firstStep = 0;
        if (first == 0)
        {
            _metrics.Reset();
            _spentOnEpoch = TimeSpan.Zero;
        }

        _context.Epoch = _context.History.Count + 1;
        _context.Step = first;
        Tell(callback => callback.OnEpochBegin(_context));
        return first;
    }

    private void EndEpoch(TimeSpan started)
    {
        TimeSpan trained = Elapsed;
        EvaluationResult? validation = _validation?.Evaluate();
        int samples = Samples(_context.Step);
        var result = new EpochResult(
            _context.Epoch,
            _metrics.Loss / samples,
            _metrics.Correct / samples,
            validation?.Loss,
            validation?.Accuracy,
            (Elapsed - started).TotalSeconds);
        _context.Finish(result);
        Report(started, result, trained);
        Tell(callback => callback.OnEpochEnd(_context, result));
        _drawn = _subject.Orders.Drawn;
        SaveAfterEpoch();
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

        _network.Train(_batch, _data, start, rows, step, _metrics, _optimizer);
    }

    private void Tell(Action<Callback> what)
    {
        foreach (Callback callback in _callbacks)
        {
            what(callback);
        }
    }

    private void Collect()
    {
        if (_metrics.Collect(_context.Step) is { } slot)
        {
            // The optimizer counts the steps of earlier calls too.
            throw NotFinite("loss", _optimizer.Step - _context.Step + slot + 1, slot + 1);
        }
    }

    private EngineException NotFinite(string what, long total, int step)
    {
        string kept = _options.Checkpoints?.Store is { LastPath: { } path, LastPlace: { } place }
            ? $" The last checkpoint, of {place}, is '{path}'."
            : "";
        return new EngineException(
            $"The {what} {(what == "loss" ? "is" : "are")} no longer finite at step {total} (epoch {_context.Epoch}, step {step} of {_stepsPerEpoch}); use a lower learning rate.{kept}");
    }

    private void Report(TimeSpan started, EpochResult? finished, TimeSpan? trained = null)
    {
        if (_options.Progress is null)
        {
            return;
        }

        Collect();
        int samples = Samples(_context.Step);
        double seconds = ((trained ?? Elapsed) - started).TotalSeconds;
        _options.Progress.Report(new TrainingProgress(
            _context.Epoch,
            _options.Epochs,
            _context.Step,
            _stepsPerEpoch,
            _metrics.Loss / samples,
            _metrics.Correct / samples,
            seconds > 0 ? samples / seconds : 0,
            Elapsed,
            finished));
    }

    private int Samples(int steps) => (int)Math.Min((long)steps * _batch.Rows, _data.Count);
}
