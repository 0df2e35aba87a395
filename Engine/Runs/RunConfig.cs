using System.Text.Json.Serialization;
using Engine.Models;

namespace Engine.Runs;

/// <summary>How a model was trained: the content of a run folder's config.json.</summary>
public sealed partial record RunConfig
{
    /// <summary>The version of this layout that the program writes and reads.</summary>
    public const int CurrentFormat = 1;

    private const int MaxBytes = 1 << 20;

    /// <summary>The version of the layout.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The data set's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>The file or folder of the data set, if it is not one of the named ones.</summary>
    public string? DatasetPath { get; init; }

    /// <summary>The side in pixels to which the pictures of a folder were scaled, if they were.</summary>
    public int? ImageSize { get; init; }

    /// <summary>The column of a CSV file that holds the label, if it was named.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The share of a file's samples that was kept to test on, if it was given.</summary>
    public float? TestSplit { get; init; }

    /// <summary>The names of the classes by label, if they are known.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The shape of one sample.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    /// <summary>How many classes there are, 1 to 256; or how many values a target has, and the model outputs.</summary>
    public required int Classes { get; init; }

    /// <summary>The model, as <see cref="ModelSpec"/> reads it.</summary>
    public required string Model { get; init; }

    /// <summary>The layers, where the model came from a file.</summary>
    public IReadOnlyList<LayerSpec>? Layers { get; init; }

    /// <summary>The activation of the hidden layers.</summary>
    public required Activation Activation { get; init; }

    /// <summary>Whether the sums of the hidden layers are normalised before their activation; null for not.</summary>
    public bool? BatchNorm { get; init; }

    /// <summary>The share of each hidden layer's outputs that is dropped while training, if any is.</summary>
    public float? Dropout { get; init; }

    /// <summary>The loss by the name that Keras has for it; null for sparse_categorical_crossentropy.</summary>
    public string? Loss { get; init; }

    /// <summary>The optimizer, one of <see cref="OptimizerSpec.Names"/>.</summary>
    public required string Optimizer { get; init; }

    /// <summary>The optimizer's step size.</summary>
    public required float LearningRate { get; init; }

    /// <summary>The momentum of SGD or RMSprop.</summary>
    public float Momentum { get; init; }

    /// <summary>Whether the momentum is Nesterov's; null for not.</summary>
    public bool? Nesterov { get; init; }

    /// <summary>The weight decay; null for the optimizer's default.</summary>
    public float? WeightDecay { get; init; }

    /// <summary>The largest norm of all gradients together, if there is one.</summary>
    public float? ClipNorm { get; init; }

    /// <summary>How the learning rate changes, as <see cref="ScheduleSpec"/> reads it; null for not.</summary>
    public string? Schedule { get; init; }

    /// <summary>How many steps the learning rate rises from 0 before that, if it does.</summary>
    public int? WarmUp { get; init; }

    /// <summary>Samples a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>How many epochs were asked for.</summary>
    public required int Epochs { get; init; }

    /// <summary>The share of the training data that was held out.</summary>
    public float ValidationSplit { get; init; }

    /// <summary>Whether each epoch had an order of its own.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The largest number of steps, if there was a limit.</summary>
    public int? Steps { get; init; }

    /// <summary>How many of the first training samples were used, if not all.</summary>
    public int? Limit { get; init; }

    /// <summary>What determined initial weights and order.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The device that trained, as a specification.</summary>
    public required string Accelerator { get; init; }

    /// <summary>What large products were computed with: tf32; null for float32.</summary>
    public string? Precision { get; init; }

    /// <summary>The file that the initial weights came from, if not drawn.</summary>
    public string? Init { get; init; }

    /// <summary>The epochs without improvement after which training was to end; null for no early stopping.</summary>
    public int? EarlyStopping { get; init; }

    /// <summary>The figure that early stopping and the best weights went by; null for the validation loss, or the loss without validation.</summary>
    public string? Monitor { get; init; }

    /// <summary>Whether the weights of the best epoch were kept too.</summary>
    public bool SaveBest { get; init; }

    /// <summary>Epochs between checkpoints, if that was given.</summary>
    public int? CheckpointEvery { get; init; }

    /// <summary>Minutes between checkpoints, if that was given.</summary>
    public float? CheckpointMinutes { get; init; }

    internal static RunConfig Read(string path)
    {
        // A configuration has a few hundred bytes.
        RunConfig config = JsonFile.Read(path, "a run configuration", MaxBytes, RunConfigJson.Default.RunConfig)
            ?? throw new DataFormatException(path, 0, "a run configuration must be a JSON object.");
        config.Check(path);
        return config;
    }

    internal void Write(string path) => JsonFile.Write(path, this, RunConfigJson.Default.RunConfig);

    private void Check(string path)
    {
        if (Format != CurrentFormat)
        {
            throw new DataFormatException(path, 0, $"the format is {Format}, but this program reads {CurrentFormat}.");
        }

        if (Classes is < 1 or > 256 || InputShape.Count is < 1 or > 8 || InputShape.Any(extent => extent is < 1 or > 1 << 20))
        {
            throw new DataFormatException(path, 0, $"inputShape [{string.Join(", ", InputShape)}] and classes {Classes} describe no model.");
        }

        if (Layers is { } layers && (layers.Count is 0 or > ModelDescription.MaxLayers || layers.Any(layer => layer is null)))
        {
            throw new DataFormatException(path, 0, $"layers should be 1 to {ModelDescription.MaxLayers} objects.");
        }

        if (ClassNames is { } names && (names.Count != Classes || names.Any(name => name is null)))
        {
            throw new DataFormatException(path, 0, $"classNames should be {Classes} names, one a class.");
        }
    }
}

/// <summary>Reads and writes <see cref="RunConfig"/> by code made at build time, which starts faster than reflection.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(ActivationNames), typeof(InitializerNames)],
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunConfig))]
internal sealed partial class RunConfigJson : JsonSerializerContext;
