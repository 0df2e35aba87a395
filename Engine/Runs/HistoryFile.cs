using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Engine.Runs;

/// <summary>Writes and reads the figures of epochs; numbers are written so that they read back unchanged, seconds to the millisecond.</summary>
internal static class HistoryFile
{
    private const string Seconds = "seconds";

    // A million epochs have some 100 bytes each.
    private const long MaxBytes = 1 << 27;

    /// <exception cref="EngineException">The file cannot be written.</exception>
    public static void WriteCsv(string path, IEnumerable<EpochResult> epochs)
    {
        var text = new StringBuilder().AppendJoin(',', EpochColumns.Names).Append('\n');
        foreach (EpochResult epoch in epochs)
        {
            text.AppendJoin(',', EpochColumns.Names.Select(name => Text(name, EpochColumns.Get(epoch, name)))).Append('\n');
        }

        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <exception cref="EngineException">The file cannot be read.</exception>
    /// <exception cref="DataFormatException">It is not what <see cref="WriteCsv"/> writes.</exception>
    public static IReadOnlyList<EpochResult> ReadCsv(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw new DataFormatException(path, MaxBytes, $"a history has at most {MaxBytes} bytes.");
            }

            using var reader = new StreamReader(path);
            string heading = string.Join(',', EpochColumns.Names);
            if (reader.ReadLine() != heading)
            {
                throw new DataFormatException(path, 0, $"a history begins with the line '{heading}'.");
            }

            var epochs = new List<EpochResult>();
            for (long offset = heading.Length + 1; reader.ReadLine() is { } line; offset += line.Length + 1)
            {
                epochs.Add(Epoch(line) ?? throw new DataFormatException(path, offset, $"line {epochs.Count + 2} does not hold {EpochColumns.Names.Count} figures."));
            }

            return epochs;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read '{path}': {error.Message}", error);
        }
    }

    /// <exception cref="EngineException">The file cannot be written.</exception>
    public static void WriteJson(string path, IEnumerable<EpochResult> epochs) => AtomicFile.Write(path, stream =>
    {
        foreach (EpochResult epoch in epochs)
        {
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                foreach (string name in EpochColumns.Names)
                {
                    json.WritePropertyName(name);
                    json.WriteRawValue(EpochColumns.Get(epoch, name) is { } figure && double.IsFinite(figure) ? Text(name, figure) : "null");
                }

                json.WriteEndObject();
            }

            stream.WriteByte((byte)'\n');
        }
    });

    private static string Text(string name, double? figure) => figure?.ToString(name == Seconds ? "F3" : "R", CultureInfo.InvariantCulture) ?? "";

    private static EpochResult? Epoch(string line)
    {
        string[] cells = line.Split(',');
        if (cells.Length != EpochColumns.Names.Count)
        {
            return null;
        }

        var figures = new double?[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i].Length > 0)
            {
                if (!double.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double figure))
                {
                    return null;
                }

                figures[i] = figure;
            }
        }

        // An epoch has its number, whatever else it lacks.
        return figures[0] is >= 0 and <= int.MaxValue ? EpochColumns.Create(figures) : null;
    }
}
