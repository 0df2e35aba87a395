using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>
/// Products of one orientation with one epilogue by <see cref="BlockedGemm"/>; loads each kernel when it is first needed.
/// </summary>
internal sealed class BlockedGemmLauncher<TOrientation, TEpilogue>(Accelerator accelerator, PanelPacker packer)
    where TOrientation : struct, IGemmOrientation
    where TEpilogue : struct, IEpilogue
{
    private readonly Dictionary<(GemmPacking Packing, int TileRows), Action<KernelConfig, GemmArguments, int, TEpilogue>> _kernels = [];

    public void Launch(in BlockedPlan plan, in GemmArguments arguments, TEpilogue epilogue)
    {
        if (!_kernels.TryGetValue((plan.Packing, plan.TileRows), out Action<KernelConfig, GemmArguments, int, TEpilogue>? kernel))
        {
            kernel = Load(plan);
            _kernels.Add((plan.Packing, plan.TileRows), kernel);
        }

        kernel(plan.Launch, Pack(plan, arguments), plan.RowsOfGroup, epilogue);
    }

    private GemmArguments Pack(in BlockedPlan plan, in GemmArguments arguments)
    {
        if (plan.Packing == GemmPacking.None)
        {
            return arguments;
        }

        ArrayView<float> memory = packer.Memory(plan.WorkspaceLength);
        ArrayView<float> right = memory.SubView(0, plan.RightPanels.Length);
        if (TOrientation.HasNeighbouringColumns)
        {
            packer.Copy(plan.RightPanels, arguments.B, right);
        }
        else
        {
            packer.Transpose(plan.RightPanels, arguments.B, right);
        }

        if (plan.Packing == GemmPacking.Right)
        {
            return arguments with { B = right };
        }

        ArrayView<float> left = memory.SubView(plan.RightPanels.Length, plan.LeftPanels.Length);
        if (TOrientation.HasNeighbouringRows)
        {
            packer.Copy(plan.LeftPanels, arguments.A, left);
        }
        else
        {
            packer.Transpose(plan.LeftPanels, arguments.A, left);
        }

        return arguments with { A = left, B = right };
    }

    private Action<KernelConfig, GemmArguments, int, TEpilogue> Load(in BlockedPlan plan) => plan.Packing switch
    {
        GemmPacking.Both => Load<LeftPanels, RightPanels>(plan.TileRows),
        GemmPacking.Right when TOrientation.HasNeighbouringRows => Load<LeftColumns, RightPanels>(plan.TileRows),
        GemmPacking.Right => Load<LeftRows, RightPanels>(plan.TileRows),
        _ when TOrientation.HasNeighbouringRows => Load<LeftColumns, RightRows>(plan.TileRows),
        _ => Load<LeftRows, RightRows>(plan.TileRows),
    };

    private Action<KernelConfig, GemmArguments, int, TEpilogue> Load<TLeft, TRight>(int tileRows)
        where TLeft : struct, IGemmLeft
        where TRight : struct, IGemmRight => tileRows switch
    {
        12 => Load<TLeft, TRight, Tile12x2>(),
        8 => Load<TLeft, TRight, Tile8x2>(),
        _ => Load<TLeft, TRight, Tile6x2>(),
    };

    private Action<KernelConfig, GemmArguments, int, TEpilogue> Load<TLeft, TRight, TTile>()
        where TLeft : struct, IGemmLeft
        where TRight : struct, IGemmRight
        where TTile : struct, IGemmTile =>
        accelerator.LoadStreamKernel<GemmArguments, int, TEpilogue>(BlockedGemm.Multiply<TLeft, TRight, TTile, TEpilogue>);
}
