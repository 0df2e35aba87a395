using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Engine.Tests.Charts;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Cli;

public sealed partial class EvaluateTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void TrainingDrawsItsCurves()
    {
        foreach (var (file, label) in new[] { ("accuracy", "Accuracy (%)"), ("loss", "Mean loss of a sample") })
        {
            XElement svg = ChartXml.Check(XElement.Load(Path.Combine(run.Path, file + ".svg")), $"mlp:16 on synthetic-digits: {file}");

            Assert.Contains(label, ChartXml.Texts(svg));
            Assert.Contains("validation", ChartXml.Texts(svg));
            Assert.Equal(3, ChartXml.All(svg, "circle", "s0").Length);
        }
    }

    [Fact]
    public void PrintsClassesAndMistakesAndDrawsThem()
    {
        using var folder = new TemporaryFolder();
        EngineCli.Result result = run.Succeeds("evaluate", "--top-k", "3", "--plot", folder["confusion.svg"]);

        Assert.False(result.Output.Any(c => char.IsControl(c) && c != '\n'), "control codes in plain output");
        Assert.All(result.OutputLines, line => Assert.InRange(line.Length, 1, 80));
        Assert.Matches(@"^Top-3 accuracy: [01]\.\d{4}$", result.OutputLines[1]);
        Assert.Equal(10, result.OutputLines.Count(line => ClassLine().IsMatch(line)));
        string[][] matrix = [.. result.OutputLines[^10..].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.All(matrix, row => Assert.Equal(11, row.Length));
        long all = matrix.Sum(row => row[1..].Sum(long.Parse));
        long right = matrix.Index().Sum(row => long.Parse(row.Item[row.Index + 1]));
        Assert.Equal(10_000, all);
        Assert.Contains(FormattableString.Invariant($"accuracy: {right / 10_000.0:F4} "), result.OutputLines[0], StringComparison.Ordinal);

        XElement svg = ChartXml.Check(XElement.Load(folder["confusion.svg"]), "mlp:16 on synthetic-digits: confusion matrix");
        Assert.Equal(all, ChartXml.Texts(svg).Where(text => text.All(char.IsDigit)).Sum(long.Parse) - (2 * 45));
    }

    [Fact]
    public void SpeaksJson()
    {
        JsonElement[] lines = [.. run.Succeeds("evaluate", "--json").OutputLines.Select(line => JsonDocument.Parse(line).RootElement)];

        Assert.Equal(["test", "topK", .. Enumerable.Repeat("class", 10), "confusion"], lines.Select(line => line.GetProperty("event").GetString()));
        Assert.Equal(5, lines[1].GetProperty("k").GetInt32());
        JsonElement[] rows = [.. lines[^1].GetProperty("counts").EnumerateArray()];
        for (int c = 0; c < 10; c++)
        {
            JsonElement figures = lines[2 + c];
            long[] row = [.. rows[c].EnumerateArray().Select(count => count.GetInt64())];
            Assert.Equal(row.Sum(), figures.GetProperty("count").GetInt64());
            Assert.Equal((double)row[c] / row.Sum(), figures.GetProperty("recall").GetDouble(), 12);
            long taken = rows.Sum(other => other[c].GetInt64());
            Assert.Equal(taken == 0 ? 0 : (double)row[c] / taken, figures.GetProperty("precision").GetDouble(), 12);
        }
    }

    [Fact]
    public void QuietDrawsAndPrintsNothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Empty(run.Succeeds("evaluate", "--quiet", "--plot", folder["confusion.svg"]).Output);
        Assert.True(File.Exists(folder["confusion.svg"]));
    }

    [Fact]
    public void DataOfTwoClassesThatAreNoPicturesHasNoTopAccuracyAndNoPictures()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("xor.csv", "x,y,label\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n"u8.ToArray());
        Assert.Equal(0, EngineCli.Run("train", "--dataset", data, "--test-split", "0.5", "--model", "mlp:4", "--epochs", "1", "--accelerator", "cpu", "--output", folder["run"]).ExitCode);

        EngineCli.Result result = EngineCli.Run("evaluate", "--run", folder["run"], "--accelerator", "cpu");
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("Top-", result.Output, StringComparison.Ordinal);
        Assert.Contains("yes", result.Output, StringComparison.Ordinal);

        Assert.Equal(0, EngineCli.Run("report", "--run", folder["run"], "--accelerator", "cpu").ExitCode);
        EngineCli.Result plotted = EngineCli.Run("predict", "--run", folder["run"], "--accelerator", "cpu", "--plot", folder["p.svg"]);
        Assert.Equal(1, plotted.ExitCode);
        Assert.Empty(plotted.Output);
        Assert.Contains("are no pictures", Assert.Single(plotted.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--top-k is '0'", "--top-k", "0")]
    [InlineData(2, "--top-k is 11, but synthetic-digits has only 10 classes", "--top-k", "11")]
    [InlineData(1, "Cannot write", "--plot", "/no/such/folder/confusion.svg")]
    public void SaysWhatIsWrong(int exitCode, string message, params string[] options)
    {
        EngineCli.Result result = EngineCli.Run(["evaluate", "--run", run.Path, "--accelerator", "cpu", .. options]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\d +[01]\.\d{4} +[01]\.\d{4} +[01]\.\d{4} +[\d,]+$")]
    private static partial Regex ClassLine();
}
