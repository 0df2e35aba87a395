using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>
/// A product of few rows and many terms, its sums split into parts that are computed side by side and added up
/// afterwards. Which terms make a part follows from the sizes alone. A part reads its own rows of op(B): where these are
/// weights, the core that updates rows is the one that reads them, and they stay in its cache.
/// </summary>
internal sealed class SplitGemmLauncher<TOrientation, TEpilogue>(Accelerator accelerator, GemmLauncher<TOrientation, PartEpilogue> parts)
    where TOrientation : struct, IGemmOrientation
    where TEpilogue : struct, IEpilogue
{
    private readonly Action<Index2D, ArrayView<float>, int, int, int, TEpilogue> _finish =
        accelerator.LoadAutoGroupedStreamKernel<Index2D, ArrayView<float>, int, int, int, TEpilogue>(PartialSums.Finish);

    /// <param name="count">How many parts.</param>
    /// <param name="scratch">M·N elements for each part.</param>
    public void Launch(in GemmArguments arguments, int count, ArrayView<float> scratch, TEpilogue epilogue)
    {
        int size = arguments.M * arguments.N;
        parts.Launch(arguments with { PartLength = (arguments.K + count - 1) / count }, new PartEpilogue(scratch, size));
        _finish(new Index2D(arguments.N, arguments.M), scratch, count, size, arguments.N, epilogue);
    }
}
