using System.Text.Json;
using Engine.Checking;
using Xunit;

namespace Engine.Tests.Cli;

public sealed class CheckKernelsTests
{
    [Fact]
    public void EveryKernelOfTheCpuAgrees()
    {
        EngineCli.Result result = EngineCli.Run("check-kernels", "--accelerator", "cpu", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        JsonElement[] lines = [.. result.OutputLines.Select(text => JsonDocument.Parse(text).RootElement)];
        Assert.Equal("cpu", lines[0].GetProperty("accelerator").GetString());
        Assert.Equal(KernelChecks.Kernels, lines[1..].Select(line => line.GetProperty("kernel").GetString()));
        Assert.All(lines[1..], line =>
        {
            Assert.True(line.GetProperty("passed").GetBoolean());
            Assert.InRange(line.GetProperty("worstError").GetDouble(), 0, line.GetProperty("tolerance").GetDouble());
        });
    }

    [Fact]
    public void PeopleGetATable()
    {
        EngineCli.Result result = EngineCli.Run("check-kernels", "--accelerator", "cpu");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("Device: cpu", result.OutputLines[0], StringComparison.Ordinal);
        Assert.Matches("^gemm-nn +[0-9]+ +[0-9.]+e-[0-9]+ +1.0e-4  ok$", result.OutputLines[2]);
        Assert.Equal($"All {KernelChecks.Kernels.Count} kernels agree.", result.OutputLines[^1]);
    }

    [Fact]
    public void WrongResultsAndFaultsFail()
    {
        using ComputeDevice device = ComputeDevice.Open("cpu");
        double[] expected = [1, 2, 3];
        KernelCheckCase exact = new("3", memory => [new Comparison(memory.Upload([1f, 2f, 3f]), expected)]);
        KernelCheckCase wrong = new("wrong", memory => [new Comparison(memory.Upload([1f, 2f, 3.3f]), expected)]);
        KernelCheckCase lacking = new("lacking", memory => [new Comparison(memory.Upload([1f, float.NaN, 3f]), expected)]);
        KernelCheckCase failing = new("failing", _ => throw new InvalidOperationException("the device is gone"));

        Assert.True(Run(exact).Passed);
        KernelCheckResult result = Run(exact, wrong);
        Assert.False(result.Passed);
        Assert.Equal("wrong", result.WorstShape);
        Assert.Equal(0.1, result.WorstError, 1e-6);
        Assert.False(Run(lacking, exact).Passed);
        Assert.Equal("the device is gone", Run(exact, failing).Problem);
        Assert.False(Run(exact, failing).Passed);

        KernelCheckResult Run(params KernelCheckCase[] cases) => new KernelCheck("planted", 1e-4, cases).Run(device, CancellationToken.None);
    }
}
