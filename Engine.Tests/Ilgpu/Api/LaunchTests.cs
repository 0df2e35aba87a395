using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

public sealed class LaunchTests
{
    private static Accelerator Accelerator => ApiFixture.Accelerator;

    private static void WriteIndex(Index1D index, ArrayView<int> target) => target[index] = index + 1;

    private static void Count2D(Index2D index, ArrayView2D<int, Stride2D.DenseX> target) => target[index] += index.X + 1000 * index.Y;

    private static void Count3D(Index3D index, ArrayView<int> target, Index3D extent) =>
        target[(index.Z * extent.Y + index.Y) * extent.X + index.X] += 1;

    private static void LongKernel(LongIndex1D index, ArrayView<int> target) => target[index] = 1;

    private static void Shape(ArrayView<int> target)
    {
        if (Group.IsFirstThread)
            target[Grid.LinearIndex] = Group.Dimension.Size * 1000 + Grid.Dimension.Size;
    }

    private static void Groups(Index1D index, ArrayView<int> target) => target[index] = Group.DimX;

    private static void Dynamic(ArrayView<int> target)
    {
        var shared = SharedMemory.GetDynamic<int>();
        shared[Group.IdxX] = Group.IdxX;
        Group.Barrier();
        target[Group.IdxX] = shared[Group.DimX - 1 - Group.IdxX] + (int)shared.Length;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(100_000)]
    public void EveryIndexRunsOnce(int count)
    {
        using var buffer = Accelerator.Allocate1D<int>(count);
        buffer.MemSetToZero();
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(WriteIndex)(count, buffer.View);
        Assert.Equal(Enumerable.Range(1, count), buffer.GetAsArray1D());
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(1, 300)]
    [InlineData(300, 1)]
    [InlineData(3, 70_000)]
    public void TwoDimensionsAreCoveredWithoutACap(int width, int height)
    {
        using var buffer = Accelerator.Allocate2DDenseX<int>(new LongIndex2D(width, height));
        buffer.View.BaseView.MemSetToZero();
        var kernel = Accelerator.LoadAutoGroupedKernel<Index2D, ArrayView2D<int, Stride2D.DenseX>>(Count2D);
        kernel(Accelerator.DefaultStream, new Index2D(width, height), buffer.View);
        var all = buffer.GetAsArray2D();
        for (int x = 0; x < width; x++)
        {
            for (int y = 0; y < height; y++)
            {
                if (all[x, y] != x + 1000 * y)
                    Assert.Fail($"({x}, {y}) is {all[x, y]}.");
            }
        }
    }

    [Fact]
    public void ThreeDimensionsAreCovered()
    {
        var extent = new Index3D(5, 6, 7);
        using var buffer = Accelerator.Allocate1D<int>(extent.Size);
        buffer.MemSetToZero();
        Accelerator.LoadAutoGroupedStreamKernel<Index3D, ArrayView<int>, Index3D>(Count3D)(extent, buffer.View, extent);
        Assert.All(buffer.GetAsArray1D(), value => Assert.Equal(1, value));
    }

    [Fact]
    public void AnExtentOfZeroDoesNothing()
    {
        using var buffer = Accelerator.Allocate1D<int>([5]);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(WriteIndex)(0, buffer.View);
        Accelerator.LoadStreamKernel<ArrayView<int>>(Shape)((0, 32), buffer.View);
        using var plane = Accelerator.Allocate2DDenseX<int>(new LongIndex2D(0, 4));
        Accelerator.LoadAutoGroupedStreamKernel<Index2D, ArrayView2D<int, Stride2D.DenseX>>(Count2D)(new Index2D(0, 4), plane.View);
        Assert.Equal([5], buffer.GetAsArray1D());
    }

    [Fact]
    public void NegativeExtentsAreRefused()
    {
        using var buffer = Accelerator.Allocate1D<int>(1);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(WriteIndex)(-1, buffer.View));
        var kernel = Accelerator.LoadStreamKernel<ArrayView<int>>(Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => kernel((-1, 1), buffer.View));
        Assert.Throws<ArgumentOutOfRangeException>(() => kernel((1, -1), buffer.View));
        // A zero elsewhere does not hide it.
        Assert.Throws<ArgumentOutOfRangeException>(() => kernel((0, -1), buffer.View));
    }

    [Fact]
    public void GroupsLargerThanTheDeviceAllowsAreRefused()
    {
        using var buffer = Accelerator.Allocate1D<int>(1);
        var kernel = Accelerator.LoadStreamKernel<ArrayView<int>>(Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => kernel((1, 1025), buffer.View));
        Assert.Throws<NotSupportedException>(() => kernel((new Index2D(1, 1), new Index2D(64, 17)), buffer.View));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            kernel((1, 32, SharedMemoryConfig.RequestDynamic<float>(1 << 24)), buffer.View));
        Assert.Contains("shared memory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TilesOfSixteenBySixteenAndMoreFit()
    {
        using var buffer = Accelerator.Allocate1D<int>(6);
        var kernel = Accelerator.LoadStreamKernel<ArrayView<int>>(Shape);
        kernel((new Index2D(2, 3), new Index2D(16, 16)), buffer.View);
        Assert.All(buffer.GetAsArray1D(), value => Assert.Equal(256_006, value));
        kernel((new Index3D(1, 2, 3), new Index3D(8, 8, 16)), buffer.View);
        Assert.All(buffer.GetAsArray1D(), value => Assert.Equal(1_024_006, value));
    }

    [Fact]
    public void CustomGroupSizesAreKept()
    {
        using var buffer = Accelerator.Allocate1D<int>(100);
        var kernel = Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>>(Groups, 10, out var info);
        kernel(100, buffer.View);
        Assert.All(buffer.GetAsArray1D(), value => Assert.Equal(10, value));
        Assert.Equal(10, info.MinGroupSize);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>>(Groups, 2000));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>>(Groups, 0));
    }

    [Fact]
    public void DynamicSharedMemoryHasTheSizeOfTheLaunch()
    {
        using var buffer = Accelerator.Allocate1D<int>(8);
        var kernel = Accelerator.LoadStreamKernel<ArrayView<int>>(Dynamic);
        kernel((1, 8, SharedMemoryConfig.RequestDynamic<int>(8)), buffer.View);
        Assert.Equal([15, 14, 13, 12, 11, 10, 9, 8], buffer.GetAsArray1D());
    }

    [Fact]
    public void KernelsOverLongIndicesAreRefused()
    {
        var error = Assert.Throws<NotSupportedException>(() =>
            Accelerator.LoadAutoGroupedStreamKernel<LongIndex1D, ArrayView<int>>(LongKernel));
        Assert.Contains("LongIndex1D", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASpecializationBoundsTheGroup()
    {
        using var buffer = Accelerator.Allocate1D<int>(1);
        var kernel = Accelerator.LoadStreamKernel<ArrayView<int>>(Shape, new KernelSpecialization(64, null), out _);
        kernel((1, 64), buffer.View);
        Assert.Equal(64_001, buffer.GetAsArray1D()[0]);
        Assert.Throws<NotSupportedException>(() => kernel((1, 65), buffer.View));
        Assert.Throws<NotSupportedException>(() =>
            Accelerator.LoadStreamKernel<ArrayView<int>>(Shape, new KernelSpecialization(4096, null)));
    }

    [Fact]
    public void LaunchNeedsNoLoading()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        Accelerator.LaunchAutoGrouped(WriteIndex, new Index1D(3), buffer.AsContiguous());
        Assert.Equal([1, 2, 3], buffer.GetAsArray1D());
        Accelerator.Launch(Shape, Accelerator.DefaultStream, new KernelConfig(3, 2), buffer.AsContiguous());
        Assert.Equal([2003, 2003, 2003], buffer.GetAsArray1D());
        Accelerator.Launch(Shape, new KernelConfig(3, 4), buffer.AsContiguous());
        Assert.Equal([4003, 4003, 4003], buffer.GetAsArray1D());
    }

    [Fact]
    public void LambdasThatCaptureNothingAreKernels()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var kernel = Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>((index, target) => target[index] = index * 2);
        kernel(3, buffer.View);
        Assert.Equal([0, 2, 4], buffer.GetAsArray1D());
    }

    [Fact]
    public void MethodsAreLoadedByReflection()
    {
        var method = new Action<Index1D, ArrayView<int>>(WriteIndex).Method;
        using var buffer = Accelerator.Allocate1D<int>(3);
        var kernel = Accelerator.LoadAutoGroupedKernel(method);
        Assert.Equal(1, kernel.NumParameters);
        kernel.Launch(Accelerator.DefaultStream, 3, [buffer.AsContiguous()]);
        Assert.Equal([1, 2, 3], buffer.GetAsArray1D());
        buffer.MemSetToZero();
        kernel.CreateLauncherDelegate<Action<Index1D, ArrayView<int>>>()(2, buffer.View);
        Assert.Equal([1, 2, 0], buffer.GetAsArray1D());
        var typed = Accelerator.LoadAutoGroupedKernel<Action<AcceleratorStream, Index1D, ArrayView<int>>>(method);
        typed(Accelerator.DefaultStream, 3, buffer.View);
        Assert.Equal([1, 2, 3], buffer.GetAsArray1D());
        var grouped = Accelerator.LoadKernel(new Action<ArrayView<int>>(Shape).Method);
        grouped.Launch(Accelerator.DefaultStream, new KernelConfig(3, 5), [buffer.AsContiguous()]);
        Assert.Equal([5003, 5003, 5003], buffer.GetAsArray1D());
        Assert.Throws<ArgumentOutOfRangeException>(() => kernel.Launch(Accelerator.DefaultStream, -1, [buffer.AsContiguous()]));
    }

    [Fact]
    public void LaunchesAllocateNothing()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var kernel = Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(WriteIndex);
        kernel(3, buffer.View);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            kernel(3, buffer.View);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void SeveralThreadsLoadAndLaunchAtOnce()
    {
        using var context = Context.CreateDefault();
        using var accelerator = context.CreateCPUAccelerator(0);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using var buffer = accelerator.Allocate1D<int>(1000);
            for (int round = 0; round < 20; round++)
            {
                var kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(WriteIndex);
                buffer.MemSetToZero();
                kernel(1000, buffer.View);
                Assert.Equal(Enumerable.Range(1, 1000), buffer.GetAsArray1D());
            }
        });
    }

    [Fact]
    public void AStreamOfAnotherAcceleratorIsRefused()
    {
        using var buffer = Accelerator.Allocate1D<int>(1);
        var kernel = Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>>(WriteIndex);
        Assert.Throws<ArgumentException>(() => kernel(ApiFixture.Asserting.DefaultStream, 1, buffer.View));
    }

    [Fact]
    public void ABufferOfAnotherAcceleratorIsRefused()
    {
        using var buffer = ApiFixture.Asserting.Allocate1D<int>(1);
        var kernel = Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(WriteIndex);
        Assert.Throws<ArgumentException>(() => kernel(1, buffer.View));
    }
}
