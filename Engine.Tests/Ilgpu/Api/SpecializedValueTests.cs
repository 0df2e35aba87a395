using ILGPU;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

public sealed class SpecializedValueTests
{
    private static Accelerator Accelerator => ApiFixture.Accelerator;

    private static void Fill(Index1D index, ArrayView<float> target, SpecializedValue<int> first, float offset, SpecializedValue<bool> twice)
    {
        // A constant size is what specialising is for.
        var memory = LocalMemory.Allocate<float>(first);
        for (int i = 0; i < first; i++)
            memory[i] = i + offset;
        float sum = 0;
        for (int i = 0; i < first; i++)
            sum += memory[i];
        target[index] = twice ? 2 * sum : sum;
    }

    private static void Tile(ArrayView<int> target, SpecializedValue<int> size)
    {
        var shared = SharedMemory.Allocate<int>(size);
        shared[Group.IdxX] = Group.IdxX;
        Group.Barrier();
        target[Group.IdxX] = shared[size - 1 - Group.IdxX];
    }

    [Fact]
    public void EachValueHasAKernelOfItsOwn()
    {
        using var buffer = Accelerator.Allocate1D<float>(5);
        var kernel = Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, SpecializedValue<int>, float, SpecializedValue<bool>>(Fill);
        foreach (int count in new[] { 1, 4, 8, 4, 1 })
        {
            foreach (bool twice in new[] { false, true })
            {
                kernel(5, buffer.View, SpecializedValue.New(count), 0.5f, SpecializedValue.New(twice));
                float expected = Enumerable.Range(0, count).Sum(i => i + 0.5f) * (twice ? 2 : 1);
                Assert.All(buffer.GetAsArray1D(), value => Assert.Equal(expected, value));
            }
        }
    }

    [Fact]
    public void SharedMemoryTakesASpecializedSize()
    {
        using var buffer = Accelerator.Allocate1D<int>(8);
        var kernel = Accelerator.LoadStreamKernel<ArrayView<int>, SpecializedValue<int>>(Tile);
        kernel((1, 8), buffer.View, SpecializedValue.New(8));
        Assert.Equal([7, 6, 5, 4, 3, 2, 1, 0], buffer.GetAsArray1D());
        kernel((1, 4), buffer.View, SpecializedValue.New(4));
        Assert.Equal([3, 2, 1, 0, 3, 2, 1, 0], buffer.GetAsArray1D());
    }

    [Fact]
    public void AVariantThatCannotBeCompiledLeavesTheOthers()
    {
        using var buffer = Accelerator.Allocate1D<int>(8);
        var kernel = Accelerator.LoadStreamKernel<ArrayView<int>, SpecializedValue<int>>(Tile);
        Assert.ThrowsAny<NotSupportedException>(() => kernel((1, 1), buffer.View, SpecializedValue.New(-1)));
        kernel((1, 1), buffer.View, SpecializedValue.New(1));
        Assert.Equal(0, buffer.GetAsArray1D()[0]);
    }

    private static void WritesAStatic(ArrayView<int> target, SpecializedValue<int> size)
    {
        var local = LocalMemory.Allocate<int>(size);
        s_written = local[0];
        target[0] = s_written;
    }

    private static int s_written;

    [Fact]
    public void WhatNoValueMakesPossibleIsRefusedAtLoad()
    {
        var error = Assert.ThrowsAny<NotSupportedException>(
            () => Accelerator.LoadStreamKernel<ArrayView<int>, SpecializedValue<int>>(WritesAStatic));
        Assert.Contains(nameof(s_written), error.Message, StringComparison.Ordinal);
    }

    private static void Guards(ArrayView<int> target, SpecializedValue<int> size)
    {
        if (size > 8)
            throw new ArgumentOutOfRangeException(nameof(size));
        target[0] = size;
    }

    [Fact]
    public void WhatSomeValuesMakePossibleLoads()
    {
        using var buffer = Accelerator.Allocate1D<int>(1);
        var kernel = Accelerator.LoadStreamKernel<ArrayView<int>, SpecializedValue<int>>(Guards);
        kernel((1, 1), buffer.View, SpecializedValue.New(8));
        Assert.Equal(8, buffer.GetAsArray1D()[0]);
        Assert.ThrowsAny<NotSupportedException>(() => kernel((1, 1), buffer.View, SpecializedValue.New(9)));
    }

    [Fact]
    public void LoadingAgainFindsTheVariants()
    {
        var method = new Action<ArrayView<int>, SpecializedValue<int>>(Tile).Method;
        var first = new KernelHandle(Accelerator, method, typeof(KernelConfig), 0, default);
        var second = new KernelHandle(Accelerator, method, typeof(KernelConfig), 0, default);
        Assert.NotNull(first.Variants);
        Assert.Same(first.Variants, second.Variants);
    }

    [Fact]
    public void SpecializedValuesCompare()
    {
        Assert.True(SpecializedValue.New(3) == new SpecializedValue<int>(3));
        Assert.True(SpecializedValue.New(3) != new SpecializedValue<int>(4));
        Assert.Equal(3, (int)SpecializedValue.New(3));
    }
}
