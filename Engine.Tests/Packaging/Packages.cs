using System.Diagnostics;
using System.Xml.Linq;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Packaging;

/// <summary>The packages, made once from what is built, and a folder to install them into that knows no other source.</summary>
public sealed class Packages : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);
    private static readonly string[] s_packed = ["Engine.Ilgpu", "Engine.Kernels", "Engine", "Engine.Cli"];

    private readonly TemporaryFolder _folder = new();

    public Packages()
    {
        if (!AreMade)
        {
            return;
        }

        Directory.CreateDirectory(Source);
        foreach (string project in s_packed)
        {
            Dotnet(Repository, "pack", project, "-c", Configuration, "--no-build", "-o", Source, "-v", "q", "-nodeReuse:false");
        }

        // Packages of a version that was installed before must not be taken from a cache.
        new XDocument(
            new XElement(
                "configuration",
                new XElement("packageSources", new XElement("clear"), new XElement("add", new XAttribute("key", "packed"), new XAttribute("value", Source))),
                new XElement("config", new XElement("add", new XAttribute("key", "globalPackagesFolder"), new XAttribute("value", _folder["cache"])))))
            .Save(_folder["nuget.config"]);
    }

    /// <summary>Whether the tests run from a build inside the repository, with the provider that is packed.</summary>
    public static bool AreMade => Repository.Length > 0 && typeof(ILGPU.Context).Assembly.GetName().Name == s_packed[0];

    /// <summary>The folder with the packages.</summary>
    public string Source => _folder["packages"];

    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = Root();

    /// <summary>A folder whose only package source is <see cref="Source"/>.</summary>
    public string Folder => _folder.Path;

    /// <summary>A path in <see cref="Folder"/>.</summary>
    public string this[params string[] parts] => _folder[parts];

    /// <summary>Runs dotnet, which must succeed.</summary>
    /// <returns>What it printed.</returns>
    public static string Dotnet(string workingDirectory, params string[] arguments) => Run("dotnet", workingDirectory, arguments);

    /// <summary>Runs a program, which must succeed.</summary>
    /// <returns>What it printed.</returns>
    public static string Run(string program, string workingDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = workingDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end.");
        }

        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{output.Result}\n{errors.Result}");
        return output.Result.ReplaceLineEndings("\n");
    }

    public void Dispose() => _folder.Dispose();

    // Tests are built as the packages are: artifacts/bin/PROJECT/CONFIGURATION.
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name.StartsWith("debug", StringComparison.OrdinalIgnoreCase) ? "Debug" : "Release";

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Engine.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? "";
    }
}
