using System.Text.Json;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Cli;

public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ExportsWhatWasTrainedAndChecksIt()
    {
        EngineCli.Result trained = EngineCli.Run(
            "train", "--dataset", "synthetic-digits", "--accelerator", "cpu", "--limit", "300", "--epochs", "1", "--model", "mlp:16", "--quiet", "--output", _folder["run"]);
        Assert.Equal(0, trained.ExitCode);

        EngineCli.Result exported = EngineCli.Run("export", "--run", _folder["run"], "--accelerator", "cpu", "--json");
        Assert.Equal((0, ""), (exported.ExitCode, exported.Errors));
        JsonElement line = JsonDocument.Parse(Assert.Single(exported.OutputLines)).RootElement;
        Assert.Equal(new FileInfo(_folder["run", "model.onnx"]).Length, line.GetProperty("bytes").GetInt64());
        Assert.InRange(line.GetProperty("largestDifference").GetDouble(), 0, 1e-5);
        Assert.Equal(0, line.GetProperty("otherClasses").GetInt32());

        EngineCli.Result elsewhere = EngineCli.Run("export", "--run", _folder["run"], "--accelerator", "cpu", "--onnx", _folder["no", "folder", "m.onnx"]);
        Assert.Equal(1, elsewhere.ExitCode);
        Assert.Single(elsewhere.ErrorLines);
    }

    [Fact]
    public void NeedsARun()
    {
        EngineCli.Result result = EngineCli.Run("export");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("--run", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
