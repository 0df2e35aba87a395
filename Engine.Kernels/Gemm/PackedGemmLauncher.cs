using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>
/// Products of one orientation with one epilogue by <see cref="PackedGemm"/>; loads each kernel when it is first needed.
/// </summary>
internal sealed class PackedGemmLauncher<TOrientation, TEpilogue>(Accelerator accelerator, PanelPacker packer)
    where TOrientation : struct, IGemmOrientation
    where TEpilogue : struct, IEpilogue
{
    private Action<KernelConfig, GemmArguments, int, TEpilogue>? _both;
    private Action<KernelConfig, GemmArguments, int, TEpilogue>? _right;
    private Action<KernelConfig, GemmArguments, int, TEpilogue>? _inPlace;

    public void Launch(in PackedPlan plan, in GemmArguments arguments, TEpilogue epilogue)
    {
        GemmArguments packed = arguments;
        if (plan.WorkspaceLength > 0)
        {
            ArrayView<float> memory = packer.Memory(plan.WorkspaceLength);
            if (plan.Right is { } right)
            {
                packed = packed with { B = Pack(right, TOrientation.HasNeighbouringColumns, arguments.B, memory.SubView(0, right.Length)) };
            }

            if (plan.Left is { } left)
            {
                ArrayView<float> panels = memory.SubView(plan.WorkspaceLength - left.Length, left.Length);
                packed = packed with { A = Pack(left, TOrientation.HasNeighbouringRows, arguments.A, panels) };
            }
        }

        ref Action<KernelConfig, GemmArguments, int, TEpilogue>? kernel = ref _inPlace;
        if (plan.Left is not null)
        {
            kernel = ref _both;
        }
        else if (plan.Right is not null)
        {
            kernel = ref _right;
        }

        kernel ??= Load(plan);
        kernel(plan.Launch, packed, plan.RowsOfGroup, epilogue);
    }

    private ArrayView<float> Pack(in PanelPlan plan, bool neighbours, ArrayView<float> source, ArrayView<float> panels)
    {
        if (neighbours)
        {
            packer.Copy(plan, source, panels);
        }
        else
        {
            packer.Transpose(plan, source, panels);
        }

        return panels;
    }

    private Action<KernelConfig, GemmArguments, int, TEpilogue> Load(in PackedPlan plan) =>
        plan.Right is null ? Load<RightRows>(plan) : Load<RightPanels>(plan);

    private Action<KernelConfig, GemmArguments, int, TEpilogue> Load<TRight>(in PackedPlan plan)
        where TRight : struct, IGemmRight =>
        plan.Left is not null ? Load<LeftPanels, TRight>(plan)
            : TOrientation.HasNeighbouringRows ? Load<LeftColumns, TRight>(plan) : Load<LeftRows, TRight>(plan);

    private Action<KernelConfig, GemmArguments, int, TEpilogue> Load<TLeft, TRight>(in PackedPlan plan)
        where TLeft : struct, IGemmLeft
        where TRight : struct, IGemmRight =>
        plan.TileRows == Tile12x2.Rows ? Load<TLeft, TRight, Tile12x2>()
            : plan.TileRows == Tile8x2.Rows ? Load<TLeft, TRight, Tile8x2>() : Load<TLeft, TRight, Tile6x2>();

    private Action<KernelConfig, GemmArguments, int, TEpilogue> Load<TLeft, TRight, TTile>()
        where TLeft : struct, IGemmLeft
        where TRight : struct, IGemmRight
        where TTile : struct, IGemmTile =>
        accelerator.LoadStreamKernel<GemmArguments, int, TEpilogue>(PackedGemm.Multiply<TLeft, TRight, TTile, TEpilogue>);
}
