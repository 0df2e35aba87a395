using Engine.Cli.CommandLine;
using Engine.Runs;

namespace Engine.Cli.Commands;

/// <summary>The options of train, read and checked.</summary>
internal sealed record TrainSettings
{
    public required DatasetChoice Dataset { get; init; }

    public required ModelSpec Model { get; init; }

    public required Activation Activation { get; init; }

    public required Optimizer Optimizer { get; init; }

    public required int BatchSize { get; init; }

    public required int Epochs { get; init; }

    public required float ValidationSplit { get; init; }

    public required ulong Seed { get; init; }

    public required bool Shuffle { get; init; }

    public required int? Steps { get; init; }

    public required int? Limit { get; init; }

    public required string? Init { get; init; }

    /// <summary>The epochs without improvement after which training ends; null for no early stopping.</summary>
    public required int? EarlyStopping { get; init; }

    /// <summary>The figure that early stopping and the best weights go by; null for the usual one.</summary>
    public required string? Monitor { get; init; }

    public required bool SaveBest { get; init; }

    /// <summary>Epochs between checkpoints; null for the usual.</summary>
    public required int? CheckpointEvery { get; init; }

    public required float? CheckpointMinutes { get; init; }

    /// <summary>The figure that is monitored.</summary>
    public string MonitoredMetric() => Monitor ?? (ValidationSplit > 0 ? "val_loss" : "loss");

    public static TrainSettings Read(TrainOptions options) => new()
    {
        Dataset = DatasetChoice.Read("--dataset", options.Dataset, options, allowAuto: true),
        Model = ReadModel(options.Model),
        Activation = OptionValue.Choice("--activation", options.Activation, "relu", "sigmoid") == "relu" ? Activation.Relu : Activation.Sigmoid,
        Optimizer = ReadOptimizer(options),
        BatchSize = OptionValue.Integer("--batch-size", options.BatchSize, 1, 1 << 20),
        Epochs = OptionValue.Integer("--epochs", options.Epochs, 1),
        ValidationSplit = OptionValue.Fraction("--validation-split", options.ValidationSplit),
        Seed = OptionValue.Seed("--seed", options.Seed),
        Shuffle = OptionValue.Choice("--shuffle", options.Shuffle, "epoch", "none") == "epoch",
        Steps = OptionValue.OptionalInteger("--steps", options.Steps, 1),
        Limit = OptionValue.OptionalInteger("--limit", options.Limit, 1),
        Init = options.Init,
        EarlyStopping = OptionValue.OptionalInteger("--early-stopping", options.EarlyStopping, 0),
        Monitor = ReadMonitor(options),
        SaveBest = options.SaveBest,
        CheckpointEvery = OptionValue.OptionalInteger("--checkpoint-every", options.CheckpointEvery, 1),
        CheckpointMinutes = options.CheckpointMinutes is { } minutes ? OptionValue.Positive("--checkpoint-minutes", minutes) : null,
    };

    /// <summary>The settings of an earlier run.</summary>
    /// <exception cref="EngineException">The configuration asks for what there is not.</exception>
    public static TrainSettings FromConfig(RunConfig config) => new()
    {
        Dataset = DatasetChoice.Of(config),
        Model = ModelSpec.Parse(config.Model),
        Activation = config.Activation,
        Optimizer = config.Optimizer switch
        {
            "adam" => new Adam(config.LearningRate),
            "sgd" => new Sgd(config.LearningRate, config.Momentum),
            _ => throw new EngineException($"The run's optimizer '{config.Optimizer}' is not known to this program."),
        },
        BatchSize = config.BatchSize,
        Epochs = config.Epochs,
        ValidationSplit = config.ValidationSplit,
        Seed = config.Seed,
        Shuffle = config.Shuffle,
        Steps = config.Steps,
        Limit = config.Limit,
        Init = config.Init,
        EarlyStopping = config.EarlyStopping,
        Monitor = config.Monitor,
        SaveBest = config.SaveBest,
        CheckpointEvery = config.CheckpointEvery,
        CheckpointMinutes = config.CheckpointMinutes,
    };

    public static ModelSpec ReadModel(string text)
    {
        try
        {
            return ModelSpec.Parse(text);
        }
        catch (EngineException error)
        {
            throw new UsageException($"--model: {error.Message}");
        }
    }

    /// <summary>What the run folder keeps of these settings.</summary>
    public RunConfig ToConfig(Dataset train, ComputeDevice device) => new()
    {
        Dataset = train.Name,
        DatasetPath = Dataset.Path,
        ImageSize = Dataset.Files.ImageSize,
        LabelColumn = Dataset.Files.LabelColumn,
        TestSplit = Dataset.IsPath && Dataset.Files.TestSplit != FileDatasetOptions.DefaultTestSplit ? Dataset.Files.TestSplit : null,
        ClassNames = train.ClassNames,
        InputShape = train.InputShape,
        Classes = train.ClassCount,
        Model = Model.ToString(),
        Activation = Activation,
        Optimizer = Optimizer is Sgd ? "sgd" : "adam",
        LearningRate = Optimizer.LearningRate,
        Momentum = Optimizer is Sgd sgd ? sgd.Momentum : 0,
        BatchSize = BatchSize,
        Epochs = Epochs,
        ValidationSplit = ValidationSplit,
        Shuffle = Shuffle,
        Steps = Steps,
        Limit = Limit,
        Seed = Seed,
        Accelerator = device.Spec,
        Init = Init,
        EarlyStopping = EarlyStopping,
        Monitor = Monitor,
        SaveBest = SaveBest,
        CheckpointEvery = CheckpointEvery,
        CheckpointMinutes = CheckpointMinutes,
    };

    private static string? ReadMonitor(TrainOptions options)
    {
        if (options.Monitor is not { } name)
        {
            return null;
        }

        if (options.EarlyStopping is null && !options.SaveBest)
        {
            throw new UsageException("--monitor needs --early-stopping or --save-best, which look at what it names.");
        }

        OptionValue.Choice("--monitor", name, "loss", "accuracy", "val_loss", "val_accuracy");
        return name.StartsWith("val_", StringComparison.Ordinal) && OptionValue.Fraction("--validation-split", options.ValidationSplit) == 0
            ? throw new UsageException($"--monitor {name} needs --validation-split, such as --validation-split 0.2.")
            : name;
    }

    private static Optimizer ReadOptimizer(TrainOptions options)
    {
        bool isSgd = OptionValue.Choice("--optimizer", options.Optimizer, "adam", "sgd") == "sgd";
        if (!isSgd && options.Momentum is not null)
        {
            throw new UsageException("--momentum belongs to --optimizer sgd; adam has moments of its own.");
        }

        float? rate = options.LearningRate is { } text ? OptionValue.Positive("--learning-rate", text) : null;
        if (!isSgd)
        {
            return rate is { } adamRate ? new Adam(adamRate) : new Adam();
        }

        float momentum = OptionValue.Fraction("--momentum", options.Momentum ?? "0");
        return rate is { } sgdRate ? new Sgd(sgdRate, momentum) : new Sgd(momentum: momentum);
    }
}
