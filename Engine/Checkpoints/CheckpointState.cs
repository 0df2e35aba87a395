using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine;

/// <summary>The part of a checkpoint that is no tensor.</summary>
internal sealed record CheckpointState
{
    /// <summary>The version of this layout that the program writes and reads.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>The model's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The kind of optimizer.</summary>
    public required string Optimizer { get; init; }

    /// <summary>Steps that the optimizer has made, those of earlier trainings included.</summary>
    public required long OptimizerStep { get; init; }

    /// <summary>The data that is trained on, before a validation split.</summary>
    public required DataHashes Data { get; init; }

    /// <summary>Samples that are trained on, after a validation split.</summary>
    public required int TrainCount { get; init; }

    public required int BatchSize { get; init; }

    public required bool Shuffle { get; init; }

    /// <summary>Orders drawn before that of the epoch at hand.</summary>
    public required int EpochsDrawn { get; init; }

    /// <summary>Steps done of the epoch at hand, which is the one after those of the history.</summary>
    public required int EpochStep { get; init; }

    /// <summary>Steps done since training began.</summary>
    public required int Steps { get; init; }

    /// <summary>The loss over the samples of the epoch at hand, summed.</summary>
    public required double LossSum { get; init; }

    /// <summary>The hits among the samples of the epoch at hand.</summary>
    public required double CorrectSum { get; init; }

    /// <summary>Time spent on the epoch at hand.</summary>
    public required double EpochSeconds { get; init; }

    /// <summary>Time spent since training began.</summary>
    public required double Seconds { get; init; }

    /// <summary>Why training was to end before its epochs were done; null if it was not.</summary>
    public string? StopReason { get; init; }

    /// <summary>The columns of the history's tensor.</summary>
    public required IReadOnlyList<string> HistoryColumns { get; init; }

    /// <summary>The texts that callbacks keep.</summary>
    public required Dictionary<string, Dictionary<string, string>> Callbacks { get; init; }

    /// <exception cref="DataFormatException">The text is not the state of a checkpoint.</exception>
    public static CheckpointState Parse(string path, string json)
    {
        try
        {
            CheckpointState state = JsonSerializer.Deserialize(json, CheckpointJson.Default.CheckpointState)
                ?? throw new DataFormatException(path, 0, "the state of a checkpoint must be a JSON object.");
            return state.Problem() is { } problem ? throw new DataFormatException(path, 0, problem) : state;
        }
        catch (JsonException error)
        {
            throw new DataFormatException(path, 0, $"not the state of a checkpoint: {error.Message.Split(" Path:")[0]}", error);
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, CheckpointJson.Default.CheckpointState);

    private string? Problem()
    {
        if (Format != CurrentFormat)
        {
            return $"the format of the checkpoint is {Format}, but this program reads {CurrentFormat}.";
        }

        if (!HistoryColumns.SequenceEqual(EpochColumns.Names))
        {
            return "the checkpoint keeps other figures than this program.";
        }

        bool counts = TrainCount >= 1 && BatchSize >= 1 && EpochsDrawn >= 0 && EpochStep >= 0 && EpochStep <= Steps && Steps <= OptimizerStep;
        bool times = Seconds is >= 0 and < 1e10 && EpochSeconds is >= 0 and < 1e10;
        return counts && times && Callbacks.Values.All(texts => texts is not null) ? null : "the checkpoint's numbers contradict each other.";
    }
}

/// <summary>Reads and writes <see cref="CheckpointState"/> by code made at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CheckpointState))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
