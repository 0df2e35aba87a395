using System.Globalization;
using System.Text;
using System.Text.Json;
using Engine.Charts;
using Engine.Runs;

namespace Engine.Reports;

/// <summary>
/// All of a training run on one page of HTML that needs nothing else: configuration, learning curves, final figures,
/// confusion matrix, figures of each class, worst mistakes, the weights of the first layer, and the layers. For light and
/// dark; without scripts.
/// </summary>
public sealed class RunReport
{
    private const int MistakesShown = 15;
    private const int MostClassesDrawn = 100;

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>How the run was configured.</summary>
    public required RunConfig Config { get; init; }

    /// <summary>The figures of the epochs, in order; may be empty.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>The trained model.</summary>
    public required Sequential Model { get; init; }

    /// <summary>What to test the model on; pictures are shown where samples are pictures.</summary>
    public required Dataset Test { get; init; }

    /// <summary>Where the run was made, if that is known.</summary>
    public RunManifest? Manifest { get; init; }

    private string Name => $"{Config.Model} on {Config.Dataset}";

    /// <summary>Tests the model and writes the page to a file, which replaces an old one only when it is complete.</summary>
    /// <exception cref="EngineException">The data does not fit the model, or the file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = Encoding.UTF8.GetBytes(ToHtml());
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Tests the model and returns the page.</summary>
    /// <exception cref="EngineException">The data does not fit the model.</exception>
    public string ToHtml()
    {
        EvaluationResult result = Model.Evaluate(Test);
        Predictions? predictions = Test.HasTargets ? null : new Predictions(Model.Predict(Test), Test.Labels);
        var page = new ReportPage($"Training run: {Name}");
        AddFigures(page, result, predictions);
        AddCurves(page);
        if (predictions is not null)
        {
            AddClasses(page, predictions.Confusion());
            AddMistakes(page, predictions);
        }

        if (FirstLayerWeights.Draw(Model, Test, Test.ClassNames) is { } weights)
        {
            page.Heading("What the first layer looks for");
            page.Chart(weights);
        }

        AddModel(page);
        page.Heading("Configuration");
        page.Table("Settings of the run", [], 2, Settings());
        if (Manifest is { } manifest)
        {
            page.Heading("Sessions");
            page.Table(
                "Where the run was made; more than one session where it was resumed",
                ["Started", "Device", "Driver", "System", "Engine", "After steps"],
                5,
                manifest.Sessions.Select(session => (string[])
                [
                    session.Started.ToString("yyyy-MM-dd HH:mm zzz", s_culture),
                    $"{session.Device} ({session.DeviceName})",
                    session.Driver,
                    session.Machine,
                    session.EngineVersion,
                    session.FromStep.ToString("N0", s_culture),
                ]));
        }

        return page.ToString();
    }

    private static string Percent(double share) => string.Create(s_culture, $"{100 * share:F2} %");

    private static string Figure(double? value) => value?.ToString("F4", s_culture) ?? "";

    private void AddFigures(ReportPage page, EvaluationResult result, Predictions? predictions)
    {
        var figures = new List<(string, string)> { ("Test loss", Figure(result.Loss)) };
        if (predictions is not null)
        {
            figures.Insert(0, ("Test accuracy", Percent(result.Accuracy)));
            int k = Math.Min(5, predictions.ClassCount - 1);
            if (k > 1)
            {
                figures.Add(($"Top-{k} accuracy", Percent(predictions.TopAccuracy(k))));
            }
        }

        if (predictions is not null && Epochs.Count > 0 && Epochs[^1].ValidationAccuracy is { } validation)
        {
            figures.Add(("Validation accuracy", Percent(validation)));
        }

        figures.Add(("Test samples", Test.Count.ToString("N0", s_culture)));
        if (Epochs.Count > 0)
        {
            figures.Add(("Epochs", Epochs.Count.ToString("N0", s_culture)));
            figures.Add(("Training time", Duration(Epochs.Sum(epoch => epoch.Seconds))));
        }

        page.Figures(figures);
    }

    private void AddCurves(ReportPage page)
    {
        if (Epochs.Count == 0)
        {
            return;
        }

        page.Heading("Learning curves");
        if (!Test.HasTargets)
        {
            page.Chart(LearningCurves.Accuracy(Name, Epochs));
        }

        page.Chart(LearningCurves.Loss(Name, Epochs));
    }

    private void AddClasses(ReportPage page, ConfusionMatrix matrix)
    {
        page.Heading("Classes");
        IEnumerable<IReadOnlyList<string>> rows = Enumerable.Range(0, matrix.ClassCount).Select(c => Row(ClassName(c), matrix.ForClass(c)));
        page.Table(
            "Figures of each class on the test data",
            ["Class", "Precision", "Recall", "F1", "Samples"],
            1,
            [.. rows, Row("macro average", matrix.MacroAverage()), Row("weighted average", matrix.WeightedAverage())]);
        if (matrix.ClassCount <= MostClassesDrawn)
        {
            page.Chart(new BarChart
            {
                Title = "F1 of the classes, the worst first",
                ValueLabel = "F1 (0 to 1)",
                Format = "F3",
                Bars = [.. Enumerable.Range(0, matrix.ClassCount).Select(c => (ClassName(c), matrix.ForClass(c).F1)).OrderBy(bar => bar.F1)],
            });
            page.Chart(new ConfusionChart { Title = "Confusion matrix", Matrix = matrix, ClassNames = Test.ClassNames });
        }

        static string[] Row(string name, ClassFigures figures) =>
            [name, Figure(figures.Precision), Figure(figures.Recall), Figure(figures.F1), figures.Support.ToString("N0", s_culture)];
    }

    private void AddMistakes(ReportPage page, Predictions predictions)
    {
        IReadOnlyList<int> worst = predictions.WorstMistakes(MistakesShown);
        page.Heading("Worst mistakes");
        if (worst.Count == 0)
        {
            page.Paragraph("None: every test sample is classified right.");
            return;
        }

        page.Paragraph("The test samples that the model takes for something else with the largest loss, the worst first.");
        if (ChartPictures.ArePictures(Test))
        {
            page.Chart(new PredictionGrid
            {
                Title = string.Create(s_culture, $"The {worst.Count} worst of {predictions.Count - predictions.Confusion().Correct:N0} mistakes"),
                ClassNames = Test.ClassNames,
                Images =
                [
                    .. worst.Select(sample => new PredictedImage(
                        ChartPictures.Of(Test, sample),
                        [.. Enumerable.Range(0, predictions.ClassCount).Select(c => predictions.Probability(sample, c))],
                        predictions.Label(sample))),
                ],
            });
        }

        page.Table(
            "The same in figures",
            ["Test sample", "Predicted", "True class", "Probability", "Loss"],
            3,
            worst.Select(sample => (string[])
            [
                sample.ToString(s_culture),
                ClassName(predictions.Class(sample)),
                ClassName(predictions.Label(sample)),
                Percent(predictions.Probability(sample, predictions.Class(sample))),
                predictions.Loss(sample).ToString("F2", s_culture),
            ]));
    }

    private void AddModel(ReportPage page)
    {
        IReadOnlyList<LayerSummary> layers = Model.Summarize();
        page.Heading("Model");
        page.Chart(new ArchitectureDiagram(Model.InputShape, layers) { Title = Config.Model });
        page.Table(
            "Layers",
            ["Layer (type)", "Output shape", "Parameters"],
            2,
            [
                .. layers.Select(layer => (string[])[$"{layer.Name} ({layer.KindName})", Shapes.Format(layer.OutputShape), layer.ParameterCount.ToString("N0", s_culture)]),
                ["all", "", layers.Sum(layer => layer.ParameterCount).ToString("N0", s_culture)],
            ]);
    }

    // Whatever the configuration holds, by its names in config.json: "learningRate" becomes "learning rate".
    private IEnumerable<IReadOnlyList<string>> Settings()
    {
        using JsonDocument json = JsonSerializer.SerializeToDocument(Config, RunConfigJson.Default.RunConfig);
        foreach (JsonProperty setting in json.RootElement.EnumerateObject().Where(setting => setting.Name != "format"))
        {
            string name = string.Concat(setting.Name.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));
            yield return [name, Text(setting.Value)];
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text)),
        _ => value.GetRawText().ReplaceLineEndings(" "),
    };

    private string ClassName(int @class) => Test.ClassNames?[@class] ?? @class.ToString(s_culture);

    private static string Duration(double seconds) => seconds < 100
        ? string.Create(s_culture, $"{seconds:F1} s")
        : string.Create(s_culture, $"{seconds / 60:F1} min");
}
