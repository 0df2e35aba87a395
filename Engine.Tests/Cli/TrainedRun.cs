using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Cli;

/// <summary>A run folder that all tests of finished runs look at, trained once: two epochs on 500 of the synthetic digits.</summary>
public sealed class TrainedRun
{
    private static readonly Lazy<TemporaryFolder> s_folder = new(Train);

    /// <summary>The run folder.</summary>
    public string Path { get; } = s_folder.Value["run"];

    /// <summary>Runs a command on the folder.</summary>
    internal EngineCli.Result Succeeds(string command, params string[] options)
    {
        EngineCli.Result result = EngineCli.Run([command, "--run", Path, "--accelerator", "cpu", .. options]);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}: {result.Errors}");
        Assert.Empty(result.Errors);
        return result;
    }

    private static TemporaryFolder Train()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        EngineCli.Result result = EngineCli.Run(
            "train", "--dataset", "synthetic-digits", "--accelerator", "cpu", "--limit", "500", "--epochs", "2", "--model", "mlp:16",
            "--validation-split", "0.2", "--quiet", "--output", folder["run"]);
        Assert.True(result.ExitCode == 0, result.Errors);
        return folder;
    }
}
