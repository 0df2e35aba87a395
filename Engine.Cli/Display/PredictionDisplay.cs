using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Engine.Cli.Display;

/// <summary>A sample and the probability that a model gives each class.</summary>
/// <param name="Source">Where the sample is from: "test image 3", or a file.</param>
/// <param name="Probabilities">The probability of each class.</param>
/// <param name="Label">The class that it is of, if known.</param>
internal sealed record PredictedSample(string Source, IReadOnlyList<float> Probabilities, int? Label)
{
    /// <summary>The most probable class; the first of equal ones.</summary>
    public int Predicted { get; } = Probabilities.Index().Aggregate((best, next) => next.Item > best.Item ? next : best).Index;

    public bool IsRight => Predicted == Label;
}

/// <summary>Shows what a model takes samples for: a table for people, JSON for programs.</summary>
internal static class PredictionDisplay
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    public static void Show(IReadOnlyList<PredictedSample> samples, IReadOnlyList<string>? classNames, bool json)
    {
        if (json)
        {
            foreach (PredictedSample sample in samples)
            {
                WriteJson(sample, classNames);
            }

            return;
        }

        bool labelled = samples.Any(sample => sample.Label is not null);
        IAnsiConsole console = Terminal.Create();
        Table table = Terminal.Table();
        table.AddColumns(new TableColumn("Image"), new TableColumn("Predicted"), new TableColumn("Probability") { NoWrap = true }.RightAligned());
        if (labelled)
        {
            table.AddColumns(new TableColumn("True class"), new TableColumn(""));
        }

        foreach (PredictedSample sample in samples)
        {
            List<string> cells =
            [
                Markup.Escape(sample.Source),
                Markup.Escape(Name(classNames, sample.Predicted)),
                string.Create(s_culture, $"{100 * sample.Probabilities[sample.Predicted]:F1} %"),
            ];
            if (labelled)
            {
                cells.Add(sample.Label is { } label ? Markup.Escape(Name(classNames, label)) : "");
                cells.Add(sample.Label is null || sample.IsRight ? "" : "[red]wrong[/]");
            }

            table.AddRow([.. cells]);
        }

        console.Write(table);
        if (labelled)
        {
            Console.WriteLine(string.Create(s_culture, $"{samples.Count(sample => sample.IsRight):N0} of {samples.Count:N0} right"));
        }
    }

    private static void WriteJson(PredictedSample sample, IReadOnlyList<string>? classNames) =>
        JsonLine.Write("prediction", json => WriteFields(json, sample, classNames));

    /// <summary>Writes what is known of a sample into an object.</summary>
    public static void WriteFields(Utf8JsonWriter json, PredictedSample sample, IReadOnlyList<string>? classNames)
    {
        json.WriteString("source", sample.Source);
        json.WriteNumber("class", sample.Predicted);
        json.WriteString("name", Name(classNames, sample.Predicted));
        json.WriteFigure("probability", sample.Probabilities[sample.Predicted]);
        if (sample.Label is { } label)
        {
            json.WriteNumber("label", label);
            json.WriteString("labelName", Name(classNames, label));
        }

        json.WriteStartArray("probabilities");
        foreach (float probability in sample.Probabilities)
        {
            if (float.IsFinite(probability))
            {
                json.WriteNumberValue(probability);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    private static string Name(IReadOnlyList<string>? names, int @class) => names?[@class] ?? @class.ToString(s_culture);
}
