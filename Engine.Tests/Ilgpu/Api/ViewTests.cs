using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

public sealed class ViewTests
{
    private static Accelerator Accelerator => ApiFixture.Accelerator;

    [Fact]
    public void SizesAreThoseOfTheOriginal()
    {
        Assert.Equal(24, Unsafe.SizeOf<ArrayView<float>>());
        Assert.Equal(40, Unsafe.SizeOf<ArrayView1D<float, Stride1D.Dense>>());
        Assert.Equal(48, Unsafe.SizeOf<ArrayView2D<float, Stride2D.DenseX>>());
        Assert.Equal(4, Unsafe.SizeOf<Index1D>());
        Assert.Equal(8, Unsafe.SizeOf<Index2D>());
        Assert.Equal(32, Unsafe.SizeOf<KernelConfig>());
    }

    [Fact]
    public void HostCodeReadsAndWritesElements()
    {
        using var buffer = Accelerator.Allocate1D(ApiFixture.Sequence(10));
        ArrayView<float> view = buffer.View;
        view[3] = 33;
        buffer.View[4L] = 44;
        Assert.Equal(33, buffer.GetAsArray1D()[3]);
        Assert.Equal(44, view[new Index1D(4)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view[10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view[-1]);
    }

    [Fact]
    public void SubViewsCountFromTheirStart()
    {
        using var buffer = Accelerator.Allocate1D(ApiFixture.Sequence(10));
        var view = buffer.AsContiguous();
        var middle = view.SubView(2, 5);
        Assert.Equal([2f, 3, 4, 5, 6], middle.GetAsArray());
        Assert.Equal([4f, 5], middle.SubView(2, 2).GetAsArray());
        Assert.Equal([6f], middle.SubView(4).GetAsArray());
        Assert.Equal(0, view.SubView(10).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => view.SubView(8, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => view.SubView(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => view.SubView(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => view.SubView(11));
        Assert.Equal([3f, 4], buffer.View.SubView(3, 2).GetAsArray1D());
    }

    [Fact]
    public void CastKeepsTheBytes()
    {
        using var buffer = Accelerator.Allocate1D<float>([1.0f, -2.0f, 3.0f]);
        var bits = buffer.AsContiguous().Cast<uint>();
        Assert.Equal(3, bits.Length);
        Assert.Equal(BitConverter.SingleToUInt32Bits(-2.0f), bits[1]);
        // Three floats hold one double and a rest.
        Assert.Equal(1, buffer.AsContiguous().Cast<double>().Length);
        Assert.Equal(12, buffer.View.Cast<float, byte>().Length);
        Assert.Equal([-2.0f, 3.0f], buffer.AsContiguous().SubView(1).Cast<byte>().Cast<float>().GetAsArray());
    }

    [Fact]
    public void AnEmptyBufferWorksAndIsNotValid()
    {
        using var buffer = Accelerator.Allocate1D<float>(0);
        Assert.False(buffer.View.IsValid);
        Assert.False(buffer.View.BaseView.IsValid);
        Assert.Empty(buffer.GetAsArray1D());
        buffer.MemSetToZero();
        Assert.False(ArrayView<int>.Empty.IsValid);
        Assert.True(ArrayView<int>.Empty.HasNoData());
    }

    [Fact]
    public void StridesPlaceElements()
    {
        Assert.Equal(1 + 2 * 5, new Stride2D.DenseX(5).ComputeElementIndex(new Index2D(1, 2)));
        Assert.Equal(1 * 5 + 2, new Stride2D.DenseY(5).ComputeElementIndex(new Index2D(1, 2)));
        Assert.Equal(1 * 3 + 2 * 7, new Stride2D.General(new Index2D(3, 7)).ComputeElementIndex(new Index2D(1, 2)));
        Assert.Equal(12, new Stride1D.General(4).ComputeElementIndex(new Index1D(3)));
        Assert.Equal(0, default(Stride1D.Infinite).ComputeElementIndex(new Index1D(3)));
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(1, 7)]
    [InlineData(7, 1)]
    public void StridesAreInvertible(int width, int height)
    {
        var extent = new Index2D(width, height);
        var x = Stride2D.DenseX.FromExtent(extent);
        var y = Stride2D.DenseY.FromExtent(extent);
        for (int i = 0; i < extent.Size; i++)
        {
            Assert.Equal(i, x.ComputeElementIndex(x.ReconstructFromElementIndex(i)));
            Assert.Equal(i, y.ComputeElementIndex(y.ReconstructFromElementIndex(i)));
            Assert.Equal(i, x.AsGeneral().ComputeElementIndex(x.AsGeneral().ReconstructFromElementIndex(i)));
        }
        Assert.Equal(extent.Size, x.ComputeBufferLength(extent));
        Assert.Equal(extent.Size, y.ComputeBufferLength(extent));
    }

    [Fact]
    public void TransposedViewsSwapTheirIndices()
    {
        using var buffer = Accelerator.Allocate2DDenseX(new[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        var transposed = buffer.View.AsTransposed();
        Assert.Equal(new LongIndex2D(3, 2), transposed.Extent);
        Assert.Equal(6, transposed[2, 1]);
        Assert.Equal(4, transposed[0, 1]);
    }

    [Fact]
    public void ADenseViewConvertsToAndFro()
    {
        using var buffer = Accelerator.Allocate1D(ApiFixture.Sequence(4));
        ArrayView<float> plain = buffer.View;
        ArrayView1D<float, Stride1D.Dense> back = plain;
        Assert.Equal(4, back.IntExtent.X);
        Assert.Equal(16, back.LengthInBytes);
        Assert.Equal(1, buffer.View.AsGeneral().Stride.XStride);
        var grid = buffer.View.As2DDenseXView(new LongIndex2D(2, 2));
        Assert.Equal(3, grid[1, 1]);
        Assert.Equal(1, grid[1, 0]);
    }

    [Fact]
    public void AVariableViewIsOneElement()
    {
        using var buffer = Accelerator.Allocate1D(ApiFixture.Sequence(4));
        var variable = buffer.View.VariableView(2);
        variable.Value = 22;
        Assert.Equal(22, buffer.GetAsArray1D()[2]);
        Assert.Equal((byte)0, variable.SubView<byte>(0).Value);
    }

    [Fact]
    public void IndicesCalculate()
    {
        Index2D index = (3, 4);
        Assert.Equal(12, index.Size);
        Assert.Equal(new Index2D(4, 6), index + new Index2D(1, 2));
        Assert.True(index.InBounds(new Index2D(4, 5)));
        Assert.False(index.InBounds(new Index2D(3, 5)));
        Assert.True(index.InBoundsInclusive(new Index2D(3, 4)));
        Assert.Equal(new Index2D(1, 4), Index2D.Clamp(index, Index2D.Zero, new Index2D(1, 9)));
        var (x, y) = index;
        Assert.Equal((3, 4), (x, y));
        Assert.Equal(1L << 40, new Index2D(1 << 20, 1 << 20).LongSize);
        Assert.Equal(new Index3D(1, 2, 3), new Index3D(new Index2D(1, 2), 3));
        Assert.Equal(new Index2D(2, 3), new Index3D(1, 2, 3).YZ);
        Assert.Equal("(3, 4)", index.ToString());
    }
}
