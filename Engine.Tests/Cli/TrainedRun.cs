using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Cli;

/// <summary>A run folder that several tests look at: two epochs on 500 of the synthetic digits.</summary>
public sealed class TrainedRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainedRun()
    {
        EngineCli.Result result = EngineCli.Run(
            "train", "--dataset", "synthetic-digits", "--accelerator", "cpu", "--limit", "500", "--epochs", "2", "--model", "mlp:16",
            "--validation-split", "0.2", "--quiet", "--output", Path);
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    /// <summary>The run folder.</summary>
    public string Path => _folder["run"];

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs a command on the folder.</summary>
    internal EngineCli.Result Succeeds(string command, params string[] options)
    {
        EngineCli.Result result = EngineCli.Run([command, "--run", Path, "--accelerator", "cpu", .. options]);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}: {result.Errors}");
        Assert.Empty(result.Errors);
        return result;
    }
}
