using CommandLine;

namespace Engine.Cli.CommandLine;

[Verb("export", HelpText = "Write a trained model as an ONNX file, and check it on the test images.")]
internal sealed class ExportOptions : ComputeOptions
{
    [Option("run", MetaValue = "DIR", HelpText = "Run folder that train wrote. Needed.")]
    public string? Run { get; set; }

    [Option("onnx", MetaValue = "FILE", HelpText = "The file to write. Default: model.onnx in the run folder.")]
    public string? Onnx { get; set; }
}
