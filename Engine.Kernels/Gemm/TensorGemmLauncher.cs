using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>
/// Products of one orientation with one epilogue by <see cref="TensorGemm"/>; loads each kernel when it is first needed.
/// </summary>
internal sealed class TensorGemmLauncher<TOrientation, TEpilogue>(Accelerator accelerator)
    where TOrientation : struct, IGemmOrientation
    where TEpilogue : struct, IEpilogue
{
    // So many lanes leave each 255 registers, the most that one can have; half of them are sums.
    private static readonly KernelSpecialization s_bounds = new(TensorGemm.Lanes, 2);

    private Action<KernelConfig, GemmArguments, TEpilogue>? _quads;
    private Action<KernelConfig, GemmArguments, TEpilogue>? _singles;

    public void Launch(in TensorPlan plan, in GemmArguments arguments, TEpilogue epilogue)
    {
        Action<KernelConfig, GemmArguments, TEpilogue> kernel = plan.HasWholeQuads
            ? _quads ??= Load<QuadAccess>()
            : _singles ??= Load<SingleAccess>();
        kernel(plan.Launch, arguments, epilogue);
    }

    private Action<KernelConfig, GemmArguments, TEpilogue> Load<TAccess>()
        where TAccess : struct, IOperandAccess =>
        accelerator.LoadStreamKernel<GemmArguments, TEpilogue>(TensorGemm.Multiply<TOrientation, TAccess, TEpilogue>, s_bounds);
}
