using Engine.Charts;

namespace Engine.Runs;

/// <summary>Draws how a model learned: accuracy and loss by epoch, of training and validation.</summary>
public static class LearningCurves
{
    private const int MostPoints = 500;

    /// <summary>Accuracy in percent by epoch.</summary>
    /// <param name="title">What the curves are of, such as "mlp:128 on fashion-mnist".</param>
    /// <param name="epochs">The figures of the epochs, in order.</param>
    public static LineChart Accuracy(string title, IEnumerable<EpochResult> epochs) =>
        Draw(title + ": accuracy", "Accuracy (%)", epochs, epoch => 100 * epoch.Accuracy, epoch => 100 * epoch.ValidationAccuracy);

    /// <summary>The mean loss of a sample by epoch.</summary>
    /// <param name="title">What the curves are of, such as "mlp:128 on fashion-mnist".</param>
    /// <param name="epochs">The figures of the epochs, in order.</param>
    public static LineChart Loss(string title, IEnumerable<EpochResult> epochs) =>
        Draw(title + ": loss", "Mean loss of a sample", epochs, epoch => epoch.Loss, epoch => epoch.ValidationLoss);

    private static LineChart Draw(string title, string unit, IEnumerable<EpochResult> epochs, Func<EpochResult, double?> training, Func<EpochResult, double?> validation)
    {
        EpochResult[] shown = Thin([.. epochs]);
        ChartSeries Line(string name, Func<EpochResult, double?> value) => new(name, [.. shown.Select(epoch => ((double)epoch.Epoch, value(epoch) ?? double.NaN))]);
        var lines = new List<ChartSeries> { Line("training", training) };
        if (shown.Any(epoch => validation(epoch) is not null))
        {
            lines.Add(Line("validation", validation));
        }

        return new LineChart { Title = title, XLabel = "Epoch", YLabel = unit, Series = lines };
    }

    // More points than the picture has room for only make the file large.
    private static EpochResult[] Thin(EpochResult[] epochs) => epochs.Length <= MostPoints
        ? epochs
        : [.. Enumerable.Range(0, MostPoints).Select(i => epochs[(int)((long)i * (epochs.Length - 1) / (MostPoints - 1))])];
}
