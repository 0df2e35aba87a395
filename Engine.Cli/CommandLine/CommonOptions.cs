using CommandLine;

namespace Engine.Cli.CommandLine;

/// <summary>What every command understands.</summary>
internal abstract class CommonOptions
{
    [Value(0, Hidden = true)]
    public IEnumerable<string> Extra { get; set; } = [];

    [Option("json", HelpText = "Print one JSON object a line, for programs.")]
    public bool Json { get; set; }

    [Option("verbose", HelpText = "Print the stack trace of an error.")]
    public bool Verbose { get; set; }
}

/// <summary>What commands that open a device understand.</summary>
internal abstract class DeviceOptions : CommonOptions
{
    [Option("accelerator", MetaValue = "NAME", HelpText = "What computes: auto, cpu, cuda, cuda:N, opencl, opencl:N. Default: auto, which takes CUDA, else an OpenCL GPU, else the CPU.")]
    public string Accelerator { get; set; } = "auto";

    [Option("threads", MetaValue = "N", HelpText = "Worker threads of the CPU. Default: one a core. Results do not depend on it.")]
    public string? Threads { get; set; }
}

/// <summary>What commands that compute on a data set understand.</summary>
internal abstract class ComputeOptions : DeviceOptions
{
    [Option("data-dir", MetaValue = "DIR", HelpText = "Folder that holds the data set's IDX files (.gz or not), directly or in a subfolder of its name. Default: $ENGINE_DATA_DIR, the user's cache, then a download.")]
    public string? DataDirectory { get; set; }

    [Option("quiet", HelpText = "Print nothing but errors.")]
    public bool Quiet { get; set; }
}
