using Engine.Kernels;
using Xunit;

namespace Engine.Tests.Engine;

public sealed class DatasetAndDeviceTests
{
    [Theory]
    [InlineData(60_000, 0.2f, 48_000)]
    [InlineData(60_000, 0.1f, 54_000)]
    [InlineData(10, 0.25f, 7)]
    [InlineData(3, 0.5f, 1)]
    public void SplitsAreWhereKerasMakesThem(int count, float fraction, int first)
    {
        var data = new Dataset("x", [1], 2, new byte[count], new byte[count]);
        (Dataset start, Dataset end) = data.Split(fraction);
        Assert.Equal(first, start.Count);
        Assert.Equal(count - first, end.Count);
    }

    [Fact]
    public void SlicesKeepSamplesAndLabelsTogether()
    {
        var data = new Dataset("x", [2], 4, new byte[] { 10, 11, 20, 21, 30, 31 }, new byte[] { 1, 2, 3 }, ["a", "b", "c", "d"]);
        Dataset slice = data.Slice(1, 2);
        Assert.Equal([20, 21, 30, 31], slice.Images.ToArray());
        Assert.Equal([2, 3], slice.Labels.ToArray());
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => data.Slice(2, 2));
        Assert.Contains("between 0 and 1", Assert.Throws<EngineException>(() => data.Split(1)).Message, StringComparison.Ordinal);
        Assert.Contains("no samples", Assert.Throws<EngineException>(() => data.Split(0.9f)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, true)]
    [InlineData(50, false)]
    public void TheDeviceKnowsWhetherMostOfTheDataAreZero(int percent, bool expected)
    {
        byte[] images = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * 7 % 100 < percent ? 0 : 1))];
        using ComputeDevice device = ComputeDevice.Open("cpu");
        using var data = new DeviceDataset(device, new Dataset("x", [30], 2, images, new byte[100]));
        Assert.Equal(expected, data.HasZeros);
    }

    [Fact]
    public void ThousandSamplesMayHaveMoreBytesThanFitAnInteger()
    {
        using ComputeDevice device = ComputeDevice.Open("cpu");
        using var data = new DeviceDataset(device, new Dataset("x", [2_200_000], 2, new byte[2_200_000], new byte[1]));
        Assert.True(data.HasZeros);
    }

    [Fact]
    public void ADeviceMayGoWhileItCompilesAhead()
    {
        ComputeDevice device = ComputeDevice.Open("cpu");
        device.CompileAhead();
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(() => device.Accelerator.Allocate1D<float>(1));
    }

    [Fact]
    public void WhatIsCompiledAheadLoads()
    {
        using ComputeDevice device = ComputeDevice.Open("cpu");
        Assert.Null(Record.Exception(() => KernelSet.LoadUsual(device.Accelerator)));
    }

    [Fact]
    public void DataThatDisagreesIsRefused()
    {
        AssertRefused("2 labels but 5 bytes", () => new Dataset("x", [2], 3, new byte[5], new byte[2]));
        AssertRefused("sample 1 has label 3", () => new Dataset("x", [2], 3, new byte[4], new byte[] { 2, 3 }));
        AssertRefused("257 classes", () => new Dataset("x", [2], 257, new byte[4], new byte[2]));
        AssertRefused("class names", () => new Dataset("x", [2], 3, new byte[4], new byte[2], ["a"]));
        AssertRefused("dimension", () => new Dataset("x", [-1], 3, new byte[4], new byte[2]));
        Assert.Equal(255, new Dataset("x", [1], 256, new byte[1], new byte[] { 255 }).Labels.Span[0]);

        static void AssertRefused(string reason, Func<object> action) =>
            Assert.Contains(reason, Assert.Throws<EngineException>(action).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData(" CPU ", "cpu")]
    public void DevicesOpenBySpecification(string spec, string opened)
    {
        using ComputeDevice device = ComputeDevice.Open(spec);
        Assert.Equal(opened, device.Spec);
        Assert.NotEmpty(device.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cpu:0")]
    [InlineData("auto:1")]
    [InlineData("cuda:x")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:0:1")]
    public void OtherSpecificationsAreRefused(string spec) =>
        Assert.Contains("is not a device", Assert.Throws<EngineException>(() => ComputeDevice.Open(spec)).Message, StringComparison.Ordinal);

    [Fact]
    public void AnAbsentDeviceIsReportedWithWhatThereIs()
    {
        var error = Assert.Throws<EngineException>(() => ComputeDevice.Open("cuda:99"));
        Assert.Contains("cpu", error.Message, StringComparison.Ordinal);
        _ = Assert.Throws<EngineException>(() => ComputeDevice.Open("cpu", new ComputeDeviceOptions { Threads = 0 }));
    }

    [Fact]
    public void AutoTakesTheFirstOfTheList()
    {
        IReadOnlyList<ComputeDeviceInfo> devices = ComputeDevice.List();
        Assert.Equal("cpu", devices[^1].Spec);
        Assert.All(devices, device => Assert.True(device.WarpSize > 0 && device.Multiprocessors > 0 && device.MemoryBytes > 0));
        using ComputeDevice auto = ComputeDevice.Open("auto");
        Assert.Contains(auto.Spec, devices.Select(device => device.Spec));
    }
}
