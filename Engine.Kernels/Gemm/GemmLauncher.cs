using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>
/// A product of one orientation with one epilogue on one accelerator; loads the kernel of each tile when it is first
/// needed.
/// </summary>
internal sealed class GemmLauncher<TOrientation, TEpilogue>(Accelerator accelerator, DeviceTraits device, PanelPacker packer)
    where TOrientation : struct, IGemmOrientation
    where TEpilogue : struct, IEpilogue
{
    private readonly Action<KernelConfig, GemmArguments, TEpilogue>?[] _kernels =
        new Action<KernelConfig, GemmArguments, TEpilogue>?[(int)GemmTileKind.Tile4Linear + 1];

    private readonly PackedGemmLauncher<TOrientation, TEpilogue> _packed = new(accelerator, packer);
    private readonly TiledGemmLauncher<TOrientation, TEpilogue> _tiled = new(accelerator);
    private readonly SparseGemmLauncher<TOrientation, TEpilogue> _sparse = new(accelerator, packer);
    private readonly TensorGemmLauncher<TOrientation, TEpilogue> _tensor = new(accelerator);

    /// <param name="arguments">The product.</param>
    /// <param name="epilogue">What becomes of each sum.</param>
    /// <param name="hasZeros">Whether most of op(A) is 0; see <see cref="SparseGemm"/>.</param>
    public void Launch(in GemmArguments arguments, TEpilogue epilogue, bool hasZeros = false)
    {
        ShapeChecks.Extent(arguments.M);
        ShapeChecks.Extent(arguments.N);
        ShapeChecks.Extent(arguments.K);
        ShapeChecks.Matrix(arguments.A, arguments.M, arguments.K);
        ShapeChecks.Matrix(arguments.B, arguments.K, arguments.N);
        if (arguments.M == 0 || arguments.N == 0)
        {
            return;
        }

        if (hasZeros && SparsePlan.Create<TOrientation>(device, arguments.M, arguments.N, arguments.K) is { } sparse)
        {
            Launch(sparse, arguments, epilogue);
        }
        else if (PackedPlan.Create<TOrientation>(device, arguments.M, arguments.N, arguments.K, arguments.PartLength) is { } packed)
        {
            Launch(packed, arguments, epilogue);
        }
        else if (TensorPlan.Create<TOrientation>(device, arguments.M, arguments.N, arguments.K, arguments.PartLength) is { } tensor)
        {
            Launch(tensor, arguments, epilogue);
        }
        else if (TiledPlan.Create<TOrientation>(device, arguments.M, arguments.N, arguments.K, arguments.PartLength) is { } tiled)
        {
            Launch(tiled, arguments, epilogue);
        }
        else
        {
            Launch(GemmPlan.Create(device, arguments.M, arguments.N, TOrientation.HasNeighbouringColumns), arguments, epilogue);
        }
    }

    /// <summary>Launches with a given tile, for tests and measurements of tiles.</summary>
    public void Launch(in GemmPlan plan, in GemmArguments arguments, TEpilogue epilogue)
    {
        ref Action<KernelConfig, GemmArguments, TEpilogue>? kernel = ref _kernels[(int)plan.Tile];
        kernel ??= Load(plan.Tile);
        KernelConfig launch = plan.Launch;
        if (arguments.PartLength < arguments.K)
        {
            int parts = ((arguments.K - 1) / arguments.PartLength) + 1;
            launch = new KernelConfig(new Index3D(launch.GridDim.X, launch.GridDim.Y, parts), launch.GroupDim);
        }

        kernel(launch, arguments, epilogue);
    }

    /// <summary>Launches as the plan says, for tests and measurements of plans.</summary>
    public void Launch(in PackedPlan plan, in GemmArguments arguments, TEpilogue epilogue) => _packed.Launch(plan, arguments, epilogue);

    /// <inheritdoc cref="Launch(in PackedPlan, in GemmArguments, TEpilogue)"/>
    public void Launch(in SparsePlan plan, in GemmArguments arguments, TEpilogue epilogue) => _sparse.Launch(plan, arguments, epilogue);

    /// <inheritdoc cref="Launch(in PackedPlan, in GemmArguments, TEpilogue)"/>
    public void Launch(in TiledPlan plan, in GemmArguments arguments, TEpilogue epilogue) => _tiled.Launch(plan, arguments, epilogue);

    /// <inheritdoc cref="Launch(in PackedPlan, in GemmArguments, TEpilogue)"/>
    public void Launch(in TensorPlan plan, in GemmArguments arguments, TEpilogue epilogue) => _tensor.Launch(plan, arguments, epilogue);

    private Action<KernelConfig, GemmArguments, TEpilogue> Load(GemmTileKind tile) => tile switch
    {
        GemmTileKind.Tile8x2 => accelerator.LoadStreamKernel<GemmArguments, TEpilogue>(Gemm.Multiply<TOrientation, Tile8x2, TEpilogue>),
        GemmTileKind.Tile8x1 => accelerator.LoadStreamKernel<GemmArguments, TEpilogue>(Gemm.Multiply<TOrientation, Tile8x1, TEpilogue>),
        GemmTileKind.Tile4x1 => accelerator.LoadStreamKernel<GemmArguments, TEpilogue>(Gemm.Multiply<TOrientation, Tile4x1, TEpilogue>),
        GemmTileKind.Tile1x1 => accelerator.LoadStreamKernel<GemmArguments, TEpilogue>(Gemm.Multiply<TOrientation, Tile1x1, TEpilogue>),
        _ => accelerator.LoadStreamKernel<GemmArguments, TEpilogue>(Gemm.Multiply<TOrientation, Tile4Linear, TEpilogue>),
    };
}
