using Engine.Ilgpu.Backends.Ptx;
using Engine.Ilgpu.Devices.Cuda;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Xunit;

namespace Engine.Tests.Ilgpu.Cuda;

/// <summary>The CUDA accelerator on a driver of paper.</summary>
public sealed class CudaDriverTests
{
    [Theory]
    [InlineData(50, 9000, 60, 50)]
    [InlineData(61, 12080, 60, 61)]
    [InlineData(75, 12080, 63, 75)]
    [InlineData(80, 10020, 63, 75)]
    [InlineData(80, 11000, 70, 80)]
    [InlineData(90, 11060, 74, 87)]
    [InlineData(90, 12040, 78, 90)]
    [InlineData(120, 12080, 87, 120)]
    [InlineData(130, 13000, 88, 121)]
    public void TheNewestArchitectureThatBothKnowIsUsed(int device, int driver, int isa, int architecture) =>
        Assert.Equal(new PtxTarget(isa, architecture), PtxVersions.Find(device / 10, device % 10, driver));

    [Fact]
    public void TheDeviceIsDescribed()
    {
        using var api = new FakeCuda(new FakeCudaDevice(86));
        using var fixture = new CudaFixture(api);
        var accelerator = Assert.IsType<CudaAccelerator>(fixture.Accelerator);
        Assert.Equal("Paper GPU", accelerator.Name);
        Assert.Equal(32, accelerator.WarpSize);
        Assert.Equal(227 * 1024, accelerator.MaxSharedMemoryPerGroup);
        Assert.Equal(CudaArchitecture.SM_86, accelerator.Architecture);
        Assert.Equal(new CudaDriverVersion(12, 8), accelerator.DriverVersion);
        Assert.Equal(accelerator.MemorySize, accelerator.GetFreeMemory());
        Assert.NotEqual(0, Assert.IsType<CudaStream>(accelerator.DefaultStream).StreamPtr);
    }

    [Fact]
    public void WorkOfAStreamIsDoneInOrderAndWaitsUntilItIsAskedFor()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api);
        var accelerator = fixture.Accelerator;
        using var data = accelerator.Allocate1D([1, 2, 3]);
        using var copy = accelerator.Allocate1D<int>(3);
        var twice = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Double);
        twice(3, data.View);
        data.View.CopyTo(copy.View);
        twice(3, data.View);
        Assert.Equal([2, 4, 6], copy.GetAsArray1D());
        Assert.Equal([4, 8, 12], data.GetAsArray1D());
    }

    [Fact]
    public void OverlappingCopiesAreRight()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api);
        using var data = fixture.Accelerator.Allocate1D([1, 2, 3, 4]);
        data.View.SubView(0, 3).CopyTo(data.View.SubView(1, 3));
        Assert.Equal([1, 1, 2, 3], data.GetAsArray1D());
    }

    [Fact]
    public void GroupsTooLargeForTheKernelsRegistersGetOneWithFewer()
    {
        using var api = new FakeCuda(new FakeCudaDevice { MaxThreadsWithoutLimit = 256 });
        using var fixture = new CudaFixture(api);
        using var data = fixture.Accelerator.Allocate1D(new int[1024]);
        var kernel = fixture.Accelerator.LoadStreamKernel<ArrayView<int>>(Count);
        kernel(new KernelConfig(1, 256), data.View);
        Assert.Single(api.Calls, nameof(ICudaApi.ModuleLoadDataEx));
        kernel(new KernelConfig(1, 1024), data.View);
        kernel(new KernelConfig(1, 1024), data.View);
        Assert.Equal(2, api.Calls.Count(call => call == nameof(ICudaApi.ModuleLoadDataEx)));
        Assert.Equal(3, data.GetAsArray1D()[0]);
        Assert.Equal(2, data.GetAsArray1D()[1023]);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(40_000)]
    public void SharedMemoryMayTakeMoreThan48Kilobytes(int dynamicInts)
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api);
        using var data = fixture.Accelerator.Allocate1D(Enumerable.Range(0, 64).ToArray());
        var kernel = fixture.Accelerator.LoadStreamKernel<ArrayView<int>>(ReverseThroughLargeShared);
        kernel(new KernelConfig(1, 64, SharedMemoryConfig.RequestDynamic<int>(dynamicInts)), data.View);
        int[] expected = [.. Enumerable.Range(0, 64).Reverse()];
        expected[0] = dynamicInts;
        Assert.Equal(expected, data.GetAsArray1D());
    }

    [Fact]
    public void AGridTooLongInYIsRefused()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api);
        using var data = fixture.Accelerator.Allocate1D<int>(1);
        var kernel = fixture.Accelerator.LoadAutoGroupedStreamKernel<Index2D, ArrayView<int>>(Nothing);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => kernel(new Index2D(1, 70_000), data.View));
        Assert.Contains("larger than a CUDA device allows along Y (65535)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MarkersMeasureWhatLiesBetween()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api, builder => builder.Profiling());
        var stream = fixture.Accelerator.DefaultStream;
        using var data = fixture.Accelerator.Allocate1D(new int[100]);
        var kernel = fixture.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Double);
        using var start = stream.AddProfilingMarker();
        kernel(100, data.View);
        using var end = stream.AddProfilingMarker();
        Assert.True(end - start > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, end - end);
    }

    [Fact]
    public void NeighboursAreLoadedTogetherWhereTheirAlignmentIsKnown()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api);
        using var data = fixture.Accelerator.Allocate1D(Enumerable.Range(0, 65).Select(i => (float)i).ToArray());
        var kernel = fixture.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(ReverseFours);
        kernel(16, data.View.SubView(0, 64));
        Assert.Contains("ld.global.v4.f32 {", api.Modules[^1], StringComparison.Ordinal);
        Assert.Contains("st.global.v4.f32 [", api.Modules[^1], StringComparison.Ordinal);
        Assert.Equal([3f, 2f, 1f, 0f, 7f], data.GetAsArray1D()[..5]);
        kernel(16, data.View.SubView(1, 64));
        Assert.DoesNotContain(".v4.", api.Modules[^1], StringComparison.Ordinal);
        Assert.Equal([3f, 7f, 0f, 1f, 2f], data.GetAsArray1D()[..5]);
        Assert.Equal(2, api.Modules.Count);
    }

    private static void ReverseFours(Index1D index, ArrayView<float> data)
    {
        int first = 4 * index;
        float a = data[first];
        float b = data[first + 1];
        float c = data[first + 2];
        float d = data[first + 3];
        data[first] = d;
        data[first + 1] = c;
        data[first + 2] = b;
        data[first + 3] = a;
    }

    private static void Double(Index1D index, ArrayView<int> data) => data[index] *= 2;

    private static void Count(ArrayView<int> data) => data[Group.IdxX]++;

    private static void Nothing(Index2D index, ArrayView<int> data)
    {
        if (index.X > 5)
            data[0] = 1;
    }

    private static void ReverseThroughLargeShared(ArrayView<int> data)
    {
        var fixedMemory = SharedMemory.Allocate<int>(16_000);
        var dynamicMemory = SharedMemory.GetDynamic<int>();
        int item = Group.IdxX;
        fixedMemory[15_999 - item] = data[item];
        Group.Barrier();
        dynamicMemory[item] = fixedMemory[15_999 - 63 + item];
        Group.Barrier();
        data[item] = item == 0 ? (int)dynamicMemory.Length : dynamicMemory[item];
    }
}
