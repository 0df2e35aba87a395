using CommandLine;

namespace Engine.Cli.CommandLine;

[Verb("bench", HelpText = "Measure the kernels of an accelerator, in seconds.")]
internal sealed class BenchOptions : PrecisionOptions
{
    [Option("quick", HelpText = "Smaller sizes and batches, and shorter samples.")]
    public bool Quick { get; set; }

    [Option("filter", MetaValue = "TEXT", HelpText = "Measure only kernels whose name contains the text: gemm, softmax, adam, copy. Default: all.")]
    public string? Filter { get; set; }

    [Option("sizes", MetaValue = "N,N,...", HelpText = "Rows and columns of the square products. Default: 256,512,1024; 128,256 with --quick.")]
    public string? Sizes { get; set; }

    [Option("elements", MetaValue = "N", HelpText = "Elements of the kernels that stream through memory. Default: 10000000; 1000000 with --quick.")]
    public string? Elements { get; set; }

    [Option("time", MetaValue = "MS", HelpText = "Milliseconds to sample each kernel; slow ones are sampled three times at least. Default: 60; 15 with --quick.")]
    public string? Time { get; set; }
}
