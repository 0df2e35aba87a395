using Engine.Charts;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;

namespace Engine.Cli.Commands;

/// <summary>Shows what the model of a run folder takes images for.</summary>
internal static class PredictCommand
{
    // A picture with more of them would be no picture to look at.
    private const int MostPlotted = 1000;

    public static int Run(PredictOptions options)
    {
        Opening.Check(options);
        if (options.Run is not { } path)
        {
            throw new UsageException("predict needs --run DIR, a folder that 'train' wrote.");
        }

        int count = OptionValue.Integer("--count", options.Count, 1, options.Plot is null ? int.MaxValue : MostPlotted);
        int start = OptionValue.Integer("--start", options.Start, 0);
        using var interruption = new Interruption();
        using ComputeDevice device = Opening.Device(options);
        using TrainedRun run = TrainedRun.Open(path, device);
        (_, Dataset test) = DatasetCatalog.Load(DatasetChoice.Of(run.Config), options, limit: 1, interruption.Token);
        if (start >= test.Count)
        {
            throw new UsageException($"--start is {start}, but {test.Name} has only the test images 0 to {test.Count - 1}.");
        }

        Dataset images = test.Slice(start, Math.Min(count, test.Count - start));
        var predictions = new Predictions(run.Model.Predict(images), images.Labels);
        PredictedSample[] samples =
        [
            .. Enumerable.Range(0, images.Count).Select(i => new PredictedSample(
                $"test image {start + i}", [.. Enumerable.Range(0, predictions.ClassCount).Select(c => predictions.Probability(i, c))], predictions.Label(i))),
        ];
        if (!options.Quiet)
        {
            PredictionDisplay.Show(samples, images.ClassNames, options.Json);
        }

        if (options.Plot is { } plot)
        {
            new PredictionGrid
            {
                Title = $"{run.Config.Model} on {run.Config.Dataset}: {images.Count} test images",
                Images = [.. samples.Select((sample, i) => new PredictedImage(ChartPictures.Of(images, i), sample.Probabilities, sample.Label))],
                ClassNames = images.ClassNames,
            }.Save(plot);
        }

        return ExitCode.Done;
    }
}
