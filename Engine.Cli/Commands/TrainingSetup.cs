using Engine.Cli.CommandLine;
using Engine.Runs;

namespace Engine.Cli.Commands;

/// <summary>What settings ask for, made: data, device and model.</summary>
internal sealed class TrainingSetup : IDisposable
{
    private TrainingSetup(TrainSettings settings, ComputeDevice device, Sequential model, Dataset train, Dataset test)
    {
        Settings = settings;
        Device = device;
        Model = model;
        Train = train;
        Test = test;
    }

    public TrainSettings Settings { get; }

    public ComputeDevice Device { get; }

    public Sequential Model { get; }

    public Dataset Train { get; }

    public Dataset Test { get; }

    public static TrainingSetup Create(ComputeOptions options, TrainSettings settings, bool profile, CancellationToken cancellation)
    {
        // Reading data and opening the device have nothing to do with each other.
        Task<(Dataset Train, Dataset Test)> loading = Task.Run(() => DatasetCatalog.Load(settings.Dataset, options, settings.Limit, cancellation), cancellation);
        ComputeDevice device = Opening.Device(options, profile);
        try
        {
            device.CompileAhead();
            var (train, test) = loading.GetAwaiter().GetResult();
            return new TrainingSetup(settings, device, settings.Build(device, train), train, test);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>Gives the model the weights that it was to start from, where it was not to draw them.</summary>
    /// <exception cref="EngineException">The file cannot be read, is of another model, or is not what the manifest says.</exception>
    public void Initialize(RunManifest? manifest = null)
    {
        if (Settings.Init is not { } weights)
        {
            return;
        }

        if (manifest?.InitSha256 is { } hash && RunManifest.HashOf(weights) != hash)
        {
            throw new EngineException($"The initial weights '{weights}' are not what the run was given: their SHA-256 is not {hash}.");
        }

        Model.Load(weights);
    }

    /// <summary>Makes sure that the data is that of an earlier session.</summary>
    /// <exception cref="EngineException">It is not.</exception>
    public void CheckData(RunManifest? manifest, string run)
    {
        if (manifest is null)
        {
            return;
        }

        foreach (var (name, then, now) in new[] { ("training", manifest.TrainingData, Train.Hashes()), ("test", manifest.TestData, Test.Hashes()) })
        {
            if (then != now)
            {
                throw new EngineException($"The {name} data of '{Train.Name}' is not what the run in '{run}' was given: {now.Count} samples with SHA-256 {now.Samples[..12]}…, not {then.Count} with {then.Samples[..12]}…; name the folder of the right files with --data-dir.");
            }
        }
    }

    /// <summary>How to train; the caller adds who listens and what is kept.</summary>
    public FitOptions Options(params IEnumerable<Callback> callbacks) => Settings.ToFitOptions() with
    {
        Callbacks = Settings.EarlyStopping is { } patience
            ? [new EarlyStopping(Settings.MonitoredMetric(), patience) { RestoreBestWeights = true }, .. callbacks]
            : [.. callbacks],
    };

    public void Dispose()
    {
        Model.Dispose();
        Device.Dispose();
    }
}
