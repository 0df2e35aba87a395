using System.Numerics;
using Engine.Ilgpu.IR;
using ILGPU;
using ILGPU.AtomicOperations;
using Xunit;

namespace Engine.Tests.Ilgpu.Frontend;

/// <summary>Code of the class library and of the API that is inlined like any other.</summary>
public class GenericTests
{
    private static readonly int[] Inputs = [-70000, -129, -1, 0, 1, 2, 7, 127, 255, 256, 70000];

    private static TTo Convert<TFrom, TTo>(TFrom value)
        where TFrom : struct, INumber<TFrom>
        where TTo : struct, INumber<TTo> => TTo.CreateTruncating(value);

    [Fact]
    public void Generic_conversions() => KernelRun.Same(
        static (int v) => (Convert<int, byte>(v), Convert<int, float>(v), Convert<int, long>(v), Convert<float, double>(v), Convert<short, int>((short)v)), Inputs);

    private static T Norm<T>(T a, T b) where T : struct, IFloatingPointIeee754<T> => T.Sqrt(a * a + b * b) + T.Abs(a) + T.Exp(T.Zero);

    [Fact]
    public void Generic_functions_of_floats() => KernelRun.Same(static (int v) => (Norm<float>(v, 3), Norm<double>(v, 0.5)), Inputs);

    internal record struct Point(int X, int Y)
    {
        public readonly int Sum => X + Y;
    }

    [Fact]
    public void Record_structures() => KernelRun.Same(
        static (int v) =>
        {
            var p = new Point(v, 3);
            var q = p with { Y = v };
            var (x, y) = q;
            return (p.Sum, q.Sum, x * y, p, q);
        },
        Inputs);

    private static void Indices(Index1D index, ArrayView<int> data)
    {
        var place = new Index2D(index, 3) + new Index2D(1, 2) * new Index2D(2, 2);
        data[index] = place.X * 100 + place.Y + (place.InBounds(new Index2D(5, 8)) ? 1000 : 0) + Index1D.Max(index, 1);
    }

    [Fact]
    public void Arithmetic_of_indices()
    {
        int[] data = new int[4];
        KernelRun.Run(Indices, 4, data);
        Assert.Equal([1208, 1308, 1409, 510], data);
    }

    private readonly struct Multiply : IAtomicOperation<int>
    {
        public int Operation(int current, int value) => current * value;
    }

    private readonly struct Exchange : ICompareExchangeOperation<int>
    {
        public int CompareExchange(ref int target, int compare, int value) => Atomic.CompareExchange(ref target, compare, value);
        public bool IsSame(int left, int right) => left == right;
    }

    private static void Product(Index1D index, ArrayView<int> data) =>
        Atomic.MakeAtomic(ref data[0], index + 2, default(Multiply), default(Exchange));

    [Fact]
    public void Atomics_made_of_compare_and_exchange()
    {
        var function = KernelRun.Translate(Product);
        Assert.Contains(function.Instructions, instruction => instruction.Op == Op.AtomicCompareExchange);
        // MakeAtomic starts with a plain read, so items of one launch race by design: one item here.
        int[] data = [5];
        KernelRun.Run(Product, 1, data);
        Assert.Equal([10], data);
    }

#pragma warning disable CS0649 // Only its layout matters.
    internal struct Record
    {
        public byte Head;
        public double Body;
        public short Tail;
    }
#pragma warning restore CS0649

    [Fact]
    public void Sizes_are_constants() => KernelRun.Same(
        static (int v) => (Interop.SizeOf<Record>() + v, Interop.SizeOf(default(Index3D)), Interop.ComputeRelativeSizeOf<long, int>(v & 7)), Inputs);
}
