using CommandLine;

namespace Engine.Cli.CommandLine;

[Verb("check-kernels", HelpText = "Compare every kernel of an accelerator with double precision.")]
internal sealed class CheckKernelsOptions : DeviceOptions;
