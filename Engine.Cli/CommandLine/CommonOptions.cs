using CommandLine;

namespace Engine.Cli.CommandLine;

/// <summary>What every command understands.</summary>
internal abstract class CommonOptions
{
    [Value(0, Hidden = true)]
    public IEnumerable<string> Extra { get; set; } = [];

    /// <summary>How many words may follow the command without an option before them.</summary>
    public virtual int MaxWords => 0;

    /// <summary>The options that were typed, such as "--epochs".</summary>
    public IReadOnlyList<string> Given { get; set; } = [];

    [Option("json", HelpText = "Print one JSON object a line, for programs.")]
    public bool Json { get; set; }

    [Option("verbose", HelpText = "Print the stack trace of an error.")]
    public bool Verbose { get; set; }
}

/// <summary>Where data comes from, and whether people look at how it comes.</summary>
internal interface IDataOptions
{
    string? DataDirectory { get; }

    bool Quiet { get; }

    bool Json { get; }
}

/// <summary>How files of the user become a data set.</summary>
internal interface IFileDataOptions
{
    const string DatasetHelp = "mnist, fashion-mnist, cifar10, synthetic-digits, or a path: an .npz file with x_train, y_train, x_test and y_test, a .csv file (or a folder with train.csv and test.csv), a folder with a folder of pictures for each class.";
    const string ImageSizeHelp = "For a folder of pictures: scale each to N x N pixels. Default: they must be of one size.";
    const string LabelColumnHelp = "For CSV: the label's column, by its name in the header or its number from 0. Default: the one called label, class or target.";
    const string TestSplitHelp = "For files that do not tell training and test samples apart: the share to test on. Default: 0.2.";

    string? ImageSize { get; }

    string? LabelColumn { get; }

    string? TestSplit { get; }
}

/// <summary>What commands that open a device understand.</summary>
internal abstract class DeviceOptions : CommonOptions
{
    [Option("accelerator", MetaValue = "NAME", HelpText = "What computes: auto, cpu, cuda, cuda:N, opencl, opencl:N. Default: auto, which takes CUDA, else an OpenCL GPU, else the CPU.")]
    public string Accelerator { get; set; } = "auto";

    [Option("threads", MetaValue = "N", HelpText = "Worker threads of the CPU. Default: one a core. Results do not depend on it.")]
    public string? Threads { get; set; }
}

/// <summary>What commands that multiply matrices understand.</summary>
internal abstract class PrecisionOptions : DeviceOptions
{
    [Option("precision", MetaValue = "NAME", HelpText = "What large matrix products are computed with: float32, or tf32 on NVIDIA devices from Ampere on, which keeps 11 bits of each factor. Default: float32.")]
    public string Precision { get; set; } = "float32";
}

/// <summary>What commands that compute on a data set understand.</summary>
internal abstract class ComputeOptions : PrecisionOptions, IDataOptions
{
    public const string DataDirectoryHelp = "Folder that holds the data set's published files (.gz or not), directly or in a subfolder of its name. Default: $ENGINE_DATA_DIR, the user's cache, then a download.";

    [Option("data-dir", MetaValue = "DIR", HelpText = DataDirectoryHelp)]
    public string? DataDirectory { get; set; }

    [Option("quiet", HelpText = "Print nothing but errors.")]
    public bool Quiet { get; set; }
}
