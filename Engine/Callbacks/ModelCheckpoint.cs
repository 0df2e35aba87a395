using System.Globalization;

namespace Engine;

/// <summary>
/// Writes the model's weights to a safetensors file after every epoch, or only after those that are the best so far. For a
/// training that is to be resumed use <see cref="FitOptions.Checkpoints"/>, which keep all of its state.
/// </summary>
public sealed class ModelCheckpoint : Callback
{
    private const string EpochPlace = "{epoch}";

    private readonly MonitoredMetric? _metric;
    private readonly string _path;
    private double _best;

    /// <summary>Describes what to write.</summary>
    /// <param name="path">The file, which is replaced each time; "{epoch}" in it stands for the epoch's number. Its folder must exist.</param>
    /// <param name="monitor">The figure by which an epoch is the best so far: loss, accuracy, val_loss or val_accuracy; null to write after every epoch.</param>
    /// <param name="mode">Which figures are better.</param>
    /// <exception cref="EngineException">There is no such figure.</exception>
    public ModelCheckpoint(string path, string? monitor = null, MonitorMode mode = MonitorMode.Auto)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _metric = monitor is null ? null : new MonitoredMetric(monitor, mode);
    }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _metric?.Check(context);
        _best = _metric?.Worst ?? 0;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(result);
        if (_metric is not null)
        {
            double current = _metric.Read(result);
            if (!_metric.IsBetter(current, _best))
            {
                return;
            }

            _best = current;
        }

        context.Model.Save(_path.Replace(EpochPlace, result.Epoch.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public override void Save(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_metric is not null)
        {
            state.Set("best", _best);
        }
    }

    /// <inheritdoc/>
    public override void Restore(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _best = state.GetNumber("best");
    }
}
