using CommandLine;

namespace Engine.Cli.CommandLine;

[Verb("recipes", HelpText = "List the trainings of Keras's tutorials that train --recipe does, or run them and compare.")]
internal sealed class RecipesOptions : ComputeOptions
{
    [Option("verify", HelpText = "Train them and compare the figures with those that the tutorials print.")]
    public bool Verify { get; set; }

    [Option("only", MetaValue = "NAME", HelpText = "Verify this recipe alone. Default: all.")]
    public string? Only { get; set; }

    [Option("seeds", MetaValue = "N", HelpText = "How many seeds to take the mean over. Default: 3.")]
    public string Seeds { get; set; } = "3";
}
