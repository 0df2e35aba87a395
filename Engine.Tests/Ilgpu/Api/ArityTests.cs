using ILGPU;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

/// <summary>Kernels of 1 to 14 parameters, each of which arrives.</summary>
public sealed class ArityTests
{
    private static Accelerator Accelerator => ApiFixture.Accelerator;

    private struct Pair
    {
        public byte Small;
        public double Large;
    }

    private struct Pack
    {
        public ArrayView<float> First;
        public int Number;
        public ArrayView<float> Second;
        public Pair Pair;
    }

    private enum Choice : short
    {
        None = -3,
        Some = 300,
    }

    private static void Grouped1(ArrayView<int> target) =>
        target[Grid.GlobalIndex.X] = 1;

    private static void Indexed1(Index1D index, ArrayView<int> target) =>
        target[index] = 1;

    private static void Grouped2(ArrayView<int> target, int a2) =>
        target[Grid.GlobalIndex.X] = 2 * a2;

    private static void Indexed2(Index1D index, ArrayView<int> target, int a2) =>
        target[index] = 2 * a2;

    private static void Grouped3(ArrayView<int> target, int a2, int a3) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3;

    private static void Indexed3(Index1D index, ArrayView<int> target, int a2, int a3) =>
        target[index] = 2 * a2 + 3 * a3;

    private static void Grouped4(ArrayView<int> target, int a2, int a3, int a4) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3 + 4 * a4;

    private static void Indexed4(Index1D index, ArrayView<int> target, int a2, int a3, int a4) =>
        target[index] = 2 * a2 + 3 * a3 + 4 * a4;

    private static void Grouped5(ArrayView<int> target, int a2, int a3, int a4, int a5) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5;

    private static void Indexed5(Index1D index, ArrayView<int> target, int a2, int a3, int a4, int a5) =>
        target[index] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5;

    private static void Grouped6(ArrayView<int> target, int a2, int a3, int a4, int a5, int a6) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6;

    private static void Indexed6(Index1D index, ArrayView<int> target, int a2, int a3, int a4, int a5, int a6) =>
        target[index] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6;

    private static void Grouped7(ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7;

    private static void Indexed7(Index1D index, ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7) =>
        target[index] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7;

    private static void Grouped8(ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8;

    private static void Indexed8(Index1D index, ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8) =>
        target[index] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8;

    private static void Grouped9(ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9;

    private static void Indexed9(Index1D index, ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9) =>
        target[index] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9;

    private static void Grouped10(ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9 + 10 * a10;

    private static void Indexed10(Index1D index, ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10) =>
        target[index] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9 + 10 * a10;

    private static void Grouped11(ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9 + 10 * a10 + 11 * a11;

    private static void Indexed11(Index1D index, ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11) =>
        target[index] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9 + 10 * a10 + 11 * a11;

    private static void Grouped12(ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9 + 10 * a10 + 11 * a11 + 12 * a12;

    private static void Indexed12(Index1D index, ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12) =>
        target[index] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9 + 10 * a10 + 11 * a11 + 12 * a12;

    private static void Grouped13(ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9 + 10 * a10 + 11 * a11 + 12 * a12 + 13 * a13;

    private static void Indexed13(Index1D index, ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13) =>
        target[index] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9 + 10 * a10 + 11 * a11 + 12 * a12 + 13 * a13;

    private static void Grouped14(ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14) =>
        target[Grid.GlobalIndex.X] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9 + 10 * a10 + 11 * a11 + 12 * a12 + 13 * a13 + 14 * a14;

    private static void Indexed14(Index1D index, ArrayView<int> target, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14) =>
        target[index] = 2 * a2 + 3 * a3 + 4 * a4 + 5 * a5 + 6 * a6 + 7 * a7 + 8 * a8 + 9 * a9 + 10 * a10 + 11 * a11 + 12 * a12 + 13 * a13 + 14 * a14;

    private static int Expected(int arity) => arity == 1 ? 1 : Enumerable.Range(2, arity - 1).Sum(i => i * (10 + i));

    private static void Check(int arity, MemoryBuffer1D<int, Stride1D.Dense> buffer)
    {
        Assert.All(buffer.GetAsArray1D(), value => Assert.Equal(Expected(arity), value));
        buffer.MemSetToZero();
    }

    [Fact]
    public void Arity1()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>>(Grouped1)(stream, (1, 3), buffer.View);
        Check(1, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>>(Grouped1, out _)((3, 1), buffer.View);
        Check(1, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>>(Indexed1)(stream, 3, buffer.View);
        Check(1, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Indexed1, out _)(3, buffer.View);
        Check(1, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>>(Indexed1, 2)(stream, 3, buffer.View);
        Check(1, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>>(Indexed1, 2)(3, buffer.View);
        Check(1, buffer);
        Accelerator.Launch(Grouped1, new KernelConfig(1, 3), buffer.AsContiguous());
        Check(1, buffer);
        Accelerator.LaunchAutoGrouped(Indexed1, new Index1D(3), buffer.AsContiguous());
        Check(1, buffer);
    }

    [Fact]
    public void Arity2()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int>(Grouped2)(stream, (1, 3), buffer.View, 12);
        Check(2, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int>(Grouped2, out _)((3, 1), buffer.View, 12);
        Check(2, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int>(Indexed2)(stream, 3, buffer.View, 12);
        Check(2, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int>(Indexed2, out _)(3, buffer.View, 12);
        Check(2, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int>(Indexed2, 2)(stream, 3, buffer.View, 12);
        Check(2, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int>(Indexed2, 2)(3, buffer.View, 12);
        Check(2, buffer);
        Accelerator.Launch(Grouped2, new KernelConfig(1, 3), buffer.AsContiguous(), 12);
        Check(2, buffer);
        Accelerator.LaunchAutoGrouped(Indexed2, new Index1D(3), buffer.AsContiguous(), 12);
        Check(2, buffer);
    }

    [Fact]
    public void Arity3()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int>(Grouped3)(stream, (1, 3), buffer.View, 12, 13);
        Check(3, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int>(Grouped3, out _)((3, 1), buffer.View, 12, 13);
        Check(3, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int>(Indexed3)(stream, 3, buffer.View, 12, 13);
        Check(3, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int>(Indexed3, out _)(3, buffer.View, 12, 13);
        Check(3, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int>(Indexed3, 2)(stream, 3, buffer.View, 12, 13);
        Check(3, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int>(Indexed3, 2)(3, buffer.View, 12, 13);
        Check(3, buffer);
        Accelerator.Launch(Grouped3, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13);
        Check(3, buffer);
        Accelerator.LaunchAutoGrouped(Indexed3, new Index1D(3), buffer.AsContiguous(), 12, 13);
        Check(3, buffer);
    }

    [Fact]
    public void Arity4()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int, int>(Grouped4)(stream, (1, 3), buffer.View, 12, 13, 14);
        Check(4, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int, int>(Grouped4, out _)((3, 1), buffer.View, 12, 13, 14);
        Check(4, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int, int>(Indexed4)(stream, 3, buffer.View, 12, 13, 14);
        Check(4, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int>(Indexed4, out _)(3, buffer.View, 12, 13, 14);
        Check(4, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int, int>(Indexed4, 2)(stream, 3, buffer.View, 12, 13, 14);
        Check(4, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int>(Indexed4, 2)(3, buffer.View, 12, 13, 14);
        Check(4, buffer);
        Accelerator.Launch(Grouped4, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13, 14);
        Check(4, buffer);
        Accelerator.LaunchAutoGrouped(Indexed4, new Index1D(3), buffer.AsContiguous(), 12, 13, 14);
        Check(4, buffer);
    }

    [Fact]
    public void Arity5()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int, int, int>(Grouped5)(stream, (1, 3), buffer.View, 12, 13, 14, 15);
        Check(5, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int, int, int>(Grouped5, out _)((3, 1), buffer.View, 12, 13, 14, 15);
        Check(5, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int, int, int>(Indexed5)(stream, 3, buffer.View, 12, 13, 14, 15);
        Check(5, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int>(Indexed5, out _)(3, buffer.View, 12, 13, 14, 15);
        Check(5, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int, int, int>(Indexed5, 2)(stream, 3, buffer.View, 12, 13, 14, 15);
        Check(5, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int>(Indexed5, 2)(3, buffer.View, 12, 13, 14, 15);
        Check(5, buffer);
        Accelerator.Launch(Grouped5, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13, 14, 15);
        Check(5, buffer);
        Accelerator.LaunchAutoGrouped(Indexed5, new Index1D(3), buffer.AsContiguous(), 12, 13, 14, 15);
        Check(5, buffer);
    }

    [Fact]
    public void Arity6()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int, int, int, int>(Grouped6)(stream, (1, 3), buffer.View, 12, 13, 14, 15, 16);
        Check(6, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int, int, int, int>(Grouped6, out _)((3, 1), buffer.View, 12, 13, 14, 15, 16);
        Check(6, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int>(Indexed6)(stream, 3, buffer.View, 12, 13, 14, 15, 16);
        Check(6, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int>(Indexed6, out _)(3, buffer.View, 12, 13, 14, 15, 16);
        Check(6, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int>(Indexed6, 2)(stream, 3, buffer.View, 12, 13, 14, 15, 16);
        Check(6, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int>(Indexed6, 2)(3, buffer.View, 12, 13, 14, 15, 16);
        Check(6, buffer);
        Accelerator.Launch(Grouped6, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13, 14, 15, 16);
        Check(6, buffer);
        Accelerator.LaunchAutoGrouped(Indexed6, new Index1D(3), buffer.AsContiguous(), 12, 13, 14, 15, 16);
        Check(6, buffer);
    }

    [Fact]
    public void Arity7()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int, int, int, int, int>(Grouped7)(stream, (1, 3), buffer.View, 12, 13, 14, 15, 16, 17);
        Check(7, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int, int, int, int, int>(Grouped7, out _)((3, 1), buffer.View, 12, 13, 14, 15, 16, 17);
        Check(7, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int>(Indexed7)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17);
        Check(7, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int>(Indexed7, out _)(3, buffer.View, 12, 13, 14, 15, 16, 17);
        Check(7, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int>(Indexed7, 2)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17);
        Check(7, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int>(Indexed7, 2)(3, buffer.View, 12, 13, 14, 15, 16, 17);
        Check(7, buffer);
        Accelerator.Launch(Grouped7, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17);
        Check(7, buffer);
        Accelerator.LaunchAutoGrouped(Indexed7, new Index1D(3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17);
        Check(7, buffer);
    }

    [Fact]
    public void Arity8()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int, int, int, int, int, int>(Grouped8)(stream, (1, 3), buffer.View, 12, 13, 14, 15, 16, 17, 18);
        Check(8, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int, int, int, int, int, int>(Grouped8, out _)((3, 1), buffer.View, 12, 13, 14, 15, 16, 17, 18);
        Check(8, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int>(Indexed8)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18);
        Check(8, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int>(Indexed8, out _)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18);
        Check(8, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int>(Indexed8, 2)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18);
        Check(8, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int>(Indexed8, 2)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18);
        Check(8, buffer);
        Accelerator.Launch(Grouped8, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18);
        Check(8, buffer);
        Accelerator.LaunchAutoGrouped(Indexed8, new Index1D(3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18);
        Check(8, buffer);
    }

    [Fact]
    public void Arity9()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int, int, int, int, int, int, int>(Grouped9)(stream, (1, 3), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19);
        Check(9, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int, int, int, int, int, int, int>(Grouped9, out _)((3, 1), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19);
        Check(9, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int>(Indexed9)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19);
        Check(9, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int>(Indexed9, out _)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19);
        Check(9, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int>(Indexed9, 2)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19);
        Check(9, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int>(Indexed9, 2)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19);
        Check(9, buffer);
        Accelerator.Launch(Grouped9, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19);
        Check(9, buffer);
        Accelerator.LaunchAutoGrouped(Indexed9, new Index1D(3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19);
        Check(9, buffer);
    }

    [Fact]
    public void Arity10()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int, int, int, int, int, int, int, int>(Grouped10)(stream, (1, 3), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20);
        Check(10, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int, int, int, int, int, int, int, int>(Grouped10, out _)((3, 1), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20);
        Check(10, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int>(Indexed10)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20);
        Check(10, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int>(Indexed10, out _)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20);
        Check(10, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int>(Indexed10, 2)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20);
        Check(10, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int>(Indexed10, 2)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20);
        Check(10, buffer);
        Accelerator.Launch(Grouped10, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19, 20);
        Check(10, buffer);
        Accelerator.LaunchAutoGrouped(Indexed10, new Index1D(3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19, 20);
        Check(10, buffer);
    }

    [Fact]
    public void Arity11()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int, int, int, int, int, int, int, int, int>(Grouped11)(stream, (1, 3), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21);
        Check(11, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int, int, int, int, int, int, int, int, int>(Grouped11, out _)((3, 1), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21);
        Check(11, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int>(Indexed11)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21);
        Check(11, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int>(Indexed11, out _)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21);
        Check(11, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int>(Indexed11, 2)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21);
        Check(11, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int>(Indexed11, 2)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21);
        Check(11, buffer);
        Accelerator.Launch(Grouped11, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19, 20, 21);
        Check(11, buffer);
        Accelerator.LaunchAutoGrouped(Indexed11, new Index1D(3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19, 20, 21);
        Check(11, buffer);
    }

    [Fact]
    public void Arity12()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int>(Grouped12)(stream, (1, 3), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22);
        Check(12, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int>(Grouped12, out _)((3, 1), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22);
        Check(12, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int>(Indexed12)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22);
        Check(12, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int>(Indexed12, out _)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22);
        Check(12, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int>(Indexed12, 2)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22);
        Check(12, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int>(Indexed12, 2)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22);
        Check(12, buffer);
        Accelerator.Launch(Grouped12, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22);
        Check(12, buffer);
        Accelerator.LaunchAutoGrouped(Indexed12, new Index1D(3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22);
        Check(12, buffer);
    }

    [Fact]
    public void Arity13()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int>(Grouped13)(stream, (1, 3), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        Check(13, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int>(Grouped13, out _)((3, 1), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        Check(13, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int>(Indexed13)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        Check(13, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int>(Indexed13, out _)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        Check(13, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int>(Indexed13, 2)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        Check(13, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int>(Indexed13, 2)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        Check(13, buffer);
        Accelerator.Launch(Grouped13, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        Check(13, buffer);
        Accelerator.LaunchAutoGrouped(Indexed13, new Index1D(3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        Check(13, buffer);
    }

    [Fact]
    public void Arity14()
    {
        using var buffer = Accelerator.Allocate1D<int>(3);
        var stream = Accelerator.DefaultStream;
        Accelerator.LoadKernel<ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int, int>(Grouped14)(stream, (1, 3), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24);
        Check(14, buffer);
        Accelerator.LoadStreamKernel<ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int, int>(Grouped14, out _)((3, 1), buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24);
        Check(14, buffer);
        Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int, int>(Indexed14)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24);
        Check(14, buffer);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int, int>(Indexed14, out _)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24);
        Check(14, buffer);
        Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int, int>(Indexed14, 2)(stream, 3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24);
        Check(14, buffer);
        Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, ArrayView<int>, int, int, int, int, int, int, int, int, int, int, int, int, int>(Indexed14, 2)(3, buffer.View, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24);
        Check(14, buffer);
        Accelerator.Launch(Grouped14, new KernelConfig(1, 3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24);
        Check(14, buffer);
        Accelerator.LaunchAutoGrouped(Indexed14, new Index1D(3), buffer.AsContiguous(), 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24);
        Check(14, buffer);
    }

    private static void Mixed(
        Index1D index,
        ArrayView<double> target,
        byte a,
        sbyte b,
        short c,
        ushort d,
        long e,
        ulong f,
        float g,
        double h,
        bool i,
        Pack pack,
        Choice choice,
        ArrayView2D<float, Stride2D.DenseY> plane)
    {
        double sum = a + b + c + d + e + (double)f + g + h + (i ? 1 : 0) + (int)choice;
        target[index] = sum + pack.First[1] + pack.Number + pack.Second[0] + pack.Pair.Small + pack.Pair.Large + plane[1, 0];
    }

    [Fact]
    public void EveryTypeOfArgumentArrives()
    {
        using var target = Accelerator.Allocate1D<double>(1);
        using var numbers = Accelerator.Allocate1D<float>([0.25f, 0.5f, 1024f]);
        using var plane = Accelerator.Allocate2DDenseY(new[,] { { 1f, 2f }, { 4096f, 3f } });
        var pack = new Pack
        {
            First = numbers.View,
            Number = -7,
            Second = numbers.View.SubView(2, 1),
            Pair = new() { Small = 200, Large = 1e6 },
        };
        var kernel = Accelerator.LoadAutoGroupedStreamKernel<
            Index1D, ArrayView<double>, byte, sbyte, short, ushort, long, ulong, float, double, bool, Pack, Choice, ArrayView2D<float, Stride2D.DenseY>>(Mixed);
        kernel(1, target.View, 255, -128, -32768, 65535, -(1L << 40), 1UL << 41, 0.5f, 0.125, true, pack, Choice.Some, plane.View);
        double expected = 255 - 128 - 32768 + 65535 - (1L << 40) + (double)(1UL << 41) + 0.5f + 0.125 + 1 + 300
            + 0.5 - 7 + 1024 + 200 + 1e6 + 4096;
        Assert.Equal([expected], target.GetAsArray1D());
    }

    private static void Empty(Index1D index, Nothing nothing, ArrayView<int> target) => target[index] = 5;

    private struct Nothing;

    [Fact]
    public void AnEmptyStructureTakesNoSpace()
    {
        using var target = Accelerator.Allocate1D<int>(1);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, Nothing, ArrayView<int>>(Empty)(1, default, target.View);
        Assert.Equal([5], target.GetAsArray1D());
    }
}
