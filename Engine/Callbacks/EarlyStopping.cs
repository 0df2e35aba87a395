using System.Globalization;

namespace Engine;

/// <summary>
/// Ends training once a figure has not improved for some epochs, as Keras's callback of that name does, and can put back
/// the weights of the best epoch then, or at the last epoch.
/// </summary>
public sealed class EarlyStopping : Callback
{
    private readonly MonitoredMetric _metric;
    private double _best;
    private int _bestEpoch;
    private int _wait;
    private IReadOnlyList<WeightTensor>? _bestWeights;

    /// <summary>Describes when to stop; the defaults are Keras's.</summary>
    /// <param name="monitor">The figure: loss, accuracy, val_loss or val_accuracy.</param>
    /// <param name="patience">Epochs without improvement after which training ends, at least 0; with 0 the first one does it.</param>
    /// <param name="minDelta">By how much more than this a figure must beat the best one to count as an improvement, at least 0.</param>
    /// <param name="mode">Which figures are better.</param>
    /// <exception cref="EngineException">A number is out of its range, or there is no such figure.</exception>
    public EarlyStopping(string monitor = "val_loss", int patience = 0, double minDelta = 0, MonitorMode mode = MonitorMode.Auto)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        if (patience < 0)
        {
            throw new EngineException($"The patience of early stopping must be at least 0; {patience} was given.");
        }

        _metric = new MonitoredMetric(monitor, mode, minDelta);
        Patience = patience;
    }

    /// <summary>The figure that is monitored.</summary>
    public string Monitor => _metric.Name;

    /// <summary>Epochs without improvement after which training ends.</summary>
    public int Patience { get; }

    /// <summary>Whether the model gets the weights of its best epoch when training ends, early or not.</summary>
    public bool RestoreBestWeights { get; init; }

    /// <summary>A figure that must be beaten too before an improvement resets the patience; null for none.</summary>
    public double? Baseline { get; init; }

    /// <summary>The first epoch to look at, from 1.</summary>
    public int StartFromEpoch { get; init; } = 1;

    /// <summary>The best epoch so far, from 1; 0 before the first.</summary>
    public int BestEpoch => _bestEpoch;

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _metric.Check(context);
        _best = _metric.Worst;
        _bestEpoch = 0;
        _wait = 0;
        _bestWeights = null;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(result);
        if (result.Epoch < StartFromEpoch)
        {
            return;
        }

        double current = _metric.Read(result);
        bool improved = _metric.IsBetter(current, _best);
        if (improved || _bestEpoch == 0)
        {
            _bestEpoch = result.Epoch;
            _bestWeights = RestoreBestWeights ? context.Model.GetWeights() : null;
        }

        _wait++;
        if (improved)
        {
            _best = current;
            if (Baseline is not { } baseline || _metric.IsBetter(current, baseline))
            {
                _wait = 0;
            }
        }
        else if (_wait >= Patience && result.Epoch > 1)
        {
            context.Stop(string.Create(
                CultureInfo.InvariantCulture,
                $"{Monitor} has not improved for {_wait} {(_wait == 1 ? "epoch" : "epochs")}; the best was {_best:F4} in epoch {_bestEpoch}"));
        }
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_bestWeights is not null)
        {
            context.Model.SetWeights(_bestWeights);
        }
    }

    /// <inheritdoc/>
    public override void Save(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Set("best", _best);
        state.Set("bestEpoch", _bestEpoch);
        state.Set("wait", _wait);
        if (_bestWeights is not null)
        {
            state.Set("bestWeights", _bestWeights);
        }
    }

    /// <inheritdoc/>
    public override void Restore(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _best = state.GetNumber("best");
        _bestEpoch = state.GetInteger("bestEpoch");
        _wait = state.GetInteger("wait");
        _bestWeights = state.GetWeights("bestWeights");
    }
}
