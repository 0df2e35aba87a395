using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Engine.Tests.Cli;

/// <summary>Runs the program on a terminal of some width, which script(1) provides.</summary>
public sealed partial class TerminalTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Theory]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("devices")]
    [InlineData("summary")]
    public void TablesFitInto80Columns(string command)
    {
        string output = OnTerminal(columns: 80, command, command is "evaluate" or "predict" ? ["--run", run.Path, "--accelerator", "cpu"] : []);

        // Sentences wrap; lines of a table must not.
        string[] lines = [.. ControlCodes().Replace(output, "").ReplaceLineEndings("\n").Split('\n').Where(line => !line.Contains("not available", StringComparison.Ordinal))];
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.True(lines.Length > 4, output);
        Assert.DoesNotContain("…", output, StringComparison.Ordinal);
    }

    [Fact]
    public void ColoursAreLeftOutWhereTheyAreNotWanted()
    {
        string[] options = ["--run", run.Path, "--accelerator", "cpu"];

        Assert.Matches(Colours(), OnTerminal(columns: 80, "evaluate", options));
        Assert.DoesNotMatch(Colours(), OnTerminal(columns: 80, "evaluate", options, noColour: true));
    }

    private static string OnTerminal(int columns, string command, string[] options, bool noColour = false)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "Needs script(1) of util-linux.");
        string program = Path.Combine(AppContext.BaseDirectory, "engine-cli.dll");
        string line = string.Join(' ', new[] { "dotnet", "exec", program, command }.Concat(options).Select(word => $"'{word}'"));
        var start = new ProcessStartInfo("/usr/bin/script") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-qec");
        start.ArgumentList.Add($"stty cols {columns} rows 40; {line}");
        start.ArgumentList.Add("/dev/null");
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["NO_COLOR"] = noColour ? "1" : null;
        start.Environment.Remove("ENGINE_DATA_DIR");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"engine-cli {command} did not end.");
        }

        string text = output.GetAwaiter().GetResult();
        Assert.True(process.ExitCode == 0, text);
        return text;
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]|\e[=>]")]
    private static partial Regex ControlCodes();

    // Foreground and background; not bold, which is no colour.
    [GeneratedRegex(@"\e\[[0-9;]*\b(3[0-8]|4[0-8]|9[0-7])\b[0-9;]*m")]
    private static partial Regex Colours();
}
