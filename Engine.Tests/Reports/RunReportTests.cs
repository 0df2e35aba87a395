using System.Xml.Linq;
using Engine.Images;
using Engine.Reports;
using Engine.Runs;
using Engine.Tests.Data;
using Engine.Tests.Engine;
using Xunit;

namespace Engine.Tests.Reports;

public sealed class RunReportTests
{
    private static readonly EpochResult[] s_epochs = [new(1, 1.5, 0.4, 1.25, 0.5, 60), new(2, 1, 0.6, 1.125, 0.625, 61)];

    [Fact]
    public void ThePageHasEverythingAndNeedsNothing()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device);
        Dataset test = Toy.Data(200, seed: 9);
        Predictions predictions = new(model.Predict(test), test.Labels);

        string html = Report(model, test).ToHtml();
        XElement page = XElement.Parse(html["<!DOCTYPE html>".Length..]);

        Assert.Equal(
            ["Learning curves", "Classes", "Worst mistakes", "What the first layer looks for", "Model", "Configuration"],
            page.Descendants("h2").Select(heading => heading.Value));
        XElement[] charts = [.. page.Descendants("svg")];
        Assert.Equal(
            ["mlp:19 on <toy>: accuracy", "mlp:19 on <toy>: loss", "F1 of the classes, the worst first", "Confusion matrix", $"The 15 worst of {predictions.Count - predictions.Confusion().Correct} mistakes", "Weights of the first layer: 19 units", "mlp:19"],
            charts.Select(chart => chart.Element("title")!.Value));
        Assert.All(charts, chart => Assert.NotEmpty(chart.Element("desc")!.Value));

        // No scripts, and no address but that of pictures within the page.
        Assert.Empty(page.Descendants("script"));
        Assert.All(page.DescendantsAndSelf().Attributes().Where(attribute => attribute.Name.LocalName is "href" or "src"), address => Assert.StartsWith("data:image/png;base64,", address.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);

        string[] figures = [.. page.Descendants("dd").Select(figure => figure.Value)];
        Assert.Contains(FormattableString.Invariant($"{100 * predictions.Confusion().Accuracy:F2} %"), figures);
        Assert.Contains("62.50 %", figures);
        Assert.Contains("2.0 min", figures);
        Assert.Contains(page.Descendants("tr"), row => row.Elements().Select(cell => cell.Value).SequenceEqual(["learning rate", "0.01"]));
        Assert.Contains(page.Descendants("tr"), row => row.Elements().Select(cell => cell.Value).SequenceEqual(["input shape", "4, 4"]));
        Assert.Contains(page.Descendants("tr"), row => row.Elements().Select(cell => cell.Value).SequenceEqual(["dense_1 (Dense)", "(3)", "60"]));
    }

    [Fact]
    public void SamplesThatAreNoPicturesAndRunsWithoutHistoryAreNoError()
    {
        using ComputeDevice device = Toy.Open();
        using var model = new Sequential(device, [2]) { new Dense(2, Activation.Softmax) };
        model.SetWeights([new WeightTensor("dense.kernel", [2, 2], new float[] { 9, -9, -9, 9 }), new WeightTensor("dense.bias", [2], new float[2])]);
        var test = new Dataset("table", [2], 2, new float[] { 1, 0, 0, 1 }, new byte[] { 0, 1 });

        XElement page = XElement.Parse(Report(model, test, []).ToHtml()["<!DOCTYPE html>".Length..]);

        Assert.Equal(["Classes", "Worst mistakes", "Model", "Configuration"], page.Descendants("h2").Select(heading => heading.Value));
        Assert.Contains(page.Descendants("p"), text => text.Value == "None: every test sample is classified right.");
        Assert.Empty(page.Descendants("image"));
    }

    [Fact]
    public void RegressionsHaveALossAndNoClasses()
    {
        using ComputeDevice device = Toy.Open();
        using var model = new Sequential(device, [2]) { new Dense(1) };
        model.Compile(new Sgd(), Loss.MeanSquaredError);
        model.SetWeights([new WeightTensor("dense.kernel", [2, 1], new float[] { 1, 1 }), new WeightTensor("dense.bias", [1], new float[1])]);
        var test = Dataset.WithTargets("sums", [2], 1, new float[] { 1, 2, 3, 4 }, new float[] { 3, 5 });

        XElement page = XElement.Parse(Report(model, test).ToHtml()["<!DOCTYPE html>".Length..]);

        Assert.Equal(["Learning curves", "Model", "Configuration"], page.Descendants("h2").Select(heading => heading.Value));
        Assert.Equal(["Test loss", "Test samples", "Epochs", "Training time"], page.Descendants("dt").Select(name => name.Value));
        Assert.Equal("2.0000", page.Descendants("dd").First().Value);
    }

    [Fact]
    public void WeightsAreBlueWhereNegativeAndRedWherePositive()
    {
        using ComputeDevice device = Toy.Open();
        using var model = new Sequential(device, [2, 2]) { new Flatten(), new Dense(2, Activation.Softmax) };

        // Row by row: the weights of a pixel for both units.
        model.SetWeights([new WeightTensor("dense.kernel", [4, 2], new float[] { 1, 0, -1, 0, 0, 0, 0.5f, -1 }), new WeightTensor("dense.bias", [2], new float[2])]);
        var test = new Dataset("pictures", [2, 2], 2, new byte[8], new byte[2], ["left", "right"]);

        XElement page = XElement.Parse(Report(model, test).ToHtml()["<!DOCTYPE html>".Length..]);

        XElement chart = page.Descendants("svg").Single(svg => svg.Element("title")!.Value == "Weights of each class");
        XElement[] pictures = [.. chart.Descendants("image")];
        Assert.Equal(["left", "right"], pictures.Select(picture => picture.Element("title")!.Value));
        byte[][] pixels = [.. pictures.Select(picture => PngReader.Decode(Convert.FromBase64String(picture.Attribute("href")!.Value.Split(',')[1]), "picture", ImageBackground.Black).Pixels.ToArray())];
        Assert.True(pixels[0][0] > 150 && pixels[0][2] < 60, "positive: red");
        Assert.True(pixels[0][3] < 60 && pixels[0][5] > 150, "negative: blue");
        Assert.All(pixels[0][6..9], channel => Assert.True(channel > 240, "zero: white"));
        Assert.InRange(pixels[0][10], pixels[0][1] + 50, 200);
        Assert.Equal(pixels[0][3..6], pixels[1][9..12]);
    }

    [Fact]
    public void SavesWhatItSays()
    {
        using var folder = new TemporaryFolder();
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device);
        RunReport report = Report(model, Toy.Data(20));

        report.Save(folder["report.html"]);

        Assert.Equal(report.ToHtml(), File.ReadAllText(folder["report.html"]));
    }

    private static RunReport Report(Sequential model, Dataset test, EpochResult[]? epochs = null) => new()
    {
        Config = new RunConfig
        {
            Dataset = "<toy>",
            InputShape = model.InputShape,
            Classes = test.OutputCount,
            Model = "mlp:19",
            Activation = Activation.Relu,
            Optimizer = "adam",
            LearningRate = 0.01f,
            BatchSize = 32,
            Epochs = 2,
            Seed = 1,
            Accelerator = "cpu",
        },
        Epochs = epochs ?? s_epochs,
        Model = model,
        Test = test,
    };
}
