using System.Globalization;
using Engine.Charts;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Engine.Runs;
using Spectre.Console;

namespace Engine.Cli.Commands;

/// <summary>Shows a model's layers, as Keras does.</summary>
internal static class SummaryCommand
{
    private const string DefaultModel = "mlp:128";

    public static int Run(SummaryOptions options)
    {
        if (options.Run is not null && (options.Model ?? options.Dataset) is not null)
        {
            throw new UsageException("--run names a model and its data set; leave out --model and --dataset.");
        }

        using ComputeDevice device = ComputeDevice.Open("cpu");
        var (model, name, dataset) = options.Run is { } run ? OfRun(run, device) : OfOptions(options, device);
        using (model)
        {
            IReadOnlyList<LayerSummary> layers = model.Summarize();
            if (options.Json)
            {
                PrintJson(name, dataset, layers);
            }
            else
            {
                PrintTable(name, dataset, layers);
            }

            if (options.Svg is { } file)
            {
                new ArchitectureDiagram(model.InputShape, layers) { Title = $"{name} for {dataset}" }.Save(file);
            }
        }

        return ExitCode.Done;
    }

    private static (Sequential Model, string Name, string Dataset) OfRun(string path, ComputeDevice device)
    {
        var (_, config) = RunFolder.OpenStarted(path);
        return (ModelSpec.Parse(config.Model).Build(device, config.InputShape, config.Classes, config.ToDetails(), config.Seed), config.Model, config.Dataset);
    }

    private static (Sequential Model, string Name, string Dataset) OfOptions(SummaryOptions options, ComputeDevice device)
    {
        ModelSpec spec = TrainSettings.ReadModel(options.Model ?? DefaultModel);
        DatasetChoice choice = DatasetChoice.Read("--dataset", options.Dataset ?? Datasets.Mnist.Name, files: null, allowAuto: false);
        var (dataset, inputShape, classes) = DatasetCatalog.Describe(choice);
        return (spec.Build(device, inputShape, classes, new ModelDetails(), seed: 0), spec.ToString(), dataset);
    }

    private static void PrintTable(string name, string dataset, IReadOnlyList<LayerSummary> layers)
    {
        IAnsiConsole console = Terminal.Create();
        console.WriteLine($"Model: {name} for {dataset}");
        Table table = Terminal.Table();
        table.AddColumns(new TableColumn("Layer (type)"), new TableColumn("Output Shape"), new TableColumn("Param #").RightAligned());
        foreach (LayerSummary layer in layers)
        {
            table.AddRow(
                Markup.Escape($"{layer.Name} ({layer.KindName})"),
                Markup.Escape($"(None, {string.Join(", ", layer.OutputShape)})"),
                layer.ParameterCount.ToString("N0", CultureInfo.InvariantCulture));
        }

        console.Write(table);
        long total = layers.Sum(layer => layer.ParameterCount);
        long fixedNumbers = layers.Sum(layer => layer.NonTrainableCount);
        console.WriteLine($"Total params: {Size(total)}");
        console.WriteLine($"Trainable params: {Size(total - fixedNumbers)}");
        console.WriteLine($"Non-trainable params: {Size(fixedNumbers)}");
    }

    private static string Size(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} ({Figures.Bytes(count * sizeof(float))})");

    private static void PrintJson(string name, string dataset, IReadOnlyList<LayerSummary> layers)
    {
        foreach (LayerSummary layer in layers)
        {
            JsonLine.Write("layer", json =>
            {
                json.WriteString("name", layer.Name);
                json.WriteString("kind", layer.Kind);
                json.WriteString("detail", layer.Detail);
                json.WriteStartArray("outputShape");
                foreach (int extent in layer.OutputShape)
                {
                    json.WriteNumberValue(extent);
                }

                json.WriteEndArray();
                json.WriteNumber("parameters", layer.ParameterCount);
                json.WriteNumber("nonTrainable", layer.NonTrainableCount);
            });
        }

        JsonLine.Write("model", json =>
        {
            json.WriteString("model", name);
            json.WriteString("dataset", dataset);
            json.WriteNumber("parameters", layers.Sum(layer => layer.ParameterCount));
            json.WriteNumber("nonTrainable", layers.Sum(layer => layer.NonTrainableCount));
        });
    }
}
