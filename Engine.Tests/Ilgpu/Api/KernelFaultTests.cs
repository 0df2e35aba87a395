using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

/// <summary>What goes wrong in a launch is an exception of the caller's.</summary>
public sealed class KernelFaultTests
{
    private static Accelerator Asserting => ApiFixture.Asserting;

    private static void Shifted(Index1D index, ArrayView<int> target, int shift) => target[index + shift] = index;

    private static void Shifted2D(Index2D index, ArrayView2D<int, Stride2D.DenseX> target, int shift) =>
        target[index.X + shift, index.Y] = 1;

    private static void Divide(Index1D index, ArrayView<int> target, int divisor) => target[index] = 100 / divisor;

    private static void WriteOne(Index1D index, ArrayView<int> target) => target[index] = 1;

    [Theory]
    [InlineData(3, 12)]
    [InlineData(-1, -1)]
    public void AnIndexOutOfRangeNamesKernelIndexAndLength(int shift, int index)
    {
        using var buffer = Asserting.Allocate1D<int>(10);
        var kernel = Asserting.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int>(Shifted);
        var error = Assert.ThrowsAny<AcceleratorException>(() => Launch(index < 0 ? 1 : 10));
        Assert.Contains(nameof(Shifted), error.Message, StringComparison.Ordinal);
        Assert.Contains("length 10", error.Message, StringComparison.Ordinal);
        if (index < 0)
            Assert.Contains("index -1", error.Message, StringComparison.Ordinal);
        // The accelerator goes on.
        kernel(10, buffer.View, 0);
        Assert.Equal(Enumerable.Range(0, 10), buffer.GetAsArray1D());

        void Launch(int extent)
        {
            kernel(extent, buffer.View, shift);
            Asserting.Synchronize();
        }
    }

    [Fact]
    public void AnIndexOutsideItsRowIsOutOfRangeEvenInsideTheBuffer()
    {
        using var buffer = Asserting.Allocate2DDenseX<int>(new LongIndex2D(4, 4));
        var kernel = Asserting.LoadAutoGroupedStreamKernel<Index2D, ArrayView2D<int, Stride2D.DenseX>, int>(Shifted2D);
        kernel(new Index2D(4, 4), buffer.View, 0);
        var error = Assert.ThrowsAny<AcceleratorException>(() => kernel(new Index2D(4, 1), buffer.View, 2));
        Assert.Contains(nameof(Shifted2D), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DivisionByZeroIsAnExceptionWithAssertionsAndAValueWithout()
    {
        using var buffer = Asserting.Allocate1D<int>(1);
        var kernel = Asserting.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int>(Divide);
        var error = Assert.ThrowsAny<AcceleratorException>(() => kernel(1, buffer.View, 0));
        Assert.Contains(nameof(Divide), error.Message, StringComparison.Ordinal);
        Assert.Contains("division", error.Message, StringComparison.OrdinalIgnoreCase);

        var plain = ApiFixture.Accelerator;
        using var target = plain.Allocate1D<int>(1);
        plain.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int>(Divide)(1, target.View, 0);
        Assert.Equal([-1], target.GetAsArray1D());
    }

    [Fact]
    public void ADisposedBufferIsRefusedAtTheLaunch()
    {
        var accelerator = ApiFixture.Accelerator;
        var buffer = accelerator.Allocate1D<int>(1);
        var view = buffer.View;
        var kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(WriteOne);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kernel(1, view));
        Assert.Throws<ObjectDisposedException>(() => buffer.GetAsArray1D());
        Assert.Throws<ObjectDisposedException>(() => view.MemSetToZero());
        Assert.Throws<ObjectDisposedException>(() => view[0]);
    }

    [Fact]
    public void DisposingAnAcceleratorDisposesWhatBelongsToIt()
    {
        using var context = Context.CreateDefault();
        var accelerator = context.CreateCPUAccelerator(0);
        var buffer = accelerator.Allocate1D<int>(1);
        var stream = accelerator.CreateStream();
        Assert.Equal(3, accelerator.NumberChildObjects);
        var kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(WriteOne);
        accelerator.Dispose();
        accelerator.Dispose();
        buffer.Dispose();
        stream.Dispose();
        Assert.Equal(0, accelerator.NumberChildObjects);
        Assert.Throws<ObjectDisposedException>(() => kernel(1, buffer.View));
        Assert.Throws<ObjectDisposedException>(() => kernel(1, default));
        Assert.Throws<ObjectDisposedException>(() => accelerator.Allocate1D<int>(1));
        Assert.Throws<ObjectDisposedException>(() => accelerator.CreateStream());
    }

    [Fact]
    public void DisposingAContextDisposesItsAccelerators()
    {
        var context = Context.CreateDefault();
        var accelerator = context.CreateCPUAccelerator(0);
        context.Dispose();
        context.Dispose();
        Assert.Throws<ObjectDisposedException>(() => accelerator.Allocate1D<int>(1));
        Assert.Throws<ObjectDisposedException>(() => context.CreateCPUAccelerator(0));
    }
}
