using BenchmarkDotNet.Attributes;
using Engine;
using Engine.Benchmarking;

namespace Benchmarks;

/// <summary>Measures the kernels of a family on the chosen accelerator.</summary>
public abstract class KernelBenchmarkBase
{
    private ComputeDevice? _device;
    private PreparedKernel? _prepared;

    /// <summary>What is measured.</summary>
    [ParamsSource(nameof(Kernels))]
    public KernelBenchmark Kernel { get; set; } = null!;

    public IEnumerable<KernelBenchmark> Kernels =>
        KernelBenchmarks.All(new KernelBenchmarkOptions()).Where(benchmark => benchmark.Family == Family);

    protected abstract KernelFamily Family { get; }

    [GlobalSetup]
    public void Prepare()
    {
        _device = ComputeDevice.Open(AcceleratorChoice.Spec);
        _prepared = Kernel.Prepare(_device);
        Run(1);
    }

    [GlobalCleanup]
    public void Free()
    {
        _prepared?.Dispose();
        _device?.Dispose();
    }

    /// <summary>Launches the kernel so many times, then waits.</summary>
    protected void Run(int launches)
    {
        for (int i = 0; i < launches; i++)
        {
            _prepared!.Launch();
        }

        _prepared!.Wait();
    }
}

/// <summary>Kernels of microseconds: a wait for each would be a large part of what is measured.</summary>
public abstract class ShortKernelBenchmarks : KernelBenchmarkBase
{
    private const int Launches = 16;

    [Benchmark(OperationsPerInvoke = Launches)]
    public void Launch() => Run(Launches);
}

/// <summary>Kernels that take so long that waiting for each does not matter.</summary>
public abstract class LongKernelBenchmarks : KernelBenchmarkBase
{
    [Benchmark]
    public void Launch() => Run(1);
}
