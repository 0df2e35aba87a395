namespace Engine;

/// <summary>A figure of each epoch that a callback compares with the best so far.</summary>
internal sealed class MonitoredMetric
{
    private const string ValidationPrefix = "val_";

    private readonly double _minDelta;

    /// <exception cref="EngineException">There is no such figure, or the difference is negative.</exception>
    public MonitoredMetric(string name, MonitorMode mode, double minDelta = 0)
    {
        if (!EpochColumns.Metrics.Contains(name, StringComparer.Ordinal))
        {
            throw new EngineException($"The metric '{name}' is unknown; monitor one of {string.Join(", ", EpochColumns.Metrics)}.");
        }

        if (!Enum.IsDefined(mode) || !(minDelta >= 0))
        {
            throw new EngineException($"Metric '{name}' cannot be monitored with mode {mode} and a least difference of {minDelta}, which must be 0 or more.");
        }

        Name = name;
        IsSmallerBetter = mode == MonitorMode.Min || (mode == MonitorMode.Auto && name.EndsWith("loss", StringComparison.Ordinal));
        _minDelta = minDelta;
    }

    public string Name { get; }

    public bool IsSmallerBetter { get; }

    /// <summary>What every figure is better than.</summary>
    public double Worst => IsSmallerBetter ? double.PositiveInfinity : double.NegativeInfinity;

    /// <exception cref="EngineException">The training will not have the figure.</exception>
    public void Check(TrainingContext context)
    {
        if (!context.HasValidation && Name.StartsWith(ValidationPrefix, StringComparison.Ordinal))
        {
            throw new EngineException($"{Name} cannot be monitored without validation data; give a validation split, or monitor {Name[ValidationPrefix.Length..]}.");
        }
    }

    public double Read(EpochResult result) => EpochColumns.Get(result, Name) ?? double.NaN;

    /// <summary>Whether a figure beats a reference by more than the least difference; NaN beats nothing.</summary>
    public bool IsBetter(double current, double reference) =>
        IsSmallerBetter ? current + _minDelta < reference : current - _minDelta > reference;
}
