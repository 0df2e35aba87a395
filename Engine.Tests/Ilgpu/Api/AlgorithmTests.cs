using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.Random;
using ILGPU.Algorithms.ScanReduceOperations;
using ILGPU.AtomicOperations;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

public sealed class AlgorithmTests
{
    private static Accelerator Accelerator => ApiFixture.Accelerator;

    private static void GroupSums(ArrayView<int> input, ArrayView<int> sums, ArrayView<int> inclusive, ArrayView<int> exclusive)
    {
        int i = Group.LinearIndex;
        // In a loop, so that the shared memory is used again.
        for (int round = 0; round < 2; round++)
            sums[i] = GroupExtensions.AllReduce<int, AddInt32>(input[i] + round);
        inclusive[i] = GroupExtensions.InclusiveScan<int, AddInt32>(input[i]);
        exclusive[i] = GroupExtensions.ExclusiveScan<int, AddInt32>(input[i]);
    }

    private static void GroupMaximum(ArrayView<float> input, ArrayView<float> output) =>
        output[Group.LinearIndex] = GroupExtensions.Reduce<float, MaxFloat>(input[Group.LinearIndex]);

    private static void GroupSumFloat(ArrayView<float> input, ArrayView<float> output) =>
        output[Group.LinearIndex] = GroupExtensions.AllReduce<float, AddFloat>(input[Group.LinearIndex]);

    private static void WarpSums(ArrayView<int> input, ArrayView<int> first, ArrayView<int> all, ArrayView<int> inclusive, ArrayView<int> exclusive)
    {
        int i = Group.IdxX;
        first[i] = WarpExtensions.Reduce<int, AddInt32>(input[i]);
        all[i] = WarpExtensions.AllReduce<int, AddInt32>(input[i]);
        inclusive[i] = WarpExtensions.InclusiveScan<int, AddInt32>(input[i]);
        exclusive[i] = WarpExtensions.ExclusiveScan<int, AddInt32>(input[i]);
    }

    private static void Draw(Index1D index, ArrayView<XorShift128> states, ArrayView<float> output, ArrayView<int> dice)
    {
        var random = states[index];
        output[index] = random.NextFloat();
        dice[index] = RandomExtensions.Next(ref random, 1, 7);
        states[index] = random;
    }

    private static void AtomicMaximum(Index1D index, ArrayView<float> values, ArrayView<float> target) =>
        Atomic.MakeAtomic(ref target[0], values[index], default(MaximumOperation), default(FloatExchange));

    private readonly struct MaximumOperation : IAtomicOperation<float>
    {
        public float Operation(float current, float value) => Math.Max(current, value);
    }

    private readonly struct FloatExchange : ICompareExchangeOperation<float>
    {
        public float CompareExchange(ref float target, float compare, float value) => Atomic.CompareExchange(ref target, compare, value);

        public bool IsSame(float left, float right) => left == right;
    }

    private readonly struct Doubler : ITransformer<int, float>
    {
        public float Transform(int value) => 2f * value;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(256)]
    [InlineData(1000)]
    [InlineData(1024)]
    public void GroupsReduceAndScan(int size)
    {
        int[] input = [.. Enumerable.Range(0, size).Select(i => (i * 37 % 101) - 50)];
        using var source = Accelerator.Allocate1D(input);
        using var sums = Accelerator.Allocate1D<int>(size);
        using var inclusive = Accelerator.Allocate1D<int>(size);
        using var exclusive = Accelerator.Allocate1D<int>(size);
        Accelerator.LoadStreamKernel<ArrayView<int>, ArrayView<int>, ArrayView<int>, ArrayView<int>>(GroupSums)(
            (1, size), source.View, sums.View, inclusive.View, exclusive.View);
        Assert.All(sums.GetAsArray1D(), value => Assert.Equal(input.Sum() + size, value));
        int[] running = [.. input.Select((_, i) => input.Take(i + 1).Sum())];
        Assert.Equal(running, inclusive.GetAsArray1D());
        Assert.Equal(running.Select((sum, i) => sum - input[i]), exclusive.GetAsArray1D());
    }

    [Fact]
    public void GroupsOfSeveralDimensionsReduce()
    {
        using var source = Accelerator.Allocate1D([.. Enumerable.Range(0, 96).Select(i => (float)(i * 29 % 96))]);
        using var output = Accelerator.Allocate1D<float>(96);
        Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>>(GroupMaximum)(
            (new Index3D(1, 1, 1), new Index3D(4, 6, 4)), source.View, output.View);
        Assert.All(output.GetAsArray1D(), value => Assert.Equal(95, value));
    }

    [Fact]
    public void FloatSumsDoNotDependOnTheWarpSize()
    {
        var random = new Random(5);
        float[] input = [.. Enumerable.Range(0, 200).Select(_ => random.NextSingle() - 0.5f)];
        float? first = null;
        foreach (int warp in new[] { 1, 2, 4, 8, 16, 32 })
        {
            using var context = Context.Create(builder => builder.CPU(new CPUDevice(warp, 1024 / warp, 1)));
            using var accelerator = context.CreateCPUAccelerator(0);
            using var source = accelerator.Allocate1D(input);
            using var output = accelerator.Allocate1D<float>(200);
            accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>>(GroupSumFloat)((1, 200), source.View, output.View);
            float sum = output.GetAsArray1D()[0];
            Assert.Equal(first ??= sum, sum);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(32)]
    public void WarpsReduceAndScan(int warp)
    {
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(warp, 4, 1)));
        using var accelerator = context.CreateCPUAccelerator(0);
        int size = warp * 3;
        int[] input = [.. Enumerable.Range(0, size).Select(i => (i * 37 % 101) - 50)];
        using var source = accelerator.Allocate1D(input);
        using var firsts = accelerator.Allocate1D<int>(size);
        using var all = accelerator.Allocate1D<int>(size);
        using var inclusive = accelerator.Allocate1D<int>(size);
        using var exclusive = accelerator.Allocate1D<int>(size);
        accelerator.LoadStreamKernel<ArrayView<int>, ArrayView<int>, ArrayView<int>, ArrayView<int>, ArrayView<int>>(WarpSums)(
            (1, size), source.View, firsts.View, all.View, inclusive.View, exclusive.View);
        for (int i = 0; i < size; i++)
        {
            int start = i / warp * warp;
            int total = input.Skip(start).Take(warp).Sum();
            int running = input.Skip(start).Take(i - start + 1).Sum();
            Assert.Equal(total, all.GetAsArray1D()[i]);
            Assert.Equal(running, inclusive.GetAsArray1D()[i]);
            Assert.Equal(running - input[i], exclusive.GetAsArray1D()[i]);
            if (i == start)
                Assert.Equal(total, firsts.GetAsArray1D()[i]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_003)]
    public void ViewsReduce(int length)
    {
        using var source = Accelerator.Allocate1D([.. Enumerable.Range(0, length).Select(i => i % 1000)]);
        long expected = source.GetAsArray1D().Sum(value => (long)value);
        Assert.Equal(expected, Accelerator.Reduce<int, AddInt32>(Accelerator.DefaultStream, source.View));
        int most = length == 0 ? int.MinValue : source.GetAsArray1D().Max();
        Assert.Equal(most, Accelerator.Reduce<int, Stride1D.Dense, MaxInt32>(Accelerator.DefaultStream, source.View));
    }

    [Fact]
    public void ViewsAreFilledAndTransformed()
    {
        using var source = Accelerator.Allocate1D<int>(1000);
        using var target = Accelerator.Allocate1D<float>(1000);
        Accelerator.Initialize(Accelerator.DefaultStream, source.AsContiguous(), 21);
        Accelerator.Transform(Accelerator.DefaultStream, source.AsContiguous(), target.AsContiguous(), default(Doubler));
        Assert.All(target.GetAsArray1D(), value => Assert.Equal(42f, value));
        Accelerator.CreateInitializer<int, Stride1D.Dense>()(Accelerator.DefaultStream, source.View, -1);
        Assert.All(source.GetAsArray1D(), value => Assert.Equal(-1, value));
    }

    [Fact]
    public void RandomNumbersAreTheSameInKernelsAndOnTheHost()
    {
        var random = new Random(11);
        XorShift128[] states = [.. Enumerable.Range(0, 100).Select(_ => XorShift128.Create(random))];
        using var buffer = Accelerator.Allocate1D(states);
        using var output = Accelerator.Allocate1D<float>(100);
        using var dice = Accelerator.Allocate1D<int>(100);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<XorShift128>, ArrayView<float>, ArrayView<int>>(Draw)(
            100, buffer.View, output.View, dice.View);
        for (int i = 0; i < states.Length; i++)
        {
            Assert.Equal(states[i].NextFloat(), output.GetAsArray1D()[i]);
            Assert.Equal(RandomExtensions.Next(ref states[i], 1, 7), dice.GetAsArray1D()[i]);
            Assert.True(states[i] == buffer.GetAsArray1D()[i]);
        }
        Assert.All(output.GetAsArray1D(), value => Assert.InRange(value, 0f, 0.99999994f));
        Assert.All(dice.GetAsArray1D(), value => Assert.InRange(value, 1, 6));
        Assert.Equal(6, dice.GetAsArray1D().Distinct().Count());
    }

    [Fact]
    public void XorShiftStepsAsPublished()
    {
        // The first step of xorshift32 from state 1: 1 ^ 1<<13, ^ >>17, ^ <<5.
        Assert.Equal(270369u, new XorShift32(1).NextUInt());
        Assert.Equal(5180492295206395165ul, new XorShift64Star(1).NextULong());
    }

    [Fact]
    public void AtomicOperationsAreMadeFromCompareAndExchange()
    {
        using var values = Accelerator.Allocate1D([.. Enumerable.Range(0, 1000).Select(i => (float)(i * 7 % 1000))]);
        using var target = Accelerator.Allocate1D<float>([-1f]);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>>(AtomicMaximum)(1000, values.View, target.View);
        Assert.Equal([999f], target.GetAsArray1D());
    }

    [Fact]
    public void AtomicsReturnTheOldValueOnTheHost()
    {
        int number = 5;
        Assert.Equal(5, Atomic.Add(ref number, 3));
        Assert.Equal(8, Atomic.Max(ref number, 20));
        Assert.Equal(20, Atomic.Xor(ref number, 1));
        Assert.Equal(21, Atomic.CompareExchange(ref number, 21, 4));
        float real = 1;
        Assert.Equal(1f, Atomic.Add(ref real, 0.5f));
        Assert.Equal(1.5f, Atomic.Min(ref real, -1f));
        Assert.Equal(-1f, real);
    }

    [Fact]
    public void MaximaKeepNaN()
    {
        Assert.True(float.IsNaN(XMath.Max(float.NaN, 1f)));
        Assert.True(double.IsNaN(IntrinsicMath.Max(double.NaN, 1.0)));
        Assert.Equal(3, XMath.DivRoundUp(5, 2));
        Assert.Equal(0.5f, XMath.Rsqrt(4f));
        XMath.SinCos(0.5f, out float sin, out float cos);
        Assert.Equal((MathF.Sin(0.5f), MathF.Cos(0.5f)), (sin, cos));
    }
}
