using System.Text.Json;
using System.Xml.Linq;
using Engine.Tests.Charts;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Cli;

public sealed class SummaryTests
{
    [Fact]
    public void CountsParametersAsKerasDoes()
    {
        EngineCli.Result result = EngineCli.Run("summary", "--model", "mlp:100");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            """
            Model: mlp:100 for mnist
            Layer (type)      Output Shape Param #
            flatten (Flatten) (None, 784)        0
            dense (Dense)     (None, 100)   78,500
            dense_1 (Dense)   (None, 10)     1,010
            Total params: 79,510 (310.59 KB)
            Trainable params: 79,510 (310.59 KB)
            Non-trainable params: 0 (0 B)

            """.ReplaceLineEndings("\n"),
            string.Join('\n', result.Output.Split('\n').Select(text => text.TrimEnd())));
    }

    [Fact]
    public void DrawsTheLayersAndSpeaksJson()
    {
        using var folder = new TemporaryFolder();
        EngineCli.Result result = EngineCli.Run("summary", "--model", "mlp:100", "--dataset", "fashion-mnist", "--json", "--svg", folder["model.svg"]);

        Assert.Equal(0, result.ExitCode);
        JsonElement[] lines = [.. result.OutputLines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["flatten", "dense", "dense_1"], lines[..3].Select(line => line.GetProperty("name").GetString()));
        Assert.Equal(79_510, lines[3].GetProperty("parameters").GetInt64());
        XElement svg = ChartXml.Check(XElement.Load(folder["model.svg"]), "mlp:100 for fashion-mnist");
        Assert.Contains("dense (Dense, relu)", ChartXml.Texts(svg));
    }

    [Fact]
    public void DrawsTheUnitsOfASmallModel()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("xor.csv", "x,y,label\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"u8.ToArray());

        EngineCli.Result result = EngineCli.Run("summary", "--model", "mlp:4", "--dataset", data, "--svg", folder["model.svg"]);

        Assert.Equal(0, result.ExitCode);
        XElement svg = ChartXml.Check(XElement.Load(folder["model.svg"]), "mlp:4 for xor");
        Assert.Equal(2 + 4 + 2, ChartXml.All(svg, "circle").Length);
    }

    [Fact]
    public void ARunsModelHasNumbersThatNoOptimizerUpdates()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, EngineCli.Run(
            "train", "--dataset", "synthetic-digits", "--limit", "64", "--epochs", "1", "--model", "mlp:16", "--batch-norm", "--dropout", "0.5",
            "--accelerator", "cpu", "--output", folder["run"]).ExitCode);

        EngineCli.Result result = EngineCli.Run("summary", "--run", folder["run"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("Model: mlp:16 for synthetic-digits", result.OutputLines[0]);
        Assert.Contains(result.OutputLines, line => line.StartsWith("batch_normalization (BatchNormalization)", StringComparison.Ordinal));
        Assert.Contains(result.OutputLines, line => line.StartsWith("dropout (Dropout)", StringComparison.Ordinal));
        Assert.Equal("Non-trainable params: 32 (128 B)", result.OutputLines[^1]);
    }
}
