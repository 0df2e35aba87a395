using CommandLine;

namespace Engine.Cli.CommandLine;

[Verb("predict", HelpText = "Show what a trained model takes images for, and how sure it is: test images, or your own.")]
internal sealed class PredictOptions : ComputeOptions
{
    [Option("run", MetaValue = "DIR", HelpText = "Run folder that train wrote. Needed.")]
    public string? Run { get; set; }

    [Option("image", MetaValue = "FILE...", HelpText = "Pictures of your own: PNG, PGM or PPM, of any size, dark on light or light on dark.")]
    public IEnumerable<string> Images { get; set; } = [];

    [Option("prepare", MetaValue = "HOW", HelpText = "What to do with your pictures: digit (cropped and centred as MNIST was made), garment (as Fashion-MNIST), plain (scaled only). Default: what suits the run's data set.")]
    public string? Prepare { get; set; }

    [Option("idx", MetaValue = "FILE", HelpText = "Images of your own in an IDX file (.gz or not), as MNIST has them.")]
    public string? Idx { get; set; }

    [Option("count", MetaValue = "N", HelpText = "How many of the data set's test images to look at. Default: 15. With --idx, how many to print. Default there: 15, or none with --output.")]
    public string? Count { get; set; }

    [Option("start", MetaValue = "N", HelpText = "The first test image to look at, from 0. Default: 0.")]
    public string? Start { get; set; }

    [Option("output", MetaValue = "FILE", HelpText = "Write all predictions to a file: .csv, or .json.")]
    public string? Output { get; set; }

    [Option("plot", MetaValue = "FILE", HelpText = "Draw the images with their classes and probabilities as an SVG picture.")]
    public string? Plot { get; set; }
}
