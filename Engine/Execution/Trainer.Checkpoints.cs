namespace Engine;

/// <summary>When checkpoints are saved, what goes into them, and how a training takes one up.</summary>
internal sealed partial class Trainer
{
    // Orders drawn before that of the epoch at hand, or of the next between epochs.
    private int _drawn;
    private int _epochsSinceSave;
    private TimeSpan _saved = TimeSpan.Zero;
    private (int Epochs, int Step)? _savedAt;

    // Within an epoch.
    private void SaveByClock(TimeSpan started)
    {
        if (_options.Checkpoints?.Interval is { } interval && Elapsed - _saved >= interval && _context.Step < _stepsPerEpoch)
        {
            Save(_context.Step, started);
        }
    }

    private void SaveCancelled(TimeSpan started)
    {
        if (_options.Checkpoints is not null && _savedAt != (_context.History.Count, _context.Step))
        {
            Save(_context.Step, started);
        }
    }

    private void SaveCutShort(TimeSpan started)
    {
        if (_options.Checkpoints is not null)
        {
            Save(_context.Step, started);
            _savedAt = (_context.History.Count + 1, 0);
        }
    }

    private void SaveAfterEpoch()
    {
        _epochsSinceSave++;
        if (_options.Checkpoints is not { } checkpoints || _savedAt == (_context.History.Count, 0))
        {
            return;
        }

        bool byCount = checkpoints.EveryEpochs is { } every && _epochsSinceSave >= every && Elapsed - _saved >= checkpoints.MinimumInterval;
        if (byCount || Elapsed - _saved >= checkpoints.Interval)
        {
            Save(0, Elapsed);
        }
    }

    private void SaveLast()
    {
        if (_options.Checkpoints is not null && _context.TotalSteps > 0 && _savedAt != (_context.History.Count, 0))
        {
            Save(0, Elapsed);
        }
    }

    private void Save(int step, TimeSpan started)
    {
        _options.Checkpoints!.Store.Save(Capture(step, started));
        _savedAt = (_context.History.Count, step);
        _epochsSinceSave = 0;
        _saved = Elapsed;
    }

    // Between epochs the step is 0, and there are no sums.
    private TrainingCheckpoint Capture(int step, TimeSpan started)
    {
        if (step > 0)
        {
            Collect();
        }

        IReadOnlyList<WeightTensor> weights = _subject.Model.GetWeights();
        if (weights.Any(weight => !AllFinite(weight.Values.Span)))
        {
            throw NotFinite("weights", _optimizer.Step, _context.Step);
        }

        var slots = new float[_optimizer.Slots.Length];
        if (slots.Length > 0)
        {
            _subject.Device.Download(_optimizer.Slots, slots);
        }

        Dictionary<string, CallbackState> callbacks = CaptureCallbacks();
        var state = new CheckpointState
        {
            Seed = _subject.Model.Seed,
            Optimizer = _optimizer.Name,
            OptimizerStep = _optimizer.Step,
            Data = _given.Hashes(),
            TrainCount = _data.Count,
            BatchSize = _options.BatchSize,
            Shuffle = _options.Shuffle,
            EpochsDrawn = _drawn,
            EpochStep = step,
            Steps = _context.TotalSteps,
            LossSum = step > 0 ? _metrics.Loss : 0,
            CorrectSum = step > 0 ? _metrics.Correct : 0,
            EpochSeconds = step > 0 ? (Elapsed - started).TotalSeconds : 0,
            Seconds = Elapsed.TotalSeconds,
            StopReason = _context.StopReason,
            HistoryColumns = EpochColumns.Names,
            Callbacks = callbacks.ToDictionary(pair => pair.Key, pair => pair.Value.Texts, StringComparer.Ordinal),
        };
        return new TrainingCheckpoint(state, weights, slots, [.. _context.History], callbacks);
    }

    private Dictionary<string, CallbackState> CaptureCallbacks()
    {
        var states = new Dictionary<string, CallbackState>(StringComparer.Ordinal);
        foreach (var (name, callback) in NamedCallbacks())
        {
            var state = new CallbackState();
            callback.Save(state);
            if (!state.IsEmpty)
            {
                states.Add(name, state);
            }
        }

        return states;
    }

    private void Restore(TrainingCheckpoint checkpoint)
    {
        CheckpointState state = checkpoint.State;
        Demand(state.Seed, _subject.Model.Seed, "seed");
        Demand(state.Optimizer, _optimizer.Name, "optimizer");
        Demand(state.BatchSize, _options.BatchSize, "batch size");
        Demand(state.Shuffle, _options.Shuffle, "shuffling");
        Demand(state.TrainCount, _data.Count, "number of training samples");
        Demand(state.Data.Samples, _given.Hashes().Samples, "training data (SHA-256 of the samples)");
        Demand(state.Data.Labels, _given.Hashes().Labels, "training data (SHA-256 of the labels)");
        Demand(checkpoint.Slots.Length, _optimizer.Slots.Length, "size of the optimizer's state");
        if (state.EpochStep >= _stepsPerEpoch)
        {
            throw new EngineException($"The checkpoint is of step {state.EpochStep} of an epoch, which has only {_stepsPerEpoch}.");
        }

        _subject.Model.SetWeights(checkpoint.Weights);
        if (checkpoint.Slots.Length > 0)
        {
            _subject.Device.Upload(checkpoint.Slots.Span, _optimizer.Slots);
        }

        _optimizer.Resume(state.OptimizerStep);
        _subject.Orders.Drawn = state.EpochsDrawn;
        _metrics.Resume(state.EpochStep, state.LossSum, state.CorrectSum);
        _context.Resume(checkpoint);
        _firstStep = state.EpochStep;
        _spent = TimeSpan.FromSeconds(state.Seconds);
        _spentOnEpoch = TimeSpan.FromSeconds(state.EpochSeconds);
        _saved = Elapsed;
        _savedAt = (checkpoint.History.Count, state.EpochStep);
    }

    private void RestoreCallbacks(TrainingCheckpoint checkpoint)
    {
        Dictionary<string, Callback> callbacks = NamedCallbacks().ToDictionary(pair => pair.Name, pair => pair.Callback, StringComparer.Ordinal);
        foreach (var (name, state) in checkpoint.Callbacks)
        {
            if (!callbacks.TryGetValue(name, out Callback? callback))
            {
                throw new EngineException($"The checkpoint keeps the state of a callback {name}, which this training does not have.");
            }

            callback.Restore(state);
        }
    }

    private IEnumerable<(string Name, Callback Callback)> NamedCallbacks()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Callback callback in _callbacks)
        {
            string name = callback.StateName;
            int number = counts.GetValueOrDefault(name);
            counts[name] = number + 1;
            yield return (number == 0 ? name : $"{name}_{number}", callback);
        }
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    private static void Demand<T>(T kept, T now, string what)
    {
        if (!Equals(kept, now))
        {
            throw new EngineException($"The checkpoint is of another training: its {what} is {kept}, not {now}.");
        }
    }
}
