using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Engine.Runs;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Cli;

public sealed partial class TrainTests : IDisposable
{
    private static readonly string[] s_small =
        ["train", "--dataset", "synthetic-digits", "--accelerator", "cpu", "--limit", "500", "--epochs", "2", "--model", "mlp:16"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PrintsALineAnEpochAndKeepsARun()
    {
        EngineCli.Result trained = Succeeds([.. s_small, "--validation-split", "0.2", "--output", _folder["run"]]);

        // Data, model, device, two epochs, test, folder.
        Assert.Equal(7, trained.OutputLines.Length);
        Assert.False(trained.Output.Any(c => char.IsControl(c) && c != '\n'), "control codes in plain output");
        Assert.All(trained.OutputLines[3..5], line => Assert.Matches(EpochLine(), line));
        Assert.Empty(trained.Errors);

        var (_, config) = RunFolder.Open(_folder["run"]);
        Assert.Equal("mlp:16", config.Model);
        string[] history = File.ReadAllLines(_folder["run", "history.csv"]);
        Assert.Equal(3, history.Length);
        Assert.All(history[1..], line => Assert.Equal(6, line.Split(',').Length));
        Assert.Equal(["accuracy.svg", "config.json", "history.csv", "loss.svg", "manifest.json", "model.safetensors"], Directory.GetFiles(_folder["run"]).Select(path => Path.GetFileName(path)).Order());

        EngineCli.Result evaluated = Succeeds(["evaluate", "--run", _folder["run"], "--accelerator", "cpu"]);
        Assert.Equal(trained.OutputLines[5], evaluated.OutputLines[0]);
    }

    [Fact]
    public void SpeaksJson()
    {
        EngineCli.Result result = Succeeds([.. s_small, "--json", "--output", _folder["run"]]);

        JsonElement[] lines = [.. result.OutputLines.Select(text => JsonDocument.Parse(text).RootElement)];
        Assert.Equal(["start", "epoch", "epoch", "test", "saved"], lines.Select(line => line.GetProperty("event").GetString()));
        Assert.Equal(500, lines[0].GetProperty("trainCount").GetInt32());
        Assert.True(lines[2].GetProperty("loss").GetDouble() < lines[1].GetProperty("loss").GetDouble());
        Assert.Equal(JsonValueKind.Null, lines[1].GetProperty("valLoss").ValueKind);
        Assert.InRange(lines[3].GetProperty("accuracy").GetDouble(), 0.2, 1);
    }

    [Fact]
    public void ProfilesKernelsAndCopies()
    {
        EngineCli.Result table = Succeeds([.. s_small, "--profile", "--output", _folder["run"]]);
        Assert.Matches(@"(?m)^update-weights-adam +[0-9]+ ", table.Output);
        Assert.Contains("idle, waiting for host", table.Output, StringComparison.Ordinal);
        Assert.All(table.OutputLines, line => Assert.InRange(line.Length, 0, 130));

        EngineCli.Result json = Succeeds([.. s_small, "--profile", "--json", "--output", _folder["run"]]);
        JsonElement[] lines = [.. json.OutputLines.Select(text => JsonDocument.Parse(text).RootElement)];
        JsonElement gather = Assert.Single(lines, line => line.TryGetProperty("kernel", out JsonElement name) && name.GetString() == "gather");
        Assert.Equal((2 * 16) - 2, gather.GetProperty("calls").GetInt32());
        Assert.InRange(lines[^1].GetProperty("peakGflops").GetDouble(), 0.1, 1e6);
    }

    [Fact]
    public void SeedAloneDeterminesTheWeightsAndQuietPrintsNothing()
    {
        byte[] Weights(string name, params string[] options)
        {
            EngineCli.Result result = Succeeds([.. s_small, "--quiet", "--output", _folder[name], .. options]);
            Assert.Empty(result.Output);
            Assert.Empty(result.Errors);
            return File.ReadAllBytes(_folder[name, "model.safetensors"]);
        }

        byte[] first = Weights("a", "--seed", "7", "--threads", "1");

        Assert.Equal(first, Weights("b", "--seed", "7", "--threads", "3"));
        Assert.NotEqual(first, Weights("c", "--seed", "8", "--threads", "1"));
    }

    [Fact]
    public void StartsFromGivenWeightsAndStopsAfterSomeSteps()
    {
        // A step so small that no weight changes.
        string[] still = ["train", "--dataset", "synthetic-digits", "--limit", "100", "--model", "softmax", "--optimizer", "sgd",
            "--learning-rate", "1e-30", "--shuffle", "none", "--accelerator", "cpu", "--json"];
        var random = new Random(1);
        Safetensors.Write(
            _folder["init"],
            [
                SafeTensor.FromFloats("dense.kernel", [.. Enumerable.Range(0, 7840).Select(_ => random.NextSingle() + 0.5f)], 784, 10),
                SafeTensor.FromFloats("dense.bias", [.. Enumerable.Range(0, 10).Select(_ => random.NextSingle() + 0.5f)], 10),
            ]);

        EngineCli.Result result = Succeeds([.. still, "--steps", "2", "--init", _folder["init"], "--output", _folder["run"]]);

        Assert.Equal(
            Safetensors.Read(_folder["init"]).Floats("dense.kernel", 784, 10),
            Safetensors.Read(_folder["run", "model.safetensors"]).Floats("dense.kernel", 784, 10));
        JsonElement epoch = Assert.Single(
            result.OutputLines.Select(text => JsonDocument.Parse(text).RootElement),
            line => line.GetProperty("event").GetString() == "epoch");
        Assert.Equal(2, epoch.GetProperty("steps").GetInt32());
    }

    [Fact]
    public void AutoFallsBackToSyntheticDigitsAndSaysSo()
    {
        EngineCli.Result result = Succeeds(["train", "--limit", "64", "--epochs", "1", "--model", "softmax", "--accelerator", "cpu", "--output", _folder["run"]]);

        string notice = Assert.Single(result.ErrorLines);
        Assert.Contains("synthetic-digits in place of mnist", notice, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", notice, StringComparison.Ordinal);
        Assert.StartsWith("Data: synthetic-digits", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AutoTakesMnistWhereItIs()
    {
        IdxSamples.WriteAll(_folder, below: "mnist");

        EngineCli.Result result = EngineCli.Run(
            ["train", "--epochs", "1", "--model", "softmax", "--accelerator", "cpu", "--output", _folder["run"]],
            new Dictionary<string, string?> { ["ENGINE_DATA_DIR"] = _folder.Path });

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("Data: mnist, 5 training images, 3 test images", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutOutputTheRunFolderIsNamedAfterDataAndModel()
    {
        EngineCli.Result result = EngineCli.Run(["train", "--dataset", "synthetic-digits", "--limit", "64", "--epochs", "1", "--model", "mlp:8,4", "--accelerator", "cpu"], null, _folder.Path);

        Assert.Equal(0, result.ExitCode);
        string run = Assert.Single(Directory.GetDirectories(_folder["runs"]));
        Assert.StartsWith("synthetic-digits-mlp-8-4-", Path.GetFileName(run), StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(run), result.OutputLines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task CtrlCOrTheRequestToEndKeepsWhatIsFinished(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends signals.");
        Assert.SkipWhen(signal == "INT" && IgnoresInterrupts(), "The tests run in the background, where SIGINT is ignored by all that they start.");
        using Process process = EngineCli.Start(
            ["train", "--dataset", "synthetic-digits", "--limit", "500", "--epochs", "1000000", "--model", "mlp:16", "--accelerator", "cpu", "--output", _folder["run"]]);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line is not null && !line.StartsWith("Epoch 2/", StringComparison.Ordinal));

        Task<string> rest = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        using (Process kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("stopped after", await errors, StringComparison.Ordinal);
        Assert.NotNull(await rest);
        Assert.Equal(16 * 784, Safetensors.Read(_folder["run", "model.safetensors"]).Floats("dense.kernel", 784, 16).Length);
        Assert.True(File.ReadAllLines(_folder["run", "history.csv"]).Length >= 3);
    }

    // Shells without job control start background jobs that way, and what they start inherits it.
    private static bool IgnoresInterrupts()
    {
        const string Status = "/proc/self/status";
        const string Ignored = "SigIgn:";
        string? mask = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal)) : null;
        return mask is not null && (ulong.Parse(mask.AsSpan(Ignored.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0b10) != 0;
    }

    private static EngineCli.Result Succeeds(string[] args)
    {
        EngineCli.Result result = EngineCli.Run(args);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}: {result.Errors}");
        return result;
    }

    [GeneratedRegex(@"^Epoch \d/2 - \d+/\d+ - [\d.]+s - loss: \d+\.\d{4} - accuracy: \d\.\d{4} - val_loss: \d+\.\d{4} - val_accuracy: \d\.\d{4} - [\d,]+ samples/s$")]
    private static partial Regex EpochLine();
}
