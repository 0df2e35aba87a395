using CommandLine;

namespace Engine.Cli.CommandLine;

[Verb("report", HelpText = "Gather all of a run on one HTML page: curves, classes, mistakes, weights.")]
internal sealed class ReportOptions : ComputeOptions
{
    [Option("run", MetaValue = "DIR", HelpText = "Run folder that train wrote. Needed.")]
    public string? Run { get; set; }

    [Option("output", MetaValue = "FILE", HelpText = "The page to write. Default: report.html in the run folder.")]
    public string? Output { get; set; }
}
