using ILGPU;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

public sealed class CopyTests
{
    private static Accelerator Accelerator => ApiFixture.Accelerator;

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void HostCopiesNeedTheExactLength(int length)
    {
        using var buffer = Accelerator.Allocate1D<int>(4);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.CopyFromCPU(new int[length]));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.CopyToCPU(new int[length]));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.View.BaseView.CopyToCPU(new int[length]));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.AsContiguous().CopyFromCPU(new ReadOnlySpan<int>(new int[length])));
    }

    [Fact]
    public void HostCopiesRoundTrip()
    {
        using var buffer = Accelerator.Allocate1D<int>(4);
        buffer.CopyFromCPU([1, 2, 3, 4]);
        buffer.View.SubView(1, 2).CopyFromCPU([20, 30]);
        var target = new int[4];
        buffer.CopyToCPU(Accelerator.DefaultStream, target);
        Assert.Equal([1, 20, 30, 4], target);
        Span<int> half = stackalloc int[2];
        buffer.AsContiguous().SubView(2, 2).CopyToCPU(half);
        Assert.Equal([30, 4], half.ToArray());
    }

    [Fact]
    public void CopyToTakesAsMuchAsTheTargetHas()
    {
        using var source = Accelerator.Allocate1D<int>([1, 2, 3, 4]);
        using var target = Accelerator.Allocate1D<int>([9, 9, 9]);
        source.View.CopyTo(target.View);
        Assert.Equal([1, 2, 3], target.GetAsArray1D());
        Assert.Throws<ArgumentOutOfRangeException>(() => target.View.CopyTo(source.View));
        Assert.Throws<ArgumentOutOfRangeException>(() => target.AsContiguous().CopyTo(source.AsContiguous()));
        source.View.SubView(0, 3).CopyFrom(target.View);
        Assert.Equal([1, 2, 3, 4], source.GetAsArray1D());
    }

    [Fact]
    public void CopiesGoFromOneAcceleratorToAnother()
    {
        var other = ApiFixture.Asserting;
        using var source = Accelerator.Allocate1D<int>([1, 2, 3]);
        using var target = other.Allocate1D<int>(3);
        source.View.CopyTo(target.View);
        Assert.Equal([1, 2, 3], target.GetAsArray1D());
    }

    [Fact]
    public void MemSetSetsBytes()
    {
        using var buffer = Accelerator.Allocate1D<int>(4);
        buffer.View.MemSet(1);
        Assert.All(buffer.GetAsArray1D(), value => Assert.Equal(0x01010101, value));
        buffer.View.SubView(1, 2).MemSetToZero();
        Assert.Equal([0x01010101, 0, 0, 0x01010101], buffer.GetAsArray1D());
        buffer.MemSet(Accelerator.DefaultStream, 0xFF, 4, 4);
        Assert.Equal([0x01010101, -1, 0, 0x01010101], buffer.GetAsArray1D());
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.MemSet(Accelerator.DefaultStream, 0, 12, 5));
    }

    [Fact]
    public void DenseYIsTheOrderOfAnArrayAndDenseXTheOther()
    {
        var data = new[,] { { 1, 2, 3 }, { 4, 5, 6 } };
        using var x = Accelerator.Allocate2DDenseX(data);
        using var y = Accelerator.Allocate2DDenseY(data);
        Assert.Equal([1, 4, 2, 5, 3, 6], x.AsContiguous().GetAsArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], y.AsContiguous().GetAsArray());
        Assert.Equal(data, x.GetAsArray2D());
        Assert.Equal(data, y.GetAsArray2D());
        Assert.Equal(6, x.View[1, 2]);
        Assert.Equal(6, y.View[1, 2]);
        Assert.Equal(new LongIndex2D(2, 3), x.Extent);
    }

    [Fact]
    public void ArraysMustHaveTheExtentOfTheView()
    {
        using var buffer = Accelerator.Allocate2DDenseX<int>(new LongIndex2D(2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.CopyFromCPU(new int[3, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.CopyToCPU(new int[2, 2]));
    }

    [Fact]
    public void PitchedRowsAreAligned()
    {
        using var buffer = Accelerator.Allocate2DPitchedX<int>(new LongIndex2D(3, 2), 64);
        Assert.Equal(16, buffer.View.Stride.YStride);
        var data = new[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } };
        buffer.CopyFromCPU(data);
        Assert.Equal(data, buffer.GetAsArray2D());
        Assert.Equal(5, buffer.AsContiguous()[2]);
        Assert.Equal(2, buffer.AsContiguous()[16]);
        Assert.Throws<ArgumentException>(() => Accelerator.Allocate2DPitchedX<int>(new LongIndex2D(3, 2), 7));
    }

    [Fact]
    public void WritingARectangleLeavesTheRestAlone()
    {
        using var buffer = Accelerator.Allocate2DDenseX<int>(new LongIndex2D(4, 4));
        buffer.View.BaseView.MemSetToZero();
        buffer.View.SubView(new Index2D(1, 2), new Index2D(2, 2)).CopyFromCPU(new[,] { { 1, 2 }, { 3, 4 } });
        var all = buffer.GetAsArray2D();
        Assert.Equal(10, all.Cast<int>().Sum());
        Assert.Equal((1, 2, 3, 4), (all[1, 2], all[1, 3], all[2, 2], all[2, 3]));
        Assert.Equal(new[,] { { 1, 2 }, { 3, 4 } }, buffer.View.SubView(new Index2D(1, 2), new Index2D(2, 2)).GetAsArray2D());
    }

    [Fact]
    public void StridedViewsSkipWhatLiesBetween()
    {
        using var buffer = Accelerator.Allocate1D<int>([0, 1, 2, 3, 4, 5]);
        var every = new ArrayView1D<int, Stride1D.General>(buffer.AsContiguous(), 3, new Stride1D.General(2));
        Assert.Equal([0, 2, 4], every.GetAsArray1D());
        every.CopyFromCPU([7, 8, 9]);
        Assert.Equal([7, 1, 8, 3, 9, 5], buffer.GetAsArray1D());
    }

    [Fact]
    public void NegativeLengthsAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Accelerator.Allocate1D<int>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Accelerator.Allocate2DDenseX<int>(new LongIndex2D(-1, 2)));
    }

    [Fact]
    public void RawBuffersHaveViewsOfAnyType()
    {
        using var buffer = Accelerator.AllocateRaw(4, 4);
        Assert.Equal(16, buffer.LengthInBytes);
        var view = buffer.AsArrayView<int>(1, 3);
        view[0] = 5;
        Assert.Equal(5, buffer.AsRawArrayView(4)[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.AsArrayView<int>(1, 4));
    }
}
