using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Engine.Models;

namespace Engine.Runs;

/// <summary>What a run was made of and what came out: the content of a run folder's manifest.json, enough to make it again.</summary>
public sealed record RunManifest
{
    /// <summary>The version of this layout that the program writes and reads.</summary>
    public const int CurrentFormat = 1;

    private const int MaxBytes = 1 << 24;

    /// <summary>The version of the layout.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>All settings, the seed among them, as in config.json.</summary>
    public required RunConfig Settings { get; init; }

    /// <summary>The data that was trained on, the validation split included.</summary>
    public required DataHashes TrainingData { get; init; }

    /// <summary>The data that was tested on.</summary>
    public required DataHashes TestData { get; init; }

    /// <summary>The SHA-256 of the file that the initial weights came from, if not drawn.</summary>
    public string? InitSha256 { get; init; }

    /// <summary>The sessions in order: one, and one more for each time that the run was resumed.</summary>
    public required IReadOnlyList<RunSession> Sessions { get; init; }

    /// <summary>What came out; null until the run is finished.</summary>
    public RunResult? Result { get; init; }

    /// <summary>The version of the engine.</summary>
    public static string EngineVersion { get; } = typeof(RunManifest).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>The SHA-256 of a file in hexadecimal digits.</summary>
    /// <exception cref="EngineException">The file cannot be read.</exception>
    public static string HashOf(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read '{path}': {error.Message}", error);
        }
    }

    internal static RunManifest Read(string path)
    {
        RunManifest manifest = JsonFile.Read(path, "a run manifest", MaxBytes, RunManifestJson.Default.RunManifest)
            ?? throw new DataFormatException(path, 0, "a run manifest must be a JSON object.");
        if (manifest.Format != CurrentFormat || manifest.Sessions.Count == 0 || manifest.Sessions.Contains(null!))
        {
            throw new DataFormatException(path, 0, $"the format is {manifest.Format} with {manifest.Sessions.Count} sessions, but this program reads format {CurrentFormat} with one or more.");
        }

        string[] hashes = [manifest.TrainingData.Samples, manifest.TrainingData.Labels, manifest.TestData.Samples, manifest.TestData.Labels];
        return hashes.All(IsHash) && (manifest.InitSha256 is null || IsHash(manifest.InitSha256)) && (manifest.Result is null || IsHash(manifest.Result.ModelSha256))
            ? manifest
            : throw new DataFormatException(path, 0, "a SHA-256 in a run manifest has 64 hexadecimal digits.");
    }

    private static bool IsHash(string text) => text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigitLower);

    internal void Write(string path) => JsonFile.Write(path, this, RunManifestJson.Default.RunManifest);
}

/// <summary>A time during which a run was trained without a break.</summary>
/// <param name="EngineVersion">The version of the engine.</param>
/// <param name="Device">The device, as a specification: cpu, cuda:0.</param>
/// <param name="DeviceName">The device's own name.</param>
/// <param name="Driver">What drives it, with the version.</param>
/// <param name="Machine">The system and its processors' architecture.</param>
/// <param name="Started">When it began.</param>
/// <param name="FromStep">The steps that were done before.</param>
public sealed record RunSession(string EngineVersion, string Device, string DeviceName, string Driver, string Machine, DateTimeOffset Started, int FromStep);

/// <summary>What came out of a run.</summary>
/// <param name="Finished">When it was finished.</param>
/// <param name="Epochs">Epochs that were done.</param>
/// <param name="Steps">Steps that were done.</param>
/// <param name="StopReason">Why it ended before its epochs were done; null if it did not.</param>
/// <param name="TestLoss">The mean loss over the test data.</param>
/// <param name="TestAccuracy">The share of the test data that was classified right.</param>
/// <param name="ModelSha256">The SHA-256 of model.safetensors in hexadecimal digits.</param>
public sealed record RunResult(DateTimeOffset Finished, int Epochs, int Steps, string? StopReason, double? TestLoss, double? TestAccuracy, string ModelSha256);

/// <summary>Reads and writes <see cref="RunManifest"/> by code made at build time.</summary>
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
[JsonSerializable(typeof(RunManifest))]
internal sealed partial class RunManifestJson : JsonSerializerContext;
