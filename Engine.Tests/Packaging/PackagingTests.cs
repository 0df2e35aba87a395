using System.IO.Compression;
using System.Xml.Linq;
using Xunit;

namespace Engine.Tests.Packaging;

/// <summary>What somebody gets who has the packages and nothing else.</summary>
public sealed class PackagingTests : IClassFixture<Packages>
{
    private readonly Packages _packages;

    public PackagingTests(Packages packages)
    {
        Assert.SkipUnless(Packages.AreMade, "The tests do not run from a build inside the repository, or with another provider of the ILGPU API than that of the packages.");
        _packages = packages;
    }

    [Theory]
    [InlineData("Engine")]
    [InlineData("Engine.Kernels")]
    [InlineData("Engine.Ilgpu")]
    public void LibrariesBringDocumentationAndAReadme(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(PackageFile(package));
        string[] entries = [.. archive.Entries.Select(entry => entry.FullName)];
        Assert.Contains("README.md", entries);
        Assert.Contains($"lib/net10.0/{package}.dll", entries);
        Assert.Contains($"lib/net10.0/{package}.xml", entries);
        using Stream nuspec = archive.GetEntry(package + ".nuspec")!.Open();
        string[] facts = [.. XDocument.Load(nuspec).Root!.Elements().First().Elements().Select(element => element.Name.LocalName)];
        Assert.Superset(new HashSet<string> { "id", "version", "license", "readme", "description", "tags" }, new HashSet<string>(facts));
    }

    [Fact]
    public void TheToolInstallsIntoAnEmptyFolderAndTrains()
    {
        Packages.Dotnet(_packages.Folder, "tool", "install", "engine-cli", "--tool-path", _packages["tools"], "--configfile", _packages["nuget.config"]);
        string tool = _packages["tools", OperatingSystem.IsWindows() ? "engine-cli.exe" : "engine-cli"];
        Assert.StartsWith("engine-cli ", Packages.Run(tool, _packages.Folder, "--version"), StringComparison.Ordinal);
        string output = Packages.Run(
            tool, _packages.Folder, "train", "--dataset", "synthetic-digits", "--accelerator", "cpu", "--limit", "300", "--epochs", "1", "--output", "run");
        Assert.Contains("Test: loss:", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_packages["run", "model.safetensors"]));
    }

    [Theory]
    [InlineData("Embedding")]
    [InlineData("CustomActivation")]
    public void TheSamplesTrainWithThePackageAlone(string sample)
    {
        Directory.CreateDirectory(_packages[sample]);
        File.Copy(Path.Combine(Packages.Repository, "samples", sample, "Program.cs"), _packages[sample, "Program.cs"]);
        string version = Path.GetFileNameWithoutExtension(PackageFile("Engine"))["Engine.".Length..];
        new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("OutputType", "Exe"),
                new XElement("TargetFramework", "net10.0"),
                new XElement("ImplicitUsings", "enable"),
                new XElement("Nullable", "enable")),
            new XElement("ItemGroup", new XElement("PackageReference", new XAttribute("Include", "Engine"), new XAttribute("Version", version))))
            .Save(_packages[sample, "Sample.csproj"]);

        Packages.Dotnet(_packages[sample], "build", "-c", "Release", "-o", "out", "-v", "q", "-nodeReuse:false");
        string output = Packages.Dotnet(_packages[sample], Path.Combine("out", "Sample.dll"));
        Assert.Matches(@"Test accuracy: 9\d\.\d ?%", output);
    }

    private string PackageFile(string package) =>
        Assert.Single(Directory.GetFiles(_packages.Source), file => char.IsDigit(Path.GetFileName(file).ElementAtOrDefault(package.Length + 1)) && Path.GetFileName(file).StartsWith(package + ".", StringComparison.Ordinal));
}
