using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

public sealed partial class KernelSet
{
    /// <summary>
    /// Loads kernels that nearly every training on images launches; whoever loads them later finds them compiled. The
    /// accelerator must allow for it where others load at the same time.
    /// </summary>
    public static void LoadUsual(Accelerator accelerator)
    {
        accelerator.LoadStreamKernel<GatherSource, int, int, ArrayView<float>, ArrayView<byte>>(GatherBatch.NormalizedByFour);
        accelerator.LoadStreamKernel<CrossEntropyArguments, int, float, ArrayView<float>>(CrossEntropy.LossAndGradient);
        accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, int, int, ArrayView<float>, ArrayView<float>>(BatchMetrics.Accumulate);
        accelerator.LoadStreamKernel<CrossEntropyArguments, int>(CrossEntropy.Loss);
    }
}
