using System.Globalization;
using Spectre.Console;

namespace Engine.Cli.Display;

/// <summary>Shows what a model mistakes for what: tables for people, JSON for programs.</summary>
internal static class EvaluationDisplay
{
    private const int MistakesListed = 10;

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    public static void Show(ConfusionMatrix matrix, IReadOnlyList<string>? classNames, (int K, double Accuracy)? top, bool json)
    {
        if (json)
        {
            WriteJson(matrix, classNames, top);
            return;
        }

        if (top is var (k, accuracy))
        {
            Console.WriteLine(string.Create(s_culture, $"Top-{k} accuracy: {accuracy:F4}"));
        }

        string[] names = [.. Enumerable.Range(0, matrix.ClassCount).Select(c => Name(classNames, c))];
        IAnsiConsole console = Terminal.Create();
        console.WriteLine();
        WriteClasses(console, matrix, names);
        console.WriteLine();
        if (MatrixWidth(matrix, names) <= console.Profile.Width)
        {
            WriteMatrix(console, matrix, names);
        }
        else
        {
            WriteMistakes(console, matrix, names);
        }
    }

    private static void WriteClasses(IAnsiConsole console, ConfusionMatrix matrix, string[] names)
    {
        Table table = Terminal.Table();
        table.AddColumn("Class");
        foreach (string heading in new[] { "Precision", "Recall", "F1", "Images" })
        {
            table.AddColumn(new TableColumn(heading) { NoWrap = true }.RightAligned());
        }

        for (int c = 0; c < matrix.ClassCount; c++)
        {
            table.AddRow(Cells(names[c], matrix.ForClass(c)));
        }

        table.AddEmptyRow();
        table.AddRow(Cells("macro average", matrix.MacroAverage()));
        table.AddRow(Cells("weighted average", matrix.WeightedAverage()));
        console.Write(table);
    }

    private static string[] Cells(string name, ClassFigures figures) =>
    [
        Markup.Escape(name),
        figures.Precision.ToString("F4", s_culture),
        figures.Recall.ToString("F4", s_culture),
        figures.F1.ToString("F4", s_culture),
        figures.Support.ToString("N0", s_culture),
    ];

    // A column is headed by the number of its class, so that ten classes fit into 80 columns whatever their names.
    private static void WriteMatrix(IAnsiConsole console, ConfusionMatrix matrix, string[] names)
    {
        console.WriteLine("Confusion matrix: rows are true classes, columns predicted ones");
        Table table = Terminal.Table();
        table.AddColumn(new TableColumn("") { NoWrap = true });
        for (int c = 0; c < matrix.ClassCount; c++)
        {
            table.AddColumn(new TableColumn(c.ToString(s_culture)) { NoWrap = true, Padding = new Padding(CellPadding, 0) }.RightAligned());
        }

        for (int truth = 0; truth < matrix.ClassCount; truth++)
        {
            string[] counts =
            [
                .. Enumerable.Range(0, matrix.ClassCount).Select(predicted =>
                {
                    string count = matrix[truth, predicted].ToString(s_culture);
                    string style = truth == predicted ? "bold" : matrix[truth, predicted] == 0 ? "grey" : "red";
                    return $"[{style}]{count}[/]";
                }),
            ];
            table.AddRow([Markup.Escape(RowName(names, truth)), .. counts]);
        }

        console.Write(table);
    }

    private static void WriteMistakes(IAnsiConsole console, ConfusionMatrix matrix, string[] names)
    {
        console.WriteLine("The confusion matrix is too wide for here (--plot FILE draws it); the most frequent mistakes:");
        Table table = Terminal.Table();
        table.AddColumns(new TableColumn("True class"), new TableColumn("Taken for"), new TableColumn("Images").RightAligned());
        var mistakes =
            from truth in Enumerable.Range(0, matrix.ClassCount)
            from predicted in Enumerable.Range(0, matrix.ClassCount)
            where truth != predicted && matrix[truth, predicted] > 0
            orderby matrix[truth, predicted] descending
            select (truth, predicted);
        foreach (var (truth, predicted) in mistakes.Take(MistakesListed))
        {
            table.AddRow(Markup.Escape(names[truth]), Markup.Escape(names[predicted]), matrix[truth, predicted].ToString("N0", s_culture));
        }

        console.Write(table);
    }

    private static int CellPadding => Terminal.IsLive ? 0 : 1;

    private static int MatrixWidth(ConfusionMatrix matrix, string[] names)
    {
        int classes = matrix.ClassCount;
        int width = 4 + Enumerable.Range(0, classes).Max(c => RowName(names, c).Length);
        for (int predicted = 0; predicted < classes; predicted++)
        {
            width += 3 + Enumerable.Range(0, classes).Max(truth => matrix[truth, predicted].ToString(s_culture).Length);
        }

        return width;
    }

    private static string RowName(string[] names, int @class)
    {
        string number = @class.ToString(s_culture);
        return names[@class] == number ? number : $"{number} {names[@class]}";
    }

    private static string Name(IReadOnlyList<string>? names, int @class) => names?[@class] ?? @class.ToString(s_culture);

    private static void WriteJson(ConfusionMatrix matrix, IReadOnlyList<string>? classNames, (int K, double Accuracy)? top)
    {
        if (top is var (k, accuracy))
        {
            JsonLine.Write("topK", json =>
            {
                json.WriteNumber("k", k);
                json.WriteFigure("accuracy", accuracy);
            });
        }

        for (int c = 0; c < matrix.ClassCount; c++)
        {
            ClassFigures figures = matrix.ForClass(c);
            JsonLine.Write("class", json =>
            {
                json.WriteNumber("class", c);
                json.WriteString("name", Name(classNames, c));
                json.WriteFigure("precision", figures.Precision);
                json.WriteFigure("recall", figures.Recall);
                json.WriteFigure("f1", figures.F1);
                json.WriteNumber("count", figures.Support);
            });
        }

        JsonLine.Write("confusion", json =>
        {
            json.WriteStartArray("counts");
            for (int truth = 0; truth < matrix.ClassCount; truth++)
            {
                json.WriteStartArray();
                for (int predicted = 0; predicted < matrix.ClassCount; predicted++)
                {
                    json.WriteNumberValue(matrix[truth, predicted]);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        });
    }
}
