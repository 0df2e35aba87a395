using BenchmarkDotNet.Running;
using Benchmarks;

// --accelerator NAME is ours; all else is BenchmarkDotNet's.
string[] rest = AcceleratorChoice.Take(args);
bool givenJob = rest.Any(arg => arg is "--job" or "-j" || arg.StartsWith("--job=", StringComparison.Ordinal));
BenchmarkSwitcher.FromAssembly(typeof(KernelBenchmarkBase).Assembly).Run(rest, new KernelConfig(givenJob));
