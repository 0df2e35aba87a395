using CommandLine;

namespace Engine.Cli.CommandLine;

[Verb("verify", HelpText = "Train a finished run again from the start, and compare the weights bit for bit.")]
internal sealed class VerifyOptions : ComputeOptions
{
    public override int MaxWords => 1;

    [Option("run", MetaValue = "DIR", HelpText = "Run folder that train wrote; \"verify DIR\" is the same. Needed.")]
    public string? Run { get; set; }
}

[Verb("evaluate", HelpText = "Measure a trained model on its data set's test images.")]
internal sealed class EvaluateOptions : ComputeOptions
{
    [Option("run", MetaValue = "DIR", HelpText = "Run folder that train wrote. Needed.")]
    public string? Run { get; set; }

    [Option("top-k", MetaValue = "K", HelpText = "Also count as right what is among the K most probable classes. Default: 5; one less than the classes where there are fewer than 6.")]
    public string? TopK { get; set; }

    [Option("plot", MetaValue = "FILE", HelpText = "Draw the confusion matrix as an SVG picture.")]
    public string? Plot { get; set; }
}

[Verb("summary", HelpText = "Show a model's layers and how many parameters they have.")]
internal sealed class SummaryOptions : CommonOptions
{
    [Option("model", MetaValue = "MODEL", HelpText = "softmax; mlp: and the units of the hidden layers: mlp:128, mlp:256,128; or a model file, such as net.json (docs/models.md). Default: mlp:128.")]
    public string? Model { get; set; }

    [Option("dataset", MetaValue = "NAME|PATH", HelpText = "The data set that gives input shape and classes: mnist, fashion-mnist, cifar10, synthetic-digits or a path. Default: mnist.")]
    public string? Dataset { get; set; }

    [Option("run", MetaValue = "DIR", HelpText = "The model of a run folder, in place of --model and --dataset.")]
    public string? Run { get; set; }

    [Option("svg", MetaValue = "FILE", HelpText = "Draw the layers as an SVG picture: units and connections where there are few, else blocks.")]
    public string? Svg { get; set; }
}

[Verb("devices", HelpText = "List what this machine can compute with, and why other things are missing.")]
internal sealed class DevicesOptions : CommonOptions;
