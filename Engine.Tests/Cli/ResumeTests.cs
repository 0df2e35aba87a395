using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Engine.Tests.Data;
using Engine.Tests.Packaging;
using Xunit;

namespace Engine.Tests.Cli;

/// <summary>Runs that are stopped and gone on with, and runs that are made again.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly string[] s_small =
        ["train", "--dataset", "synthetic-digits", "--accelerator", "cpu", "--limit", "500", "--model", "mlp:16", "--validation-split", "0.2"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AStoppedRunGoesOnToTheSameBits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends signals.");
        using Process process = EngineCli.Start([.. s_small, "--epochs", "1000000", "--json", "--checkpoint-minutes", "0.0001", "--output", _folder["run"]]);
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line is not null && !line.Contains("\"epoch\":2,", StringComparison.Ordinal));

        using (Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        string rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"event\":\"interrupted\"", rest.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        Assert.Contains("--resume", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);

        string epochs = (File.ReadAllLines(_folder["run", "history.csv"]).Length + 2).ToString(CultureInfo.InvariantCulture);
        EngineCli.Result resumed = Succeeds("train", "--resume", _folder["run"], "--epochs", epochs, "--json");
        Succeeds([.. s_small, "--epochs", epochs, "--quiet", "--output", _folder["unbroken"]]);

        JsonElement[] events = [.. resumed.OutputLines.Select(text => JsonDocument.Parse(text).RootElement)];
        Assert.Equal(["start", "resumed", "epoch"], events.Take(3).Select(Name));
        Assert.Equal(["epoch", "test", "saved"], events.TakeLast(3).Select(Name));
        Assert.Equal(events[1].GetProperty("epochs").GetInt32() + 1, events[2].GetProperty("epoch").GetInt32());
        Assert.Equal(File.ReadAllBytes(_folder["unbroken", "model.safetensors"]), File.ReadAllBytes(_folder["run", "model.safetensors"]));
        Assert.Equal(Figures("unbroken"), Figures("run"));
    }

    [Fact]
    public void AnythingButMoreEpochsIsRefusedByName()
    {
        Succeeds([.. s_small, "--epochs", "2", "--checkpoint-every", "1", "--save-best", "--early-stopping", "--quiet", "--output", _folder["run"]]);

        Refuses(2, "--model cannot be given with --resume", "train", "--resume", _folder["run"], "--model", "softmax");
        Refuses(2, "--output cannot be given", "train", "--resume", _folder["run"], "--output=x");
        Refuses(2, "the run has done 2", "train", "--resume", _folder["run"], "--epochs", "1");
        Refuses(1, "does not exist", "train", "--resume", _folder["none"]);
        Assert.True(File.Exists(_folder["run", "best.safetensors"]));

        // A damaged checkpoint: the one before it will do, and the run ends as it did.
        byte[] model = File.ReadAllBytes(_folder["run", "model.safetensors"]);
        string last = Directory.GetFiles(_folder["run", "checkpoints"]).Order(StringComparer.Ordinal).Last();
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..^1]);
        EngineCli.Result result = EngineCli.Run("train", "--resume", _folder["run"]);
        Assert.Contains("cannot be used, so the one before it is", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("Resuming from the end of epoch 1", result.OutputLines);
        Assert.Equal(model, File.ReadAllBytes(_folder["run", "model.safetensors"]));

        // Other data.
        string manifest = _folder["run", "manifest.json"];
        string text = File.ReadAllText(manifest);
        int digit = text.IndexOf("\"samples\": \"", StringComparison.Ordinal) + "\"samples\": \"".Length;
        File.WriteAllText(manifest, $"{text[..digit]}{(text[digit] == '0' ? '1' : '0')}{text[(digit + 1)..]}");
        Refuses(1, "The training data of 'synthetic-digits' is not what the run", "train", "--resume", _folder["run"]);
    }

    [Fact]
    public void AFinishedRunCanBeVerified()
    {
        Succeeds([.. s_small, "--epochs", "2", "--quiet", "--output", _folder["run"]]);

        EngineCli.Result verified = Succeeds("verify", _folder["run"], "--threads", "1", "--json");
        JsonElement told = JsonDocument.Parse(verified.OutputLines[^1]).RootElement;
        Assert.Equal("verified", Name(told));
        Assert.True(told.GetProperty("same").GetBoolean());
        Assert.Equal(0, told.GetProperty("differences").GetArrayLength());

        // A run that another version is said to have made, with other weights.
        string model = _folder["run", "model.safetensors"];
        string manifest = _folder["run", "manifest.json"];
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"engineVersion\": \"", "\"engineVersion\": \"0.0.", StringComparison.Ordinal));
        string hash = told.GetProperty("expected").GetString()!;
        byte[] other = File.ReadAllBytes(model);
        other[^1] ^= 1;
        File.WriteAllBytes(model, other);
        Refuses(1, "is not what the run wrote", "verify", "--run", _folder["run"]);

        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(hash, global::Engine.Runs.RunManifest.HashOf(model), StringComparison.Ordinal));
        Refuses(1, "not the same", "verify", _folder["run"], "--quiet");
        Refuses(1, "engine version: 0.0.", "verify", _folder["run"], "--quiet");
        Refuses(2, "one run folder", "verify");
    }

    [Fact]
    public void EarlyStoppingSaysWhy()
    {
        // Steps so small that nothing improves.
        EngineCli.Result result = Succeeds([.. s_small, "--optimizer", "sgd", "--learning-rate", "1e-30", "--epochs", "9", "--early-stopping", "2", "--monitor", "val_accuracy", "--output", _folder["run"]]);

        Assert.Contains(result.OutputLines, line => line.StartsWith("Stopped early: val_accuracy has not improved for 2 epochs; the best was ", StringComparison.Ordinal));
        Assert.Equal(1 + 3, File.ReadAllLines(_folder["run", "history.csv"]).Length);
        EngineCli.Result resumed = Succeeds("train", "--resume", _folder["run"], "--epochs", "20");
        Assert.DoesNotContain(resumed.OutputLines, line => line.StartsWith("Epoch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task KillsLoseNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A shell script.");
        Assert.SkipWhen(Packages.Repository.Length == 0, "The tests run outside the repository.");
        using Process script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Packages.Repository, "scripts", "kill-resume.sh"), "10", Path.Combine(AppContext.BaseDirectory, "engine-cli.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(script.ExitCode == 0, output + await errors);
        Assert.EndsWith("10 kills, nothing lost\n", output, StringComparison.Ordinal);
    }

    private static string? Name(JsonElement line) => line.GetProperty("event").GetString();

    // Without the seconds.
    private string[] Figures(string run) => [.. File.ReadAllLines(_folder[run, "history.csv"]).Select(line => line[..line.LastIndexOf(',')])];

    private static EngineCli.Result Succeeds(params string[] args)
    {
        EngineCli.Result result = EngineCli.Run(args);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}: {result.Errors}");
        return result;
    }

    private static void Refuses(int exitCode, string expected, params string[] args)
    {
        EngineCli.Result result = EngineCli.Run(args);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
