using Engine.Charts;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Engine.Runs;

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
        var (folder, config) = RunFolder.Open(path);
        if (!DatasetCatalog.Names.Contains(config.Dataset, StringComparer.Ordinal))
        {
            throw new EngineException($"The run in '{path}' used the data set '{config.Dataset}', which this program does not know.");
        }

        if (topK > config.Classes)
        {
            throw new UsageException($"--top-k is {topK}, but {config.Dataset} has only {config.Classes} classes.");
        }

        using var interruption = new Interruption();
        Task<(Dataset Train, Dataset Test)> loading = Task.Run(() => DatasetCatalog.Load(config.Dataset, options, limit: 1, interruption.Token));
        using ComputeDevice device = Opening.Device(options);
        using Sequential model = ModelSpec.Parse(config.Model).Build(device, config.InputShape, config.Classes, config.Activation, config.Seed);
        model.Compile(new Sgd(), Loss.SparseCategoricalCrossEntropy);
        model.Load(folder.ModelPath);
        Dataset test = loading.GetAwaiter().GetResult().Test;
        TrainingDisplay.Create(options).Tested(model.Evaluate(test));
        var predictions = new Predictions(model.Predict(test), test.Labels);
        ConfusionMatrix matrix = predictions.Confusion();
        if (!options.Quiet)
        {
            int k = topK ?? Math.Min(DefaultTopK, predictions.ClassCount - 1);
            EvaluationDisplay.Show(matrix, test.ClassNames, (k, predictions.TopAccuracy(k)), options.Json);
        }

        if (options.Plot is { } plot)
        {
            new ConfusionChart { Title = $"{config.Model} on {config.Dataset}: confusion matrix", Matrix = matrix, ClassNames = test.ClassNames }.Save(plot);
        }

        return ExitCode.Done;
    }
}
