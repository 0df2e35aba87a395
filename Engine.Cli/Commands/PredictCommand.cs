using Engine.Charts;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;

namespace Engine.Cli.Commands;

/// <summary>Shows what the model of a run folder takes images for: test images, a person's pictures, or an IDX file.</summary>
internal static class PredictCommand
{
    // A picture with more of them would be no picture to look at.
    private const int MostPlotted = 1000;

    private const int DefaultCount = 15;

    public static int Run(PredictOptions options)
    {
        Opening.Check(options);
        if (options.Run is not { } path)
        {
            throw new UsageException("predict needs --run DIR, a folder that 'train' wrote.");
        }

        bool pictures = options.Images.Any();
        CheckCombination(options, pictures);
        int count = OptionValue.Integer("--count", options.Count ?? (options.Idx is not null && options.Output is not null ? "0" : $"{DefaultCount}"), options.Idx is null ? 1 : 0, options.Plot is null ? int.MaxValue : MostPlotted);
        int start = OptionValue.Integer("--start", options.Start ?? "0", 0);
        PredictionFile? output = options.Output is { } file ? PredictionFile.For(file) : null;
        using var interruption = new Interruption();
        using ComputeDevice device = Opening.Device(options);
        using TrainedRun run = TrainedRun.Open(path, device);
        IReadOnlyList<string>? classNames = run.ClassNames;
        PredictionSource source = pictures ? PredictionSource.OfPictures([.. options.Images], options.Prepare, run.Config)
            : options.Idx is { } idx ? PredictionSource.OfIdx(idx, run.Config)
            : PredictionSource.OfTestImages(DatasetCatalog.Load(DatasetChoice.Of(run.Config), options, limit: 1, interruption.Token).Test, start, count);
        if (options.Plot is not null)
        {
            // What cannot be drawn is said before anything is computed or printed.
            _ = source.Images;
        }

        PredictedSample[] samples = source.Predict(run.Model);
        if (!options.Quiet)
        {
            PredictedSample[] shown = options.Idx is null ? samples : samples[..Math.Min(count, samples.Length)];
            if (pictures && !options.Json)
            {
                PictureDisplay.Show([.. source.Images.Zip(samples)], classNames);
            }
            else if (shown.Length > 0)
            {
                PredictionDisplay.Show(shown, classNames, options.Json);
            }
        }

        output?.Write(samples, classNames);
        if (options.Plot is { } plot)
        {
            int plotted = Math.Min(samples.Length, options.Idx is null ? samples.Length : count);
            new PredictionGrid
            {
                Title = $"{run.Config.Model} on {run.Config.Dataset}: {plotted} {source.What}",
                Images = [.. samples.Take(plotted).Select((sample, i) => new PredictedImage(source.Images[i], sample.Probabilities, sample.Label))],
                ClassNames = classNames,
            }.Save(plot);
        }

        return ExitCode.Done;
    }

    private static void CheckCombination(PredictOptions options, bool pictures)
    {
        if (pictures && options.Idx is not null)
        {
            throw new UsageException("--image and --idx exclude each other.");
        }

        if (options.Prepare is not null && !pictures)
        {
            throw new UsageException("--prepare belongs to --image.");
        }

        if (options.Start is not null && (pictures || options.Idx is not null))
        {
            throw new UsageException("--start belongs to the test images, which --image and --idx replace.");
        }

        if (options.Count is not null && pictures)
        {
            throw new UsageException("--count belongs to test images and --idx; of --image all are looked at.");
        }
    }
}
