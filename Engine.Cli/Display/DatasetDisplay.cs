using System.Globalization;
using Engine.Charts;
using Spectre.Console;

namespace Engine.Cli.Display;

/// <summary>Shows what a data set holds.</summary>
internal static class DatasetDisplay
{
    private const int MaxValues = 8;

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>The name of a sample's class, or the values of its target.</summary>
    public static string Target(Dataset data, int index) => data.HasTargets
        ? Values(data.Targets.Span.Slice(index * data.TargetWidth, data.TargetWidth))
        : ClassName(data, data.Labels.Span[index]);

    /// <summary>Prints size and shape, how often each class occurs, and the first training samples.</summary>
    public static void Show(Dataset train, Dataset test, int count)
    {
        string kind = train.HasFeatures ? "floats" : "bytes, trained on as value / 255";
        Console.WriteLine(string.Create(s_culture, $"{train.Name}: {train.Count:N0} training samples, {test.Count:N0} test samples"));
        Console.WriteLine($"Sample: {string.Join(" x ", train.InputShape)} ({kind})");
        if (train.HasTargets)
        {
            Console.WriteLine($"Target: {train.TargetWidth} floats");
        }
        else
        {
            ShowClasses(train, test);
        }

        if (count == 0)
        {
            return;
        }

        Console.WriteLine($"The first {count} training samples:");
        if (ChartPictures.ArePictures(train))
        {
            ImageText.Show([.. Enumerable.Range(0, count).Select(i => (ChartPictures.Of(train, i), Target(train, i)))]);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            Console.WriteLine($"{Target(train, i)}: {Sample(train, i)}");
        }
    }

    public static void WriteJson(Dataset train, Dataset test)
    {
        JsonLine.Write("dataset", json =>
        {
            json.WriteString("name", train.Name);
            json.WriteNumber("trainCount", train.Count);
            json.WriteNumber("testCount", test.Count);
            json.WriteStartArray("inputShape");
            foreach (int extent in train.InputShape)
            {
                json.WriteNumberValue(extent);
            }

            json.WriteEndArray();
            json.WriteString("type", train.HasFeatures ? "float32" : "uint8");
            json.WriteNumber("classes", train.ClassCount);
            json.WriteNumber("targets", train.TargetWidth);
        });
        for (int label = 0; label < train.ClassCount; label++)
        {
            JsonLine.Write("class", json =>
            {
                json.WriteNumber("class", label);
                json.WriteString("name", ClassName(train, label));
                json.WriteNumber("trainCount", train.Labels.Span.Count((byte)label));
                json.WriteNumber("testCount", test.Labels.Span.Count((byte)label));
            });
        }
    }

    private static void ShowClasses(Dataset train, Dataset test)
    {
        Table table = Terminal.Table();
        table.AddColumns(new TableColumn("Class").RightAligned(), new TableColumn("Name"), new TableColumn("Training").RightAligned(), new TableColumn("Test").RightAligned());
        for (int label = 0; label < train.ClassCount; label++)
        {
            table.AddRow(
                label.ToString(s_culture),
                Markup.Escape(ClassName(train, label)),
                train.Labels.Span.Count((byte)label).ToString("N0", s_culture),
                test.Labels.Span.Count((byte)label).ToString("N0", s_culture));
        }

        Terminal.Create().Write(table);
    }

    private static string ClassName(Dataset data, int label) => data.ClassNames?[label] ?? label.ToString(s_culture);

    private static string Sample(Dataset data, int index) => data.HasFeatures
        ? Values(data.Features.Span.Slice(index * data.SampleSize, data.SampleSize))
        : Values(Array.ConvertAll(data.Images.Slice(index * data.SampleSize, data.SampleSize).ToArray(), value => (float)value));

    private static string Values(ReadOnlySpan<float> values)
    {
        string first = string.Join(", ", values[..Math.Min(MaxValues, values.Length)].ToArray().Select(value => value.ToString("G6", s_culture)));
        return values.Length > MaxValues ? first + ", ..." : first;
    }
}
