using System.Diagnostics;

namespace Engine.Tests.Cli;

/// <summary>Runs the built program as a user would.</summary>
internal static class EngineCli
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <summary>What a run of the program ended with.</summary>
    public sealed record Result(int ExitCode, string Output, string Errors)
    {
        public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        public string[] ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static Result Run(params string[] args) => Run(args, environment: null);

    /// <summary>Runs the program without the user's data folders and without a network, unless <paramref name="environment"/> says otherwise.</summary>
    public static Result Run(string[] args, IReadOnlyDictionary<string, string?>? environment, string? workingDirectory = null)
    {
        using Process process = Start(args, environment, workingDirectory);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"engine-cli {string.Join(' ', args)} did not end.");
        }

        return new Result(process.ExitCode, Normal(output), Normal(errors));
    }

    public static Process Start(string[] args, IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? Path.GetTempPath(),
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "engine-cli.dll"));
        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment.Remove("ENGINE_DATA_DIR");
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(Path.GetTempPath(), "engine-tests-no-cache");

        // Nothing listens on port 1.
        start.Environment["ENGINE_DATA_URL"] = "http://127.0.0.1:1/";
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static string Normal(Task<string> text) => text.GetAwaiter().GetResult().ReplaceLineEndings("\n");
}
