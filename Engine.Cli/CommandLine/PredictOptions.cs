using CommandLine;

namespace Engine.Cli.CommandLine;

[Verb("predict", HelpText = "Show what a trained model takes images for, and how sure it is.")]
internal sealed class PredictOptions : ComputeOptions
{
    [Option("run", MetaValue = "DIR", HelpText = "Run folder that train wrote. Needed.")]
    public string? Run { get; set; }

    [Option("count", MetaValue = "N", HelpText = "How many of the data set's test images to look at. Default: 15.")]
    public string Count { get; set; } = "15";

    [Option("start", MetaValue = "N", HelpText = "The first test image to look at, from 0. Default: 0.")]
    public string Start { get; set; } = "0";

    [Option("plot", MetaValue = "FILE", HelpText = "Draw the images with their classes and probabilities as an SVG picture.")]
    public string? Plot { get; set; }
}
