using Engine.Ilgpu.Devices.Cuda;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.Graphs;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Xunit;

namespace Engine.Tests.Ilgpu.Cuda;

/// <summary>A driver that fails: what is said, what stays usable, what is given back.</summary>
public sealed class CudaFaultTests
{
    private const CudaError Injected = CudaError.CUDA_ERROR_HARDWARE_STACK_ERROR;

    /// <summary>Everything that an accelerator does with its driver.</summary>
    private static void UseAll(FakeCuda api)
    {
        using var fixture = new CudaFixture(api, builder => builder.Assertions().Profiling());
        var accelerator = fixture.Accelerator;
        using var stream = accelerator.CreateStream();
        using var buffer = accelerator.Allocate1D<int>(64);
        using var other = accelerator.Allocate1D(new int[64]);
        var kernel = accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, ArrayView<int>>(Copy);
        var shared = accelerator.LoadKernel<ArrayView<int>>(UseDynamicShared);
        _ = ((CudaAccelerator)accelerator).GetFreeMemory();
        using var locked = accelerator.CreatePageLockFromPinned(GC.AllocateArray<int>(64, pinned: true));
        buffer.View.CopyFromPageLockedAsync(stream, locked);
        using var before = stream.AddProfilingMarker();
        buffer.View.MemSetToZero(stream);
        kernel(stream, 64, other.View, buffer.View);
        shared(stream, new KernelConfig(1, 32, SharedMemoryConfig.RequestDynamic<byte>(60_000)), buffer.View);
        buffer.View.CopyTo(stream, other.View);
        using var after = stream.AddProfilingMarker();
        using var graph = LaunchGraph.Capture(stream, () => kernel(stream, 64, other.View, buffer.View));
        graph.Launch(stream);
        stream.Synchronize();
        _ = after - before;
        _ = buffer.GetAsArray1D();
    }

    public static TheoryData<string> Calls()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        UseAll(api);
        return [.. api.Calls.Distinct()];
    }

    [Fact]
    public void NearlyEveryFunctionIsUsed()
    {
        string[] unused = [.. typeof(ICudaApi).GetMethods().Select(method => method.Name).Except(Calls().Select(row => row.Data))];
        // Images are linked only for ENGINE_DUMP=asm, and have faults of their own: CudaImageTests.
        Assert.Equal([nameof(ICudaApi.GetErrorName)], unused.Where(name => !name.StartsWith("Link", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void AnyCallMayFail(string call)
    {
        int times;
        using (var counting = new FakeCuda(new FakeCudaDevice()))
        {
            UseAll(counting);
            times = counting.Calls.Count(name => name == call);
        }
        for (int failing = 1; failing <= Math.Min(times, 12); failing++)
            FailOnce(call, failing);
    }

    private static void FailOnce(string call, int failing)
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        int count = 0;
        api.Fail = name => name == call && ++count == failing ? Injected : null;
        Exception? error = Record.Exception(() => UseAll(api));
        if (error is null)
        {
            // What only gives something back never throws.
            Assert.True(IsSilent(call), $"{call}, call {failing}: no exception");
        }
        else if (error is CudaException exception)
        {
            Assert.Equal(nameof(CudaError.CUDA_ERROR_HARDWARE_STACK_ERROR), exception.Error);
            Assert.Matches("^CUDA: CUDA_ERROR_HARDWARE_STACK_ERROR while [a-z].*; .*open it again.*\\.$", exception.Message);
        }
        else
        {
            // Before there is a device to open, its absence is what is seen, with the reason.
            Assert.IsType<DeviceMissingException>(error);
            Assert.Contains("CUDA_ERROR_HARDWARE_STACK_ERROR while ", error.Message, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("context", api.Alive);
    }

    private static bool IsSilent(string call) =>
        call.Contains("Destroy", StringComparison.Ordinal) || call.Contains("Free", StringComparison.Ordinal)
        || call is nameof(ICudaApi.ModuleUnload) or nameof(ICudaApi.DevicePrimaryCtxRelease) or nameof(ICudaApi.MemHostUnregister)
            or nameof(ICudaApi.CtxSetCurrent) or nameof(ICudaApi.StreamSynchronize);

    [Fact]
    public void ALostDeviceSaysSoAndIsGivenBack()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using (var fixture = new CudaFixture(api))
        {
            var accelerator = fixture.Accelerator;
            var buffer = accelerator.Allocate1D<int>(64);
            api.Fail = name => name == nameof(ICudaApi.MemcpyDtoHAsync) ? CudaError.CUDA_ERROR_ILLEGAL_ADDRESS : null;
            var first = Assert.Throws<CudaException>(() => buffer.GetAsArray1D());
            Assert.Contains("copying 256 bytes from the device; a kernel left its views", first.Message, StringComparison.Ordinal);
            api.Fail = null;
            var second = Assert.Throws<CudaException>(() => accelerator.Allocate1D<int>(1));
            Assert.Contains("allocating memory, after the device was lost", second.Message, StringComparison.Ordinal);
            buffer.Dispose();
        }
        Assert.DoesNotContain("context", api.Alive);
        // The same process can open it again.
        using var again = new CudaFixture(api);
        Assert.Equal([7], again.Accelerator.Allocate1D([7]).GetAsArray1D());
    }

    [Fact]
    public void OutOfMemoryNamesTheSizes()
    {
        using var api = new FakeCuda(new FakeCudaDevice { MemoryBytes = 1 << 20 });
        using var fixture = new CudaFixture(api);
        var error = Assert.Throws<CudaException>(() => fixture.Accelerator.Allocate1D<byte>(1 << 21));
        Assert.Equal(
            "CUDA: CUDA_ERROR_OUT_OF_MEMORY while allocating 2097152 bytes on 'Paper GPU', which has 1048576; "
            + "use smaller batches or a smaller model, or end other programs that use the device.",
            error.Message);
        Assert.Equal([1, 2], fixture.Accelerator.Allocate1D([1, 2]).GetAsArray1D());
    }

    [Fact]
    public void AFailedAssertionNamesKernelAndPlaceAndLeavesTheDeviceUsable()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api, builder => builder.Assertions());
        var accelerator = fixture.Accelerator;
        using var small = accelerator.Allocate1D<int>(5);
        using var large = accelerator.Allocate1D(new int[64]);
        var kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<int>>(Copy);
        kernel(64, large.View, small.View);
        var fault = Assert.Throws<KernelFaultException>(() => accelerator.Synchronize());
        Assert.Equal(AcceleratorType.Cuda, fault.AcceleratorType);
        Assert.Contains("Kernel 'Copy' failed: index ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("is out of range of a view of length 5", fault.Message, StringComparison.Ordinal);
        kernel(5, large.View, small.View);
        Assert.Equal(new int[5], small.GetAsArray1D());
    }

    [Fact]
    public void ADriverThatIsTooOldIsNamed()
    {
        using var api = new FakeCuda(new FakeCudaDevice(DriverVersion: 8000));
        var platform = CudaPlatform.Find(api);
        Assert.Empty(platform.Devices);
        Assert.Equal("the NVIDIA driver is too old (CUDA 8.0); install one for CUDA 9.0 or later", platform.Problem);
    }

    [Fact]
    public void ADeviceThatIsTooOldIsNamed()
    {
        using var api = new FakeCuda(new FakeCudaDevice(35));
        Assert.Equal("'Paper GPU' is too old (compute capability 3.5; 5.0 is the least)", CudaPlatform.Find(api).Problem);
    }

    [Fact]
    public void OpeningAndClosingLeaksNothing()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        for (int i = 0; i < 200; i++)
        {
            using (var fixture = new CudaFixture(api))
            {
                var accelerator = fixture.Accelerator;
                var stream = accelerator.CreateStream();
                var buffer = accelerator.Allocate1D([i]);
                var kernel = accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, ArrayView<int>>(Copy);
                kernel(stream, 1, buffer.View, buffer.View);
            }
            Assert.Empty(api.Alive);
        }
    }

    private static void Copy(Index1D index, ArrayView<int> from, ArrayView<int> to) => to[index] = from[index];

    private static void UseDynamicShared(ArrayView<int> data)
    {
        var shared = SharedMemory.GetDynamic<int>();
        shared[Group.IdxX + 14_000] = data[Group.IdxX];
        Group.Barrier();
        data[Group.IdxX] = shared[14_031 - Group.IdxX];
    }
}
