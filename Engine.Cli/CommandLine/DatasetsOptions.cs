using CommandLine;

namespace Engine.Cli.CommandLine;

[Verb("datasets", HelpText = "List data sets, fetch one (datasets fetch NAME), or show one (datasets show NAME|PATH).")]
internal sealed class DatasetsOptions : CommonOptions, IDataOptions, IFileDataOptions
{
    public override int MaxWords => 2;

    [Option("count", MetaValue = "N", HelpText = "show: how many of the first training samples. Default: 6; 25 with --plot.")]
    public string? Count { get; set; }

    [Option("plot", MetaValue = "FILE", HelpText = "show: draw the first training images with their classes as an SVG picture.")]
    public string? Plot { get; set; }

    [Option("image-size", MetaValue = "N", HelpText = IFileDataOptions.ImageSizeHelp)]
    public string? ImageSize { get; set; }

    [Option("label-column", MetaValue = "NAME|INDEX", HelpText = IFileDataOptions.LabelColumnHelp)]
    public string? LabelColumn { get; set; }

    [Option("test-split", MetaValue = "X", HelpText = IFileDataOptions.TestSplitHelp)]
    public string? TestSplit { get; set; }

    [Option("data-dir", MetaValue = "DIR", HelpText = ComputeOptions.DataDirectoryHelp)]
    public string? DataDirectory { get; set; }

    [Option("quiet", HelpText = "Print nothing but errors.")]
    public bool Quiet { get; set; }
}
