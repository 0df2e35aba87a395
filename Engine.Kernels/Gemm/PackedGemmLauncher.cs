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

    public void Launch(in PackedPlan plan, in GemmArguments arguments, TEpilogue epilogue)
    {
        ArrayView<float> memory = packer.Memory(plan.WorkspaceLength);
        GemmArguments packed = arguments with
        {
            B = Pack(plan.Right, TOrientation.HasNeighbouringColumns, arguments.B, memory.SubView(0, plan.Right.Length)),
        };
        if (plan.Left is { } left)
        {
            packed = packed with
            {
                A = Pack(left, TOrientation.HasNeighbouringRows, arguments.A, memory.SubView(plan.Right.Length, left.Length)),
            };
            _both ??= plan.TileRows == Tile12x2.Rows ? Load<LeftPanels, Tile12x2>() : Load<LeftPanels, Tile6x2>();
            _both(plan.Launch, packed, plan.RowsOfGroup, epilogue);
        }
        else
        {
            _right ??= plan.TileRows == Tile8x2.Rows ? Load<LeftRows, Tile8x2>() : Load<LeftRows, Tile6x2>();
            _right(plan.Launch, packed, plan.RowsOfGroup, epilogue);
        }
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

    private Action<KernelConfig, GemmArguments, int, TEpilogue> Load<TLeft, TTile>()
        where TLeft : struct, IGemmLeft
        where TTile : struct, IGemmTile =>
        accelerator.LoadStreamKernel<GemmArguments, int, TEpilogue>(PackedGemm.Multiply<TLeft, TTile, TEpilogue>);
}
