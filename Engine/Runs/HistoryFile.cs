using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Engine.Runs;

/// <summary>Writes the figures of epochs; numbers are written so that they read back unchanged, seconds to the millisecond.</summary>
internal static class HistoryFile
{
    private const string Seconds = "seconds";

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
}
