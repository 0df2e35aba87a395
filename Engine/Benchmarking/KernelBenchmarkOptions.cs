namespace Engine.Benchmarking;

/// <summary>How large the standard benchmarks are.</summary>
public sealed record KernelBenchmarkOptions
{
    /// <summary>What a look at an accelerator takes: a few seconds in all.</summary>
    public static KernelBenchmarkOptions Usual { get; } = new() { SquareSizes = [256, 512, 1024] };

    /// <summary>Smaller sizes, for slow accelerators and for the impatient.</summary>
    public static KernelBenchmarkOptions Quick { get; } = new() { SquareSizes = [128, 256], LargeBatch = 100, Elements = 1_000_000 };

    /// <summary>Rows and columns of the square products, each at least 1.</summary>
    public IReadOnlyList<int> SquareSizes { get; init; } = [128, 256, 512, 1024, 2048];

    /// <summary>Samples of a batch of the larger of the two networks, 1 to 10,000; the smaller one's have 32.</summary>
    public int LargeBatch { get; init; } = 800;

    /// <summary>Elements of the kernels that stream through memory, 1 to 268,435,456.</summary>
    public int Elements { get; init; } = 10_000_000;

    internal void Validate()
    {
        if (SquareSizes.FirstOrDefault(size => size is < 1 or > MaxSquareSize, 1) is var wrong && wrong is < 1 or > MaxSquareSize)
        {
            throw new EngineException($"The sizes of square products must be from 1 to {MaxSquareSize}; {wrong} was given.");
        }

        if (LargeBatch is < 1 or > MaxBatch)
        {
            throw new EngineException($"A batch must have from 1 to {MaxBatch} samples; {LargeBatch} was given.");
        }

        if (Elements is < 1 or > MaxElements)
        {
            throw new EngineException($"The number of elements must be from 1 to {MaxElements}; {Elements} was given.");
        }
    }

    /// <summary>The largest of <see cref="SquareSizes"/>.</summary>
    public const int MaxSquareSize = 16_384;

    /// <summary>The largest value of <see cref="LargeBatch"/>.</summary>
    public const int MaxBatch = 10_000;

    /// <summary>The largest value of <see cref="Elements"/>.</summary>
    public const int MaxElements = 1 << 28;
}
