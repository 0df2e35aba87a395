using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>Loads and launches the kernels that pack operands, and owns the memory that the panels lie in.</summary>
internal sealed class PanelPacker(Accelerator accelerator, int lanes) : IDisposable
{
    private Action<KernelConfig, ArrayView<float>, int, int, int, int, int, ArrayView<float>>? _copy;
    private Action<KernelConfig, ArrayView<float>, int, int, int, int, ArrayView<float>>? _transpose;
    private Action<KernelConfig, ArrayView<float>, int, int, ArrayView<float>, ArrayView<int>>? _columnsWithoutZeros;
    private Action<KernelConfig, ArrayView<float>, int, int, ArrayView<float>, ArrayView<int>>? _rowsWithoutZeros;
    private MemoryBuffer1D<float, Stride1D.Dense>? _memory;

    /// <summary>Memory for the panels, or the parts of the sums, of one product: kept, and used again for the next.</summary>
    public ArrayView<float> Memory(long length)
    {
        if (_memory is null || _memory.Length < length)
        {
            // Products that are still queued may use what is there.
            accelerator.Synchronize();
            _memory?.Dispose();
            _memory = null;
            _memory = accelerator.Allocate1D<float>(length);
        }

        return _memory.View;
    }

    /// <summary>Packs a matrix [depths, columns], whose rows lie so many elements apart.</summary>
    public void Copy(in PanelPlan plan, ArrayView<float> source, int stride, ArrayView<float> panels)
    {
        _copy ??= accelerator.LoadStreamKernel<ArrayView<float>, int, int, int, int, int, ArrayView<float>>(Panels.Copy);
        _copy(plan.Copy, source, plan.Depths, plan.Columns, stride, plan.Width, plan.DepthsOfCopy, panels);
    }

    /// <summary>Packs the transpose of a matrix [columns, depths].</summary>
    public void Transpose(in PanelPlan plan, ArrayView<float> source, ArrayView<float> panels)
    {
        _transpose ??= lanes switch
        {
            4 => Load<Lanes4>(),
            8 => Load<Lanes8>(),
            _ => Load<Lanes16>(),
        };
        _transpose(plan.Transpose, source, plan.Depths, plan.Columns, plan.Width, plan.DepthsOfTranspose, panels);
    }

    /// <summary>Packs op(A) of a product without its zeros, see <see cref="SparsePanels"/>.</summary>
    public void PackWithoutZeros<TOrientation>(in SparsePlan plan, in GemmArguments product, ArrayView<float> panels, ArrayView<int> lists)
        where TOrientation : struct, IGemmOrientation
    {
        ref Action<KernelConfig, ArrayView<float>, int, int, ArrayView<float>, ArrayView<int>>? kernel = ref _rowsWithoutZeros;
        if (TOrientation.HasNeighbouringRows)
        {
            kernel = ref _columnsWithoutZeros;
            kernel ??= lanes == 8 ? LoadSparse(SparsePanels.FromColumns<Tile6x2>) : LoadSparse(SparsePanels.FromColumns<Tile12x2>);
        }
        else
        {
            kernel ??= lanes == 8 ? LoadSparse(SparsePanels.FromRows<Lanes8, Tile6x2>) : LoadSparse(SparsePanels.FromRows<Lanes16, Tile12x2>);
        }

        kernel(plan.Pack, product.A, product.K, product.M, panels, lists);
    }

    public void Dispose() => _memory?.Dispose();

    private Action<KernelConfig, ArrayView<float>, int, int, int, int, ArrayView<float>> Load<TLanes>()
        where TLanes : struct, ILaneCount =>
        accelerator.LoadStreamKernel<ArrayView<float>, int, int, int, int, ArrayView<float>>(Panels.Transpose<TLanes>);

    private Action<KernelConfig, ArrayView<float>, int, int, ArrayView<float>, ArrayView<int>> LoadSparse(
        Action<ArrayView<float>, int, int, ArrayView<float>, ArrayView<int>> kernel) => accelerator.LoadStreamKernel(kernel);
}
