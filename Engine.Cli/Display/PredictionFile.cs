using System.Globalization;
using System.Text;
using System.Text.Json;
using Engine.Cli.CommandLine;

namespace Engine.Cli.Display;

/// <summary>Writes predictions to a file: comma-separated values, or one JSON array.</summary>
internal sealed class PredictionFile
{
    private readonly string _path;
    private readonly bool _json;

    private PredictionFile(string path, bool json)
    {
        _path = path;
        _json = json;
    }

    /// <summary>Chooses the format by the file's extension.</summary>
    public static PredictionFile For(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".CSV" => new PredictionFile(path, json: false),
        ".JSON" => new PredictionFile(path, json: true),
        _ => throw new UsageException($"--output is '{path}'; name a .csv or .json file."),
    };

    public void Write(IReadOnlyList<PredictedSample> samples, IReadOnlyList<string>? classNames)
    {
        try
        {
            File.WriteAllBytes(_path, _json ? Json(samples, classNames) : Csv(samples, classNames));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot write '{_path}': {error.Message}", error);
        }
    }

    private static byte[] Csv(IReadOnlyList<PredictedSample> samples, IReadOnlyList<string>? classNames)
    {
        var text = new StringBuilder("source,class,name,probability");
        int classes = samples.Count == 0 ? 0 : samples[0].Probabilities.Count;
        text.AppendJoin("", Enumerable.Range(0, classes).Select(c => $",{Quoted(Name(classNames, c))}")).Append('\n');
        foreach (PredictedSample sample in samples)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Quoted(sample.Source)},{sample.Predicted},{Quoted(Name(classNames, sample.Predicted))},{sample.Probabilities[sample.Predicted]}");
            text.AppendJoin("", sample.Probabilities.Select(probability => "," + probability.ToString(CultureInfo.InvariantCulture))).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Json(IReadOnlyList<PredictedSample> samples, IReadOnlyList<string>? classNames)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (PredictedSample sample in samples)
            {
                json.WriteStartObject();
                PredictionDisplay.WriteFields(json, sample, classNames);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static string Name(IReadOnlyList<string>? names, int @class) => names?[@class] ?? @class.ToString(CultureInfo.InvariantCulture);
}
