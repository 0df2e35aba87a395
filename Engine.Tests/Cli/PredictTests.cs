using System.Text.Json;
using System.Xml.Linq;
using Engine.Tests.Charts;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Cli;

public sealed class PredictTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void ShowsAndDrawsTestImages()
    {
        using var folder = new TemporaryFolder();
        EngineCli.Result result = run.Succeeds("predict", "--count", "4", "--start", "2", "--plot", folder["predictions.svg"]);

        // A heading, the images, how many are right.
        Assert.Equal(6, result.OutputLines.Length);
        Assert.All(result.OutputLines, line => Assert.InRange(line.Length, 1, 80));
        Assert.Equal([2, 3, 4, 5], result.OutputLines[1..5].Select(line => int.Parse(line["test image ".Length..].Split(' ')[0])));
        int wrong = result.OutputLines.Count(line => line.TrimEnd().EndsWith("wrong", StringComparison.Ordinal));
        Assert.Equal($"{4 - wrong} of 4 right", result.OutputLines[5]);

        XElement svg = ChartXml.Check(XElement.Load(folder["predictions.svg"]), "mlp:16 on synthetic-digits: 4 test images");
        Assert.Equal(4, ChartXml.All(svg, "image").Length);
        Assert.Equal(wrong, ChartXml.All(svg, "text", "wrong").Length);
        Assert.Equal(4 - wrong, ChartXml.All(svg, "text", "right").Length);
    }

    [Fact]
    public void SpeaksJson()
    {
        JsonElement[] lines = [.. run.Succeeds("predict", "--count", "3", "--start", "9998", "--json").OutputLines.Select(line => JsonDocument.Parse(line).RootElement)];

        // There are 10,000 test images.
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line =>
        {
            double[] probabilities = [.. line.GetProperty("probabilities").EnumerateArray().Select(value => value.GetDouble())];
            Assert.Equal(1, probabilities.Sum(), 4);
            Assert.Equal(probabilities.Max(), line.GetProperty("probability").GetDouble(), 6);
            Assert.Equal(probabilities.Max(), probabilities[line.GetProperty("class").GetInt32()]);
            Assert.InRange(line.GetProperty("label").GetInt32(), 0, 9);
        });
    }

    [Fact]
    public void BeyondTheEndIsRefused()
    {
        EngineCli.Result result = EngineCli.Run("predict", "--run", run.Path, "--accelerator", "cpu", "--start", "10000");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("only the test images 0 to 9999", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
