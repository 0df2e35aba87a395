using System.Text.Json;
using Xunit;

namespace Engine.Tests.Cli;

public sealed class BenchTests
{
    private static readonly string[] s_tiny = ["bench", "--quick", "--accelerator", "cpu", "--sizes", "16,33", "--elements", "1000", "--time", "1"];

    private static readonly string[] s_kernels =
    [
        "empty-launch", "gemm-nn", "gemm-nt", "gemm-tn", "gather", "dense-forward-relu", "dense-forward", "cross-entropy",
        "cross-entropy-gradient", "metrics", "dense-backward-relu", "update-weights-adam", "update-bias-adam",
        "update-weights-momentum", "update-bias-momentum", "copy", "copy-kernel", "softmax-rows", "add-bias", "relu", "sigmoid", "sum-columns",
        "relu-gradient", "sgd", "momentum", "adam",
    ];

    [Fact]
    public void EveryKernelIsMeasured()
    {
        EngineCli.Result result = EngineCli.Run([.. s_tiny, "--json"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        JsonElement[] lines = [.. result.OutputLines.Select(text => JsonDocument.Parse(text).RootElement)];
        Assert.Equal("cpu", lines[0].GetProperty("accelerator").GetString());
        JsonElement[] kernels = lines[1..];
        Assert.Equal(s_kernels, kernels.Select(Name).Distinct());
        Assert.All(kernels, kernel =>
        {
            Assert.True(kernel.GetProperty("microseconds").GetDouble() > 0);
            Assert.InRange(kernel.GetProperty("samples").GetInt32(), 3, int.MaxValue);
        });

        JsonElement product = Assert.Single(kernels, kernel => Name(kernel) == "gemm-nt" && kernel.GetProperty("shape").GetString() == "33x33x33");
        double operations = product.GetProperty("gflops").GetDouble() * product.GetProperty("microseconds").GetDouble() * 1e3;
        Assert.Equal(2 * 33 * 33 * 33, operations, 0.01);

        string[] compared = ["gather", "softmax-rows", "momentum", "adam"];
        Assert.All(compared, name => Assert.Equal(JsonValueKind.Number, kernels.Last(kernel => Name(kernel) == name).GetProperty("shareOfCopy").ValueKind));
    }

    [Fact]
    public void Tf32IsRefusedOnTheCpu()
    {
        EngineCli.Result result = EngineCli.Run([.. s_tiny, "--precision", "tf32"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("has no TF32, which NVIDIA devices have from compute capability 8.0 (Ampere) on", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void AFilterLeavesOneKernelOfALine()
    {
        EngineCli.Result result = EngineCli.Run([.. s_tiny, "--filter", "SOFTMAX"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        Assert.Equal(4, result.OutputLines.Length);
        Assert.StartsWith("Device: cpu", result.OutputLines[0], StringComparison.Ordinal);
        Assert.Contains("GFLOP/s", result.OutputLines[1], StringComparison.Ordinal);
        Assert.Matches(@"^softmax-rows +100x10 +[0-9.]+ +[0-9.]+$", result.OutputLines[2]);
        Assert.Matches(@"^softmax-rows +1x1000 +[0-9.]+ +[0-9.]+$", result.OutputLines[3]);
    }

    private static string Name(JsonElement kernel) => kernel.GetProperty("kernel").GetString()!;
}
