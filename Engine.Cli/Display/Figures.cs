using System.Globalization;

namespace Engine.Cli.Display;

/// <summary>How figures are worded; the order and the digits are those that Keras prints.</summary>
internal static class Figures
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    public static IEnumerable<string> Header(TrainingStart start)
    {
        yield return string.Create(s_culture, $"Data: {start.Dataset}, {start.TrainCount:N0} training images, {start.TestCount:N0} test images");
        yield return string.Create(s_culture, $"Model: {start.Model}, {start.Parameters:N0} parameters");
        yield return $"Device: {start.Device} ({start.DeviceName})";
    }

    public static string Epoch(TrainingProgress progress, EpochResult epoch)
    {
        string validation = epoch is { ValidationLoss: { } loss, ValidationAccuracy: { } accuracy }
            ? string.Create(s_culture, $" - val_loss: {loss:F4} - val_accuracy: {accuracy:F4}")
            : "";
        return string.Create(
            s_culture,
            $"Epoch {epoch.Epoch}/{progress.Epochs} - {progress.Step}/{progress.Steps} - {epoch.Seconds:F1}s - loss: {epoch.Loss:F4} - accuracy: {epoch.Accuracy:F4}{validation} - {progress.SamplesPerSecond:N0} samples/s");
    }

    /// <summary>What fits into 80 columns of <see cref="Epoch"/>.</summary>
    public static string ShortEpoch(TrainingProgress progress, EpochResult epoch)
    {
        string validation = epoch is { ValidationLoss: { } loss, ValidationAccuracy: { } accuracy }
            ? string.Create(s_culture, $"  val_loss {loss:F4}  val_acc {accuracy:F4}")
            : "";
        return string.Create(s_culture, $"Epoch {epoch.Epoch}/{progress.Epochs}  {epoch.Seconds:F1}s  loss {epoch.Loss:F4}  acc {epoch.Accuracy:F4}{validation}");
    }

    public static string Running(TrainingProgress progress) => string.Create(
        s_culture,
        $"Epoch {progress.Epoch}/{progress.Epochs}  {progress.Step}/{progress.Steps}  loss {progress.Loss:F4}  acc {progress.Accuracy:F4}  {progress.SamplesPerSecond:N0}/s  {TimeLeft(progress)} left");

    public static string Test(EvaluationResult result) =>
        string.Create(s_culture, $"Test: loss: {result.Loss:F4} - accuracy: {result.Accuracy:F4} ({result.Count:N0} images)");

    public static string Resumed(TrainingCheckpoint? checkpoint) =>
        checkpoint is null ? "Resuming from the start: there was no checkpoint yet" : $"Resuming from {checkpoint}";

    public static string Stopped(string reason) => $"Stopped early: {reason}";

    public static string Saved(string folder) => $"Run folder: {folder}";

    public static string Bytes(long bytes) => bytes switch
    {
        // What a CPU device says that does not look at the machine's memory.
        long.MaxValue => "unlimited",
        < 1 << 10 => string.Create(s_culture, $"{bytes} B"),
        < 1 << 20 => string.Create(s_culture, $"{bytes / 1024.0:F2} KB"),
        < 1L << 30 => string.Create(s_culture, $"{bytes / (1024.0 * 1024):F2} MB"),
        _ => string.Create(s_culture, $"{bytes / (1024.0 * 1024 * 1024):F2} GB"),
    };

    // From the steps of all epochs so far, validation included.
    private static string TimeLeft(TrainingProgress progress)
    {
        double done = ((progress.Epoch - 1.0) * progress.Steps) + progress.Step;
        double all = (double)progress.Epochs * progress.Steps;
        double seconds = progress.Elapsed.TotalSeconds * (all - done) / done;
        return seconds is >= 0 and < 360_000 ? TimeSpan.FromSeconds(Math.Ceiling(seconds)).ToString(seconds >= 3600 ? @"h\:mm\:ss" : @"m\:ss", s_culture) : "?";
    }
}
