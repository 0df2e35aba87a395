namespace Engine.Benchmarking;

/// <summary>A kernel with a shape to measure it at.</summary>
public sealed class KernelBenchmark
{
    internal const string CopyKernel = "copy";

    private readonly Func<BenchmarkMemory, Action> _prepare;

    /// <summary>Describes a benchmark.</summary>
    /// <param name="family">What it belongs to.</param>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="shape">Its sizes, such as "32x784->128".</param>
    /// <param name="floatOperations">Floating-point operations of a launch, 0 where they do not matter.</param>
    /// <param name="bytes">Bytes that a launch must read and write, 0 where they do not matter.</param>
    /// <param name="prepare">Allocates what the kernel needs and returns what launches it.</param>
    internal KernelBenchmark(
        KernelFamily family,
        string kernel,
        string shape,
        long floatOperations,
        long bytes,
        Func<BenchmarkMemory, Action> prepare)
    {
        Family = family;
        Kernel = kernel;
        Shape = shape;
        FloatOperations = floatOperations;
        Bytes = bytes;
        _prepare = prepare;
    }

    /// <summary>What the benchmark belongs to.</summary>
    public KernelFamily Family { get; }

    /// <summary>The kernel's name, such as "gemm-nn".</summary>
    public string Kernel { get; }

    /// <summary>Its sizes; for products rows x columns x terms.</summary>
    public string Shape { get; }

    /// <summary>Floating-point operations of a launch, 0 where they do not matter.</summary>
    public long FloatOperations { get; }

    /// <summary>Bytes that a launch must read and write, 0 where they do not matter.</summary>
    public long Bytes { get; }

    /// <summary>Whether it copies, by either means.</summary>
    internal bool IsCopy => Kernel.StartsWith(CopyKernel, StringComparison.Ordinal);

    /// <summary>10⁹ floating-point operations a second at so many seconds a launch; null where they do not matter.</summary>
    public double? GigaFlops(double seconds) => FloatOperations == 0 ? null : FloatOperations / seconds / 1e9;

    /// <summary>10⁹ bytes a second at so many seconds a launch; null where they do not matter.</summary>
    public double? GigaBytes(double seconds) => Bytes == 0 ? null : Bytes / seconds / 1e9;

    /// <summary>Allocates and fills what the kernel needs on a device, which must outlive the result.</summary>
    public PreparedKernel Prepare(ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var memory = new BenchmarkMemory(device);
        try
        {
            return new PreparedKernel(memory, _prepare(memory));
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Measures the kernel on a device.</summary>
    /// <param name="device">What computes.</param>
    /// <param name="budget">How long to sample; a kernel slower than that is sampled a few times all the same.</param>
    /// <param name="cancellationToken">Ends the measurement between two samples.</param>
    public KernelMeasurement Measure(ComputeDevice device, TimeSpan budget, CancellationToken cancellationToken = default)
    {
        using PreparedKernel kernel = Prepare(device);
        return KernelTimer.Measure(this, kernel, budget, cancellationToken);
    }

    /// <summary>Kernel and shape.</summary>
    public override string ToString() => $"{Kernel} {Shape}";
}
