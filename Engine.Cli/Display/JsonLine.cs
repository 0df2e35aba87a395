using System.Text;
using System.Text.Json;

namespace Engine.Cli.Display;

/// <summary>Prints one JSON object on one line.</summary>
internal static class JsonLine
{
    public static void Write(string @event, Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("event", @event);
            content(json);
            json.WriteEndObject();
        }

        Console.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>A number; null where there is none or it is not finite, which JSON cannot say.</summary>
    public static void WriteFigure(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
