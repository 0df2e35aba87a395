using Engine.Cli.CommandLine;
using Engine.Runs;

namespace Engine.Cli.Commands;

/// <summary>The options of train, read and checked.</summary>
internal sealed record TrainSettings
{
    public required DatasetChoice Dataset { get; init; }

    public required ModelSpec Model { get; init; }

    public required ModelDetails Details { get; init; }

    public required OptimizerSpec Optimizer { get; init; }

    public required int BatchSize { get; init; }

    public required int Epochs { get; init; }

    public required float ValidationSplit { get; init; }

    public required ulong Seed { get; init; }

    public required bool Shuffle { get; init; }

    public required int? Steps { get; init; }

    public required int? Limit { get; init; }

    public required string Precision { get; init; }

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
        Model = ReadModel(options),
        Details = ModelSettings.ReadDetails(options),
        Optimizer = ModelSettings.ReadOptimizer(options),
        BatchSize = OptionValue.Integer("--batch-size", options.BatchSize, 1, 1 << 20),
        Epochs = OptionValue.Integer("--epochs", options.Epochs, 1),
        ValidationSplit = OptionValue.Fraction("--validation-split", options.ValidationSplit),
        Seed = OptionValue.Seed("--seed", options.Seed),
        Shuffle = OptionValue.Choice("--shuffle", options.Shuffle, "epoch", "none") == "epoch",
        Steps = OptionValue.OptionalInteger("--steps", options.Steps, 1),
        Limit = OptionValue.OptionalInteger("--limit", options.Limit, 1),
        Precision = options.Precision,
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
        Model = config.ToModel(),
        Details = config.ToDetails(),
        Optimizer = config.ToOptimizer(),
        BatchSize = config.BatchSize,
        Epochs = config.Epochs,
        ValidationSplit = config.ValidationSplit,
        Seed = config.Seed,
        Shuffle = config.Shuffle,
        Steps = config.Steps,
        Limit = config.Limit,
        Precision = config.Precision ?? Opening.Float32,
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
        catch (EngineException error) when (error is not DataFormatException)
        {
            throw new UsageException($"--model: {error.Message}");
        }
    }

    // What a file says of its layers must not be said again.
    private static ModelSpec ReadModel(TrainOptions options)
    {
        ModelSpec model = ReadModel(options.Model);
        string[] ofNamedModels = ["--activation", "--dropout", "--batch-norm"];
        return model.Description is not null && options.Given.FirstOrDefault(ofNamedModels.Contains) is { } given
            ? throw new UsageException($"{given} belongs to softmax and mlp models; write it into {model}.")
            : model;
    }

    /// <summary>Makes the model for the data, compiled; see <see cref="Init"/> for other weights than drawn ones.</summary>
    public Sequential Build(ComputeDevice device, Dataset train)
    {
        ModelDetails details = Details.For(train);
        Sequential model = Model.Build(device, train.InputShape, train.OutputCount, details, Seed);
        try
        {
            model.Compile(Optimizer.Create(TotalSteps(train)), details.Loss!);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>How to train; who listens and what is kept is the caller's affair.</summary>
    public FitOptions ToFitOptions() => new()
    {
        Epochs = Epochs,
        BatchSize = BatchSize,
        ValidationSplit = ValidationSplit,
        Shuffle = Shuffle,
        MaxSteps = Steps,
    };

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
        Classes = train.OutputCount,
        Model = Model.ToString(),
        Layers = Model.Description?.Layers,
        Activation = Details.Activation,
        BatchNorm = Details.BatchNorm ? true : null,
        Dropout = Details.Dropout > 0 ? Details.Dropout : null,
        Loss = Details.For(train).Loss!.Name,
        Optimizer = Optimizer.Name,
        LearningRate = Optimizer.Create(1).LearningRate,
        Momentum = Optimizer.Momentum ?? 0,
        Nesterov = Optimizer.Nesterov ? true : null,
        WeightDecay = Optimizer.WeightDecay,
        ClipNorm = Optimizer.ClipNorm,
        Schedule = Optimizer.Schedule.Kind == ScheduleSpec.Constant.Kind ? null : Optimizer.Schedule.Resolve(TotalSteps(train) - Optimizer.WarmUp).ToString(),
        WarmUp = Optimizer.WarmUp > 0 ? Optimizer.WarmUp : null,
        BatchSize = BatchSize,
        Epochs = Epochs,
        ValidationSplit = ValidationSplit,
        Shuffle = Shuffle,
        Steps = Steps,
        Limit = Limit,
        Seed = Seed,
        Accelerator = device.Spec,
        Precision = Precision == Opening.Float32 ? null : Precision,
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

    /// <summary>How many steps the training makes on data of which a part may be held out.</summary>
    public long TotalSteps(Dataset train)
    {
        int count = ValidationSplit > 0 ? train.Split(ValidationSplit).First.Count : train.Count;
        long steps = (((long)count + BatchSize - 1) / BatchSize) * Epochs;
        return Math.Min(steps, Steps ?? long.MaxValue);
    }
}
