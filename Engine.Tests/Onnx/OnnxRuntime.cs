using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Engine.Tests.Onnx;

/// <summary>ONNX Runtime, where Node.js and the package onnxruntime-web are at hand; <c>.ci/run</c> installs the package.</summary>
internal static class OnnxRuntime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>The outputs for samples; the test is skipped where there is no runtime.</summary>
    /// <param name="model">The ONNX file.</param>
    /// <param name="samplesFile">The raw input.</param>
    /// <param name="type">uint8 or float32.</param>
    /// <param name="shape">The input's extents, the batch first.</param>
    public static float[] Run(string model, string samplesFile, string type, IEnumerable<int> shape)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Onnx", "run-onnx.mjs"), Folder(), model, samplesFile, type];
        foreach (string argument in arguments.Concat(shape.Select(extent => extent.ToString(CultureInfo.InvariantCulture))))
        {
            start.ArgumentList.Add(argument);
        }

        using Process node = Process.Start(start)!;
        Task<string> output = node.StandardOutput.ReadToEndAsync();
        Task<string> errors = node.StandardError.ReadToEndAsync();
        if (!node.WaitForExit(s_patience))
        {
            node.Kill();
            throw new TimeoutException("ONNX Runtime did not end.");
        }

        Assert.True(node.ExitCode == 0, errors.Result);
        return JsonSerializer.Deserialize<float[]>(output.Result)!;
    }

    private static string Folder()
    {
        string? found = Candidates().FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "node_modules", "onnxruntime-web")));
        Assert.SkipWhen(found is null || !HasNode(), "ONNX Runtime is not at hand: it needs Node.js, and 'npm install --prefix artifacts/onnxruntime onnxruntime-web'.");
        return found!;
    }

    private static IEnumerable<string> Candidates()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "onnxruntime");
            yield return Path.Combine(folder.FullName, "artifacts", "onnxruntime");
        }
    }

    private static bool HasNode() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "node")) || File.Exists(Path.Combine(folder, "node.exe")));
}
