using Engine.Runs;

namespace Engine.Cli.Commands;

/// <summary>The model of a finished run, on a device.</summary>
internal sealed class TrainedRun : IDisposable
{
    private TrainedRun(RunFolder folder, RunConfig config, Sequential model)
    {
        Folder = folder;
        Config = config;
        Model = model;
    }

    public RunFolder Folder { get; }

    public RunConfig Config { get; }

    public Sequential Model { get; }

    /// <summary>The names of the classes, where they are known.</summary>
    public IReadOnlyList<string>? ClassNames => Config.ClassNames ?? (Config.DatasetPath is null ? DatasetCatalog.Published(Config.Dataset)?.ClassNames : null);

    /// <exception cref="EngineException">The folder holds no finished run, or one of an unknown data set.</exception>
    public static TrainedRun Open(string path, ComputeDevice device)
    {
        var (folder, config) = RunFolder.Open(path);
        _ = DatasetChoice.Of(config);
        ModelDetails details = config.ToDetails();
        Sequential model = config.ToModel().Build(device, config.InputShape, config.Classes, details, config.Seed);
        try
        {
            model.Compile(new Sgd(), details.Loss!);
            model.Load(folder.ModelPath);
            return new TrainedRun(folder, config, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void Dispose() => Model.Dispose();
}
