using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

public sealed class ContextTests
{
    [Fact]
    public void ADefaultContextHasTheCpuLast()
    {
        using var context = Context.CreateDefault();
        var device = context.Devices[^1];
        Assert.Equal(AcceleratorType.CPU, device.AcceleratorType);
        Assert.Equal(1024, device.MaxNumThreadsPerGroup);
        Assert.Same(device, context.GetCPUDevice(0));
        Assert.Same(device, context.GetPreferredDevice(preferCPU: true));
        Assert.Equal(context.Devices.OrderBy(one => one.AcceleratorType switch
        {
            AcceleratorType.Cuda => 0,
            AcceleratorType.OpenCL => 1,
            _ => 2,
        }), context.Devices);
    }

    /// <summary>An OpenCL driver for the processor is no GPU.</summary>
    [Fact]
    public void AProcessorIsPreferredAsWhatItIs()
    {
        using var context = Context.Create(builder => builder.OpenCL(device => !device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU)).CPU());
        Assert.Equal(AcceleratorType.CPU, context.GetPreferredDevice(preferCPU: false).AcceleratorType);
        Assert.Empty(context.GetPreferredDevices(preferCPU: false, matchingDevicesOnly: true));
    }

    [Fact]
    public void DevicesAreEnumerated()
    {
        using var context = Context.Create(builder => builder.CPU(CPUDeviceKind.Nvidia).CPU(CPUDeviceKind.AMD).CPU(CPUDeviceKind.AMD));
        var found = new List<CPUDevice>();
        foreach (var device in context.GetCPUDevices())
            found.Add(device);
        Assert.Equal([CPUDevice.Nvidia, CPUDevice.AMD], found);
        var all = new List<Device>();
        foreach (var device in context)
            all.Add(device);
        Assert.Equal(2, all.Count);
        Assert.Equal(AcceleratorType.CPU, context.GetDevices<CPUDevice>().AcceleratorType);
    }

    [Fact]
    public void ADeviceThatIsNotThereIsRefused()
    {
        using var context = Context.Create(builder => builder.Cuda(_ => false).OpenCL(_ => false).CPU());
        Assert.Single(context.Devices);
        Assert.Equal(0, context.GetCudaDevices().Count);
        Assert.Equal(0, context.GetCLDevices().Count);
        Assert.Throws<NotSupportedException>(() => context.CreateCudaAccelerator(0));
        Assert.Throws<NotSupportedException>(() => context.CreateCLAccelerator(0));
        Assert.Throws<NotSupportedException>(() => context.GetCudaDevice(0));
    }

    [Fact]
    public void ACpuThatIsNotThereIsRefused()
    {
        using var context = Context.Create().ToContext();
        Assert.Empty(context.Devices);
        Assert.Throws<NotSupportedException>(() => context.CreateCPUAccelerator(0));
    }

    [Fact]
    public void TheBuilderSetsProperties()
    {
        using var context = Context.Create(builder =>
            builder.Default().Assertions().Profiling().Math(MathMode.Fast).Optimize(OptimizationLevel.O2).Verify());
        Assert.True(context.Properties.EnableAssertions);
        Assert.True(context.Properties.EnableProfiling);
        Assert.True(context.Properties.EnableVerifier);
        Assert.Equal(MathMode.Fast, context.Properties.MathMode);
        Assert.Equal(OptimizationLevel.O2, context.Properties.OptimizationLevel);
    }

    [Theory]
    [InlineData(4, 4, 1)]
    [InlineData(32, 8, 3)]
    public void CustomDevicesHaveTheirShape(int warp, int warps, int multiprocessors)
    {
        var device = new CPUDevice(warp, warps, multiprocessors);
        using var context = Context.Create(builder => builder.CPU(device));
        using var accelerator = context.CreateCPUAccelerator(0);
        Assert.Equal(warp, accelerator.WarpSize);
        Assert.Equal(warp * warps, accelerator.MaxNumThreadsPerGroup);
        Assert.Equal(multiprocessors, accelerator.NumThreads);
        Assert.Equal(multiprocessors, accelerator.NumMultiprocessors);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(4, 1, 0)]
    public void ImpossibleDevicesAreRefused(int warp, int warps, int multiprocessors) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CPUDevice(warp, warps, multiprocessors));

    [Fact]
    public void ASequentialAcceleratorHasOneThread()
    {
        using var context = Context.CreateDefault();
        using var accelerator = context.CreateCPUAccelerator(0, CPUAcceleratorMode.Sequential);
        Assert.True(accelerator.UsesSequentialExecution);
        Assert.Equal(1, accelerator.NumThreads);
    }

    [Fact]
    public void AnAcceleratorIsBoundToAThread()
    {
        using var context = Context.CreateDefault();
        using var accelerator = context.CreateCPUAccelerator(0);
        using var other = context.CreateCPUAccelerator(0);
        accelerator.Bind();
        Assert.Same(accelerator, Accelerator.Current);
        using (other.BindScoped())
            Assert.Same(other, Accelerator.Current);
        Assert.Same(accelerator, Accelerator.Current);
        Assert.Equal(AcceleratorType.CPU, Accelerator.CurrentType);
        accelerator.Dispose();
        Assert.Throws<InvalidOperationException>(() => Accelerator.Current);
    }

    [Fact]
    public void ProfilingMarkersMeasureForward()
    {
        using var context = Context.Create(builder => builder.Default().Profiling());
        using var accelerator = context.CreateCPUAccelerator(0);
        using var start = accelerator.DefaultStream.AddProfilingMarker();
        using var buffer = accelerator.Allocate1D<int>(1000);
        buffer.MemSetToZero();
        using var end = accelerator.DefaultStream.AddProfilingMarker();
        Assert.True(end - start >= TimeSpan.Zero);
        Assert.Throws<NotSupportedException>(() => ApiFixture.Accelerator.DefaultStream.AddProfilingMarker());
    }

    [Fact]
    public void ADeviceDescribesItself()
    {
        using var writer = new StringWriter();
        CPUDevice.Default.PrintInformation(writer);
        Assert.Contains("CPUAccelerator", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void MembersForKernelsSaySoOnTheHost()
    {
        Assert.Throws<InvalidKernelOperationException>(() => Group.IdxX);
        Assert.Throws<InvalidKernelOperationException>(() => Grid.GlobalIndex);
        Assert.Throws<InvalidKernelOperationException>(() => Warp.LaneIdx);
        Assert.Throws<InvalidKernelOperationException>(Group.Barrier);
        Assert.Throws<InvalidKernelOperationException>(() => SharedMemory.Allocate<int>(4));
        Assert.Throws<InvalidKernelOperationException>(() => LocalMemory.Allocate1D<int>(4));
        Assert.Throws<InvalidKernelOperationException>(MemoryFence.DeviceLevel);
    }
}
