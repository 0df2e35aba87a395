using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Engine.Runs;

namespace Engine.Cli.Commands;

/// <summary>Measures the model of a run folder on the test images of its data set.</summary>
internal static class EvaluateCommand
{
    public static int Run(EvaluateOptions options)
    {
        Opening.Check(options);
        if (options.Run is not { } path)
        {
            throw new UsageException("evaluate needs --run DIR, a folder that 'train' wrote.");
        }

        var (folder, config) = RunFolder.Open(path);
        if (!DatasetCatalog.Names.Contains(config.Dataset, StringComparer.Ordinal))
        {
            throw new EngineException($"The run in '{path}' used the data set '{config.Dataset}', which this program does not know.");
        }

        using var interruption = new Interruption();
        Task<(Dataset Train, Dataset Test)> loading = Task.Run(() => DatasetCatalog.Load(config.Dataset, options, limit: 1, interruption.Token));
        using ComputeDevice device = Opening.Device(options);
        using Sequential model = ModelSpec.Parse(config.Model).Build(device, config.InputShape, config.Classes, config.Activation, config.Seed);
        model.Compile(new Sgd(), Loss.SparseCategoricalCrossEntropy);
        model.Load(folder.ModelPath);
        TrainingDisplay.Create(options).Tested(model.Evaluate(loading.GetAwaiter().GetResult().Test));
        return ExitCode.Done;
    }
}
