using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>
/// Products of one orientation with one epilogue by <see cref="TiledGemm"/>; loads each kernel when it is first needed.
/// </summary>
internal sealed class TiledGemmLauncher<TOrientation, TEpilogue>(Accelerator accelerator)
    where TOrientation : struct, IGemmOrientation
    where TEpilogue : struct, IEpilogue
{
    // So many lanes leave each 128 registers: what the sums, two steps of operands and the next quads take.
    private static readonly KernelSpecialization s_large = new(256, 2);
    private static readonly KernelSpecialization s_small = new(64, 8);

    private readonly Action<KernelConfig, GemmArguments, TEpilogue>?[] _kernels = new Action<KernelConfig, GemmArguments, TEpilogue>?[4];

    public void Launch(in TiledPlan plan, in GemmArguments arguments, TEpilogue epilogue)
    {
        ref Action<KernelConfig, GemmArguments, TEpilogue>? kernel = ref _kernels[(plan.IsLarge ? 2 : 0) + (plan.HasWholeQuads ? 1 : 0)];
        kernel ??= (plan.IsLarge, plan.HasWholeQuads) switch
        {
            (true, true) => Load<Tile128x128, QuadAccess>(s_large),
            (true, false) => Load<Tile128x128, SingleAccess>(s_large),
            (false, true) => Load<Tile64x64, QuadAccess>(s_small),
            _ => Load<Tile64x64, SingleAccess>(s_small),
        };
        kernel(plan.Launch, arguments, epilogue);
    }

    private Action<KernelConfig, GemmArguments, TEpilogue> Load<TTile, TAccess>(KernelSpecialization bounds)
        where TTile : struct, IGroupTile
        where TAccess : struct, IOperandAccess =>
        accelerator.LoadStreamKernel<GemmArguments, TEpilogue>(TiledGemm.Multiply<TOrientation, TTile, TAccess, TEpilogue>, bounds);
}
