using Engine.Benchmarking;

namespace Benchmarks;

public class EmptyLaunch : ShortKernelBenchmarks
{
    protected override KernelFamily Family => KernelFamily.Launch;
}

public class SquareGemm : LongKernelBenchmarks
{
    protected override KernelFamily Family => KernelFamily.SquareProduct;
}

public class NetworkGemm : ShortKernelBenchmarks
{
    protected override KernelFamily Family => KernelFamily.NetworkProduct;
}

public class TrainingStep : ShortKernelBenchmarks
{
    protected override KernelFamily Family => KernelFamily.TrainingStep;
}

public class Streams : LongKernelBenchmarks
{
    protected override KernelFamily Family => KernelFamily.Stream;
}
