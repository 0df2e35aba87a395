using BenchmarkDotNet.Attributes;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using Launch = ILGPU.KernelConfig;

namespace Benchmarks;

/// <summary>
/// What barriers, shuffles and reductions cost: a product by tiles in shared memory, a tree of partial sums, and the
/// sums and scans of groups and warps, over 2^18 elements, on the CPU.
/// </summary>
public class Synchronisation
{
    private const int Tile = 16;
    private const int Size = 256;
    private const int Elements = 1 << 18;

    private Context? _context;
    private Accelerator? _accelerator;
    private MemoryBuffer1D<float, Stride1D.Dense>? _left;
    private MemoryBuffer1D<float, Stride1D.Dense>? _right;
    private MemoryBuffer1D<float, Stride1D.Dense>? _result;
    private Action<Launch, ArrayView<float>, ArrayView<float>, ArrayView<float>>? _product;
    private Action<Launch, ArrayView<float>, ArrayView<float>>? _treeSums;
    private Action<Launch, ArrayView<float>, ArrayView<float>>? _groupSums;
    private Action<Launch, ArrayView<float>, ArrayView<float>>? _groupScans;
    private Action<Launch, ArrayView<float>, ArrayView<float>>? _warpSums;

    [GlobalSetup]
    public void Prepare()
    {
        _context = Context.Create(builder => builder.CPU().EnableAlgorithms());
        var accelerator = _context.GetPreferredDevice(preferCPU: true).CreateAccelerator(_context);
        _accelerator = accelerator;
        float[] values = [.. Enumerable.Range(0, Elements).Select(i => (float)(i % 17))];
        _left = accelerator.Allocate1D(values);
        _right = accelerator.Allocate1D(values);
        _result = accelerator.Allocate1D<float>(Elements);
        _product = accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>>(MultiplyTiles);
        _treeSums = accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>>(SumByTree);
        _groupSums = accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>>(SumGroups);
        _groupScans = accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>>(ScanGroups);
        _warpSums = accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>>(SumWarps);
    }

    [GlobalCleanup]
    public void Free()
    {
        _left?.Dispose();
        _right?.Dispose();
        _result?.Dispose();
        _accelerator?.Dispose();
        _context?.Dispose();
    }

    [Benchmark]
    public void TiledProduct()
    {
        _product!(
            new Launch(new Index3D(Size / Tile, Size / Tile, 1), new Index3D(Tile, Tile, 1)),
            _left!.View.AsContiguous(), _right!.View.AsContiguous(), _result!.View.AsContiguous());
        _accelerator!.Synchronize();
    }

    [Benchmark]
    public void TreeSums() => Run(_treeSums!);

    [Benchmark]
    public void GroupSums() => Run(_groupSums!);

    [Benchmark]
    public void GroupScans() => Run(_groupScans!);

    [Benchmark]
    public void WarpSums() => Run(_warpSums!);

    private void Run(Action<Launch, ArrayView<float>, ArrayView<float>> kernel)
    {
        kernel(new Launch(Elements / Size, Size), _left!.View.AsContiguous(), _result!.View.AsContiguous());
        _accelerator!.Synchronize();
    }

    private static void MultiplyTiles(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c)
    {
        var tileA = SharedMemory.Allocate<float>(Tile * Tile);
        var tileB = SharedMemory.Allocate<float>(Tile * Tile);
        int x = Group.IdxX;
        int y = Group.IdxY;
        int row = (Grid.IdxY * Tile) + y;
        int column = (Grid.IdxX * Tile) + x;
        float sum = 0;
        for (int k = 0; k < Size; k += Tile)
        {
            tileA[(y * Tile) + x] = a[(row * Size) + k + x];
            tileB[(y * Tile) + x] = b[((k + y) * Size) + column];
            Group.Barrier();
            for (int i = 0; i < Tile; i++)
            {
                sum += tileA[(y * Tile) + i] * tileB[(i * Tile) + x];
            }

            Group.Barrier();
        }

        c[(row * Size) + column] = sum;
    }

    private static void SumByTree(ArrayView<float> input, ArrayView<float> sums)
    {
        var values = SharedMemory.Allocate<float>(Size);
        int item = Group.IdxX;
        values[item] = input[(Grid.IdxX * Group.DimX) + item];
        Group.Barrier();
        for (int distance = Group.DimX / 2; distance > 0; distance /= 2)
        {
            if (item < distance)
            {
                values[item] += values[item + distance];
            }

            Group.Barrier();
        }

        if (item == 0)
        {
            sums[Grid.IdxX] = values[0];
        }
    }

    private static void SumGroups(ArrayView<float> input, ArrayView<float> sums)
    {
        float sum = GroupExtensions.AllReduce<float, AddFloat>(input[(Grid.IdxX * Group.DimX) + Group.IdxX]);
        if (Group.IdxX == 0)
        {
            sums[Grid.IdxX] = sum;
        }
    }

    private static void ScanGroups(ArrayView<float> input, ArrayView<float> sums)
    {
        int at = (Grid.IdxX * Group.DimX) + Group.IdxX;
        sums[at] = GroupExtensions.InclusiveScan<float, AddFloat>(input[at]);
    }

    private static void SumWarps(ArrayView<float> input, ArrayView<float> sums)
    {
        int at = (Grid.IdxX * Group.DimX) + Group.IdxX;
        float sum = WarpExtensions.AllReduce<float, AddFloat>(input[at]);
        if (Warp.IsFirstLane)
        {
            sums[at / Warp.WarpSize] = sum;
        }
    }
}
