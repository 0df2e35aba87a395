using Engine.Charts;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;

namespace Engine.Cli.Commands;

/// <summary>Measures the model of a run folder on the test images of its data set.</summary>
internal static class EvaluateCommand
{
    private const int DefaultTopK = 5;

    public static int Run(EvaluateOptions options)
    {
        Opening.Check(options);
        if (options.Run is not { } path)
        {
            throw new UsageException("evaluate needs --run DIR, a folder that 'train' wrote.");
        }

        int? topK = OptionValue.OptionalInteger("--top-k", options.TopK, 1);
        using var interruption = new Interruption();
        using ComputeDevice device = Opening.Device(options);
        using TrainedRun run = TrainedRun.Open(path, device);
        if (topK > run.Config.Classes)
        {
            throw new UsageException($"--top-k is {topK}, but {run.Config.Dataset} has only {run.Config.Classes} classes.");
        }

        (_, Dataset test) = DatasetCatalog.Load(DatasetChoice.Of(run.Config), options, limit: 1, interruption.Token);
        TrainingDisplay.Create(options).Tested(run.Model.Evaluate(test));
        if (test.HasTargets)
        {
            // Without classes there are none to take for each other.
            return ExitCode.Done;
        }

        var predictions = new Predictions(run.Model.Predict(test), test.Labels);
        ConfusionMatrix matrix = predictions.Confusion();
        if (!options.Quiet)
        {
            int k = topK ?? Math.Min(DefaultTopK, predictions.ClassCount - 1);
            EvaluationDisplay.Show(matrix, test.ClassNames, topK is null && k == 1 ? null : (k, predictions.TopAccuracy(k)), options.Json);
        }

        if (options.Plot is { } plot)
        {
            new ConfusionChart { Title = $"{run.Config.Model} on {run.Config.Dataset}: confusion matrix", Matrix = matrix, ClassNames = test.ClassNames }.Save(plot);
        }

        return ExitCode.Done;
    }
}
