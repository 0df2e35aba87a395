using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>
/// Products of one orientation with one epilogue by <see cref="SparseGemm"/>; loads each kernel when it is first needed.
/// </summary>
internal sealed class SparseGemmLauncher<TOrientation, TEpilogue>(Accelerator accelerator, PanelPacker packer)
    where TOrientation : struct, IGemmOrientation
    where TEpilogue : struct, IEpilogue
{
    private Action<KernelConfig, GemmArguments, ArrayView<int>, int, TEpilogue>? _panels;
    private Action<KernelConfig, GemmArguments, ArrayView<int>, int, TEpilogue>? _rows;

    public void Launch(in SparsePlan plan, in GemmArguments arguments, TEpilogue epilogue)
    {
        ArrayView<float> memory = packer.Memory(plan.WorkspaceLength);
        ArrayView<float> left = memory.SubView(0, plan.PanelsLength);
        ArrayView<int> lists = memory.SubView(plan.PanelsLength, plan.ListsLength).Cast<int>();
        packer.PackWithoutZeros<TOrientation>(plan, arguments, left, lists);
        GemmArguments packed = arguments with { A = left };
        if (plan.Right is { } right)
        {
            packed = packed with { B = memory.SubView(plan.PanelsLength + plan.ListsLength, right.Length) };
            packer.Copy(right, arguments.B, right.Columns, packed.B);
            (_panels ??= Load<RightPanels>(plan))(plan.Launch, packed, lists, plan.RowsOfGroup, epilogue);
        }
        else
        {
            (_rows ??= Load<RightRows>(plan))(plan.Launch, packed, lists, plan.RowsOfGroup, epilogue);
        }
    }

    private Action<KernelConfig, GemmArguments, ArrayView<int>, int, TEpilogue> Load<TRight>(in SparsePlan plan)
        where TRight : struct, IGemmRight =>
        plan.TileRows == Tile12x2.Rows ? Load<TRight, Tile12x2>() : Load<TRight, Tile6x2>();

    private Action<KernelConfig, GemmArguments, ArrayView<int>, int, TEpilogue> Load<TRight, TTile>()
        where TRight : struct, IGemmRight
        where TTile : struct, IGemmTile =>
        accelerator.LoadStreamKernel<GemmArguments, ArrayView<int>, int, TEpilogue>(SparseGemm.Multiply<TRight, TTile, TEpilogue>);
}
