using System.Text.Json;
using System.Xml.Linq;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Cli;

public sealed class ReportTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void WritesAPageIntoTheRunFolderOrElsewhere()
    {
        string inRun = Path.Combine(run.Path, "report.html");
        Assert.StartsWith($"Report: {inRun} (", Assert.Single(run.Succeeds("report").OutputLines), StringComparison.Ordinal);
        XElement page = XElement.Parse(File.ReadAllText(inRun)["<!DOCTYPE html>".Length..]);
        Assert.Equal("Training run: mlp:16 on synthetic-digits", page.Descendants("h1").Single().Value);
        Assert.Contains(page.Descendants("title"), title => title.Value == "Weights of the first layer: 16 units");
        Assert.Contains(page.Descendants("dt"), name => name.Value == "Validation accuracy");

        Assert.Equal("Sessions", page.Descendants("h2").Last().Value);
        Assert.Contains(page.Descendants("td"), cell => cell.Value.StartsWith("cpu (", StringComparison.Ordinal));

        using var folder = new TemporaryFolder();
        JsonElement line = JsonDocument.Parse(run.Succeeds("report", "--output", folder["a.html"], "--json").Output).RootElement;
        Assert.Equal(folder["a.html"], line.GetProperty("file").GetString());
        Assert.Equal(File.ReadAllText(inRun), File.ReadAllText(folder["a.html"]));
    }

    [Fact]
    public void SaysWhatIsWrongWithTheHistory()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in new[] { "config.json", "model.safetensors" })
        {
            folder.Write(file, File.ReadAllBytes(Path.Combine(run.Path, file)));
        }

        folder.Write("history.csv", "nonsense"u8.ToArray());
        EngineCli.Result result = EngineCli.Run("report", "--run", folder.Path, "--accelerator", "cpu");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("history.csv', offset 0: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
