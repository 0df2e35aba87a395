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
    private Action<KernelConfig, GemmArguments, int, int, TEpilogue>? _both;
    private Action<KernelConfig, GemmArguments, int, int, TEpilogue>? _right;
    private Action<KernelConfig, GemmArguments, int, int, TEpilogue>? _inPlace;

    public void Launch(in PackedPlan plan, in GemmArguments arguments, TEpilogue epilogue)
    {
        ref Action<KernelConfig, GemmArguments, int, int, TEpilogue>? kernel = ref _inPlace;
        GemmArguments packed = arguments;
        ArrayView<float> memory = default;
        if (plan.Right is { } right)
        {
            kernel = ref plan.Left is null ? ref _right : ref _both;
            memory = packer.Memory(plan.WorkspaceLength);
            packed = packed with { B = PackRight(right, arguments.B, memory.SubView(0, right.Length)) };
        }

        kernel ??= Load(plan);
        for (int row = 0; row < arguments.M; row += plan.RowsOfBlock)
        {
            PackedPlan block = plan.WithRows(Math.Min(plan.RowsOfBlock, arguments.M - row));
            if (block.Left is { } left)
            {
                // The memory of the block before, which is in the cache.
                ArrayView<float> panels = memory.SubView(plan.WorkspaceLength - plan.Left!.Value.Length, left.Length);
                packed = packed with { A = PackLeft(left, arguments, row, panels) };
            }

            kernel(block.Launch, packed, row, plan.RowsOfGroup, epilogue);
        }
    }

    private ArrayView<float> PackRight(in PanelPlan plan, ArrayView<float> b, ArrayView<float> panels)
    {
        if (TOrientation.HasNeighbouringColumns)
        {
            packer.Copy(plan, b, plan.Columns, panels);
        }
        else
        {
            packer.Transpose(plan, b, panels);
        }

        return panels;
    }

    private ArrayView<float> PackLeft(in PanelPlan plan, in GemmArguments arguments, int row, ArrayView<float> panels)
    {
        if (TOrientation.HasNeighbouringRows)
        {
            packer.Copy(plan, arguments.A.SubView(row), arguments.M, panels);
        }
        else
        {
            packer.Transpose(plan, arguments.A.SubView((long)row * arguments.K), panels);
        }

        return panels;
    }

    private Action<KernelConfig, GemmArguments, int, int, TEpilogue> Load(in PackedPlan plan) =>
        plan.Right is null ? Load<RightRows>(plan) : Load<RightPanels>(plan);

    private Action<KernelConfig, GemmArguments, int, int, TEpilogue> Load<TRight>(in PackedPlan plan)
        where TRight : struct, IGemmRight =>
        plan.Left is not null ? Load<LeftPanels, TRight>(plan)
            : TOrientation.HasNeighbouringRows ? Load<LeftColumns, TRight>(plan) : Load<LeftRows, TRight>(plan);

    private Action<KernelConfig, GemmArguments, int, int, TEpilogue> Load<TLeft, TRight>(in PackedPlan plan)
        where TLeft : struct, IGemmLeft
        where TRight : struct, IGemmRight =>
        plan.TileRows == Tile12x2.Rows ? Load<TLeft, TRight, Tile12x2>()
            : plan.TileRows == Tile8x2.Rows ? Load<TLeft, TRight, Tile8x2>() : Load<TLeft, TRight, Tile6x2>();

    private Action<KernelConfig, GemmArguments, int, int, TEpilogue> Load<TLeft, TRight, TTile>()
        where TLeft : struct, IGemmLeft
        where TRight : struct, IGemmRight
        where TTile : struct, IGemmTile =>
        accelerator.LoadStreamKernel<GemmArguments, int, int, TEpilogue>(PackedGemm.Multiply<TLeft, TRight, TTile, TEpilogue>);
}
