using System.Globalization;
using Engine.Charts;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Spectre.Console;

namespace Engine.Cli.Commands;

/// <summary>Lists the data sets, fetches one, or shows what is in one.</summary>
internal static class DatasetsCommand
{
    private const int DefaultCount = 6;
    private const int DefaultPlotCount = 25;
    private const int MaxCount = 1000;

    public static int Run(DatasetsOptions options)
    {
        if (options.Json && options.Quiet)
        {
            throw new UsageException("--json and --quiet exclude each other.");
        }

        string[] words = [.. options.Extra];
        string action = words.Length == 0 ? "list" : OptionValue.Choice("The word after datasets", words[0], "list", "fetch", "show");
        if (action != "show" && (options.Count ?? options.Plot ?? options.ImageSize ?? options.LabelColumn ?? options.TestSplit) is not null)
        {
            throw new UsageException("--count, --plot, --image-size, --label-column and --test-split belong to 'datasets show'.");
        }

        if (action == "list")
        {
            if (words.Length > 1)
            {
                throw new UsageException($"'{words[1]}' is too much: 'datasets list' lists all; 'datasets show {words[1]}' shows one.");
            }

            List(options);
        }
        else if (words.Length < 2)
        {
            throw new UsageException($"datasets {action} needs a name: {string.Join(", ", DatasetCatalog.Names)}{(action == "show" ? ", or a path" : "")}.");
        }
        else if (action == "fetch")
        {
            Fetch(OptionValue.Choice("The data set", words[1], DatasetCatalog.Names), options);
        }
        else
        {
            Show(DatasetChoice.Read("The data set", words[1], options, allowAuto: false), options);
        }

        return ExitCode.Done;
    }

    private static void List(DatasetsOptions options)
    {
        var places = Datasets.Published.ToDictionary(dataset => dataset, dataset => Place(dataset, options));
        if (options.Json)
        {
            foreach (var (dataset, place) in places)
            {
                WriteJson(dataset.Name, dataset.Description, dataset.TrainCount, dataset.TestCount, dataset.InputShape, dataset.ClassCount, place, dataset.DownloadBytes);
            }

            SyntheticDigits drawn = Datasets.SyntheticDigits;
            WriteJson(drawn.Name, "digits that the program draws", SyntheticDigits.DefaultTrainCount, SyntheticDigits.DefaultTestCount, drawn.InputShape, drawn.ClassCount, null, 0);
        }
        else if (!options.Quiet)
        {
            Table table = Terminal.Table();
            table.AddColumns(new TableColumn("Name") { NoWrap = true }, new TableColumn("Images"), new TableColumn("Shape"), new TableColumn("What"), new TableColumn("Where"));
            foreach (var (dataset, place) in places)
            {
                table.AddRow([.. Row(dataset.Name, dataset.TrainCount, dataset.TestCount, dataset.InputShape, dataset.Description,
                    place ?? $"not here ({Figures.Bytes(dataset.DownloadBytes)} to fetch)")]);
            }

            table.AddRow([.. Row(Datasets.SyntheticDigits.Name, SyntheticDigits.DefaultTrainCount, SyntheticDigits.DefaultTestCount, Datasets.SyntheticDigits.InputShape, "digits that the program draws", "built in")]);
            Terminal.Create().Write(table);
            Console.WriteLine("Your own: the path of an .npz or .csv file, or of a folder with a folder of pictures for each class.");
        }
    }

    private static string? Place(PublishedDataset dataset, DatasetsOptions options)
    {
        try
        {
            return dataset.Find(new DatasetOptions { DataDirectory = options.DataDirectory });
        }
        catch (EngineException error)
        {
            // One that is incomplete must not hide the others.
            return error.Message;
        }
    }

    private static IEnumerable<string> Row(string name, int train, int test, IReadOnlyList<int> shape, string what, string where) =>
        new[] { name, string.Create(CultureInfo.InvariantCulture, $"{train:N0} + {test:N0}"), string.Join(" x ", shape), what, where }.Select(Markup.Escape);

    private static void WriteJson(string name, string what, int train, int test, IReadOnlyList<int> shape, int classes, string? place, long bytes) => JsonLine.Write("dataset", json =>
    {
        json.WriteString("name", name);
        json.WriteString("description", what);
        json.WriteNumber("trainCount", train);
        json.WriteNumber("testCount", test);
        json.WriteStartArray("inputShape");
        foreach (int extent in shape)
        {
            json.WriteNumberValue(extent);
        }

        json.WriteEndArray();
        json.WriteNumber("classes", classes);
        json.WriteString("folder", place);
        json.WriteNumber("downloadBytes", bytes);
    });

    private static void Fetch(string name, DatasetsOptions options)
    {
        using var interruption = new Interruption();

        // Reading it all is the check of what was there already; a download is also held against its published hash.
        var (train, test) = DatasetCatalog.Load(new DatasetChoice(name, null, new FileDatasetOptions()), options, limit: null, interruption.Token);
        string? folder = DatasetCatalog.Published(name)?.Find(new DatasetOptions { DataDirectory = options.DataDirectory });
        if (options.Json)
        {
            JsonLine.Write("fetched", json =>
            {
                json.WriteString("name", name);
                json.WriteString("folder", folder);
                json.WriteNumber("trainCount", train.Count);
                json.WriteNumber("testCount", test.Count);
            });
        }
        else if (!options.Quiet)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {(folder is null ? "built in" : $"in '{folder}'")}, {train.Count:N0} training images, {test.Count:N0} test images"));
        }
    }

    private static void Show(DatasetChoice choice, DatasetsOptions options)
    {
        int count = OptionValue.Integer("--count", options.Count ?? (options.Plot is null ? $"{DefaultCount}" : $"{DefaultPlotCount}"), 0, MaxCount);
        using var interruption = new Interruption();
        var (train, test) = DatasetCatalog.Load(choice, options, limit: null, interruption.Token);
        count = Math.Min(count, train.Count);
        if (options.Plot is { } plot)
        {
            new ImageGrid
            {
                Title = $"{train.Name}: the first {count} training images",
                Images = [.. Enumerable.Range(0, count).Select(i => new CaptionedImage(ChartPictures.Of(train, i), DatasetDisplay.Target(train, i)))],
            }.Save(plot);
        }

        if (options.Json)
        {
            DatasetDisplay.WriteJson(train, test);
        }
        else if (!options.Quiet)
        {
            DatasetDisplay.Show(train, test, options.Plot is null ? count : 0);
        }
    }
}
