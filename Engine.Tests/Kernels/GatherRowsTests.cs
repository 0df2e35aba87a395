using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Kernels;

[Collection(KernelTests.Name)]
public sealed class GatherRowsTests(KernelFixture fixture)
{
    private const int Rows = 5;
    private const int Count = 12;
    private static readonly int[] OneStep = [1];
    private static readonly int[] Order = [4, 0, 10, 3, 3, 9, 1, 2, 5, 6, 7, 11];

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void FloatsComeAsTheyAre(string spec)
    {
        foreach (int width in new[] { 1, 7, 300 })
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] all = Bench.Random(width, Count * width, 100);
            ArrayView<float> x = bench.Output(Rows * width);
            bench.Kernels.GatherFloats(Rows, width, bench.Upload(all), bench.Upload(Order), new FixedPlace(2), x);
            Assert.Equal(Expected(all, width, start: 2), Bench.Download(x));
            bench.Kernels.GatherFloats(Rows, width, bench.Upload(all), bench.Upload(Order), SecondStep(bench), x);
            Assert.Equal(Expected(all, width, start: Rows), Bench.Download(x));
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void BytesBecomeFloatsFromZeroToOne(string spec)
    {
        foreach (int width in new[] { 1, 7, 300 })
        {
            using var bench = new Bench(fixture.Open(spec));
            var all = new byte[Count * width];
            new Random(width).NextBytes(all);
            float[] normalized = [.. all.Select(value => value / 255f)];
            ArrayView<float> x = bench.Output(Rows * width);
            bench.Kernels.GatherNormalized(Rows, width, bench.Upload(all), bench.Upload(Order), new FixedPlace(7), x);
            Assert.Equal(Expected(normalized, width, start: 7), Bench.Download(x));
            bench.Kernels.GatherNormalized(Rows, width, bench.Upload(all), bench.Upload(Order), SecondStep(bench), x);
            Assert.Equal(Expected(normalized, width, start: Rows), Bench.Download(x));
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ClassesFollowTheirSamples(string spec)
    {
        using var bench = new Bench(fixture.Open(spec));
        byte[] all = [.. Enumerable.Range(0, Count).Select(i => (byte)(i * 7))];
        ArrayView<byte> y = bench.Upload(new byte[Rows]);
        var gathered = new byte[Rows];
        bench.Kernels.GatherClasses(Rows, bench.Upload(all), bench.Upload(Order), new FixedPlace(1), y);
        y.CopyToCPU(gathered);
        Assert.Equal(Expected(all, 1, start: 1), gathered);
        bench.Kernels.GatherClasses(Rows, bench.Upload(all), bench.Upload(Order), SecondStep(bench), y);
        y.CopyToCPU(gathered);
        Assert.Equal(Expected(all, 1, start: Rows), gathered);
    }

    private static PlaceOfStep SecondStep(Bench bench) => new(bench.Upload(OneStep), Rows);

    private static T[] Expected<T>(T[] all, int width, int start) =>
        [.. Order.Skip(start).Take(Rows).SelectMany(sample => all.Skip(sample * width).Take(width))];
}
