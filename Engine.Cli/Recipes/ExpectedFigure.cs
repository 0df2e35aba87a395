using System.Globalization;

namespace Engine.Cli.Recipes;

/// <summary>A figure that a tutorial prints.</summary>
/// <param name="Metric">Its name, as Keras spells it: accuracy, val_loss; test_accuracy for that on the test set.</param>
/// <param name="Epoch">After which epoch.</param>
/// <param name="Printed">What the tutorial prints.</param>
internal sealed record ExpectedFigure(string Metric, int Epoch, double Printed)
{
    // 0.7 points of accuracy, 0.02 of loss, for the mean of three seeds.
    private const double AccuracyTolerance = 0.007;
    private const double LossTolerance = 0.02;

    /// <summary>How far the mean of a few seeds may be off.</summary>
    public double Tolerance => IsLoss ? LossTolerance : AccuracyTolerance;

    private bool IsLoss => Metric.EndsWith("loss", StringComparison.Ordinal);

    /// <summary>Takes the figure from a training.</summary>
    public double Of(History history, EvaluationResult test)
    {
        EpochResult epoch = history.Epochs[Epoch - 1];
        return Metric switch
        {
            "loss" => epoch.Loss,
            "accuracy" => epoch.Accuracy,
            "val_loss" => epoch.ValidationLoss ?? double.NaN,
            "val_accuracy" => epoch.ValidationAccuracy ?? double.NaN,
            "test_accuracy" => test.Accuracy,
            _ => throw new InvalidOperationException($"There is no figure {Metric}."),
        };
    }

    /// <summary>Whether a value is as near as it should be, and if it is not, on which side.</summary>
    public FigureVerdict Judge(double value) =>
        Math.Abs(value - Printed) <= Tolerance ? FigureVerdict.Near
        : IsLoss ? (value < Printed ? FigureVerdict.Better : FigureVerdict.Worse)
        : value > Printed ? FigureVerdict.Better : FigureVerdict.Worse;

    /// <summary>In words: "epoch 30: val_accuracy 0.918".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}: {Metric} {Printed}");
}

/// <summary>How a figure compares with the printed one.</summary>
internal enum FigureVerdict
{
    /// <summary>Within the tolerance.</summary>
    Near,

    /// <summary>Better by more than the tolerance: tutorials print single runs.</summary>
    Better,

    /// <summary>Worse by more than the tolerance, or not a number.</summary>
    Worse,
}
