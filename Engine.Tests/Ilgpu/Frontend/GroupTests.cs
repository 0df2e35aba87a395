using Engine.Ilgpu.Devices;
using Engine.Ilgpu.IR;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using Xunit;

namespace Engine.Tests.Ilgpu.Frontend;

/// <summary>Explicitly grouped kernels: positions, shared memory, barriers, shuffles, atomics.</summary>
public class GroupTests
{
    private static void Positions(ArrayView<int> data)
    {
        int at = Grid.GlobalLinearIndex;
        data[at] = Grid.IdxX * 1000000 + Grid.DimX * 100000 + Group.IdxX * 10000 + Group.DimX * 1000 + Grid.GlobalIndex.X * 10
            + (Group.IsFirstThread ? 1 : 0) + (Group.IsLastThread ? 2 : 0);
    }

    [Fact]
    public void Positions_in_grid_and_group()
    {
        int[] data = new int[6];
        KernelRun.RunGroups(Positions, 2, 3, data);
        Assert.Equal([203001, 213010, 223022, 1203031, 1213040, 1223052], data);
    }

    private static void Positions2D(Index2D index, ArrayView<int> data, int width) =>
        data[index.Y * width + index.X] = index.X * 10 + index.Y;

    [Fact]
    public void A_kernel_over_two_dimensions()
    {
        int[] data = new int[15];
        var function = KernelRun.Translate(Positions2D);
        var result = KernelRun.Launch(function, new LaunchGeometry(2, 3, 1, 4, 1, 1, 0), 5, 3, data, 5);
        Assert.True(result.Succeeded);
        Assert.Equal([0, 10, 20, 30, 40, 1, 11, 21, 31, 41, 2, 12, 22, 32, 42], data);
    }

    private static void Reverse(ArrayView<int> data)
    {
        var tile = SharedMemory.Allocate<int>(8);
        int at = Grid.GlobalIndex.X;
        tile[Group.IdxX] = data[at];
        Group.Barrier();
        data[at] = tile[Group.DimX - 1 - Group.IdxX];
    }

    [Fact]
    public void Shared_memory_and_barriers()
    {
        int[] data = [1, 2, 3, 4, 5, 6];
        KernelRun.RunGroups(Reverse, 2, 3, data);
        Assert.Equal([3, 2, 1, 6, 5, 4], data);
    }

    private interface ITile
    {
        static abstract int Rows { get; }
        static abstract int Columns { get; }
    }

    private struct SmallTile : ITile
    {
        public static int Rows => 2;
        public static int Columns => 3;
    }

    private static void Transpose<TTile>(ArrayView<float> data) where TTile : struct, ITile
    {
        var tile = SharedMemory.Allocate2D<float, Stride2D.DenseX>(new Index2D(TTile.Columns, TTile.Rows), new Stride2D.DenseX(TTile.Columns + 1));
        var row = LocalMemory.Allocate1D<float>(new Index1D(TTile.Rows * TTile.Columns));
        int length = TTile.Rows * TTile.Columns;
        var also = LocalMemory.Allocate<float>(length + 1);
        int x = Group.IdxX % TTile.Columns, y = Group.IdxX / TTile.Columns;
        tile[new Index2D(x, y)] = data[Group.IdxX];
        Group.Barrier();
        for (int i = 0; i < row.IntLength; i++)
            row[i] = tile[i / TTile.Rows, i % TTile.Rows];
        also[Group.IdxX] = row[Group.IdxX];
        data[Group.IdxX] = also[Group.IdxX];
    }

    [Fact]
    public void Sizes_may_pass_through_functors_and_structures()
    {
        float[] data = [1, 2, 3, 4, 5, 6];
        KernelRun.RunGroups(Transpose<SmallTile>, 1, 6, data);
        Assert.Equal([1, 4, 2, 5, 3, 6], data);
    }

    private static void Dynamic(ArrayView<int> data)
    {
        var shared = SharedMemory.GetDynamic<int>();
        shared[Group.IdxX] = Group.IdxX * 2;
        Group.Barrier();
        data[Group.IdxX] = shared[(Group.IdxX + 1) % Group.DimX] + shared.IntLength * 100;
    }

    [Fact]
    public void Dynamic_shared_memory()
    {
        int[] data = new int[4];
        var result = KernelRun.Launch(KernelRun.Translate(Dynamic), new LaunchGeometry(1, 1, 1, 4, 1, 1, 20), data);
        Assert.True(result.Succeeded);
        Assert.Equal([502, 504, 506, 500], data);
    }

    private static void Votes(ArrayView<int> data)
    {
        bool odd = data[Group.IdxX] % 2 != 0;
        int count = Group.BarrierPopCount(odd);
        bool all = Group.BarrierAnd(odd), any = Group.BarrierOr(odd);
        byte third = Group.Broadcast((byte)data[Group.IdxX], 2);
        data[Group.IdxX] = count * 1000 + (all ? 1 : 0) + (any ? 10 : 0) + third * 100000;
    }

    [Fact]
    public void Votes_and_broadcasts()
    {
        int[] data = [1, 2, 3, 4];
        KernelRun.RunGroups(Votes, 1, 4, data);
        Assert.Equal([302010, 302010, 302010, 302010], data);
    }

    private struct Mixed
    {
        public short Small;
        public double Large;
    }

    private static void Shuffles(ArrayView<float> data, ArrayView<int> lanes)
    {
        int at = Group.IdxX;
        var mixed = new Mixed { Small = (short)(-at), Large = at * 0.5 };
        var next = Warp.Shuffle(mixed, (Warp.LaneIdx + 1) % 4);
        float sum = data[at];
        sum += Warp.ShuffleXor(sum, 1);
        sum += Warp.ShuffleXor(sum, 2);
        float down = Warp.ShuffleDown(data[at], 1, 4), up = Warp.ShuffleUp(data[at], 1, 2);
        data[at] = sum + down * 100 + up * 10000;
        lanes[at] = (int)(next.Large * 2) * 100 + next.Small + Warp.WarpIdx * 100000 + (Warp.IsFirstLane ? 1000 : 0);
    }

    [Fact]
    public void Shuffles_pass_structures_leaf_by_leaf()
    {
        float[] data = [1, 2, 3, 4];
        int[] lanes = new int[4];
        KernelRun.RunGroups(Shuffles, 1, 4, data, lanes);
        Assert.Equal([10 + 200 + 10000, 10 + 300 + 10000, 10 + 400 + 30000, 10 + 400 + 30000], data);
        Assert.Equal([99 + 1000, 198, 297, 0], lanes);
    }

    private static void Atomics(ArrayView<int> ints, ArrayView<uint> uints, ArrayView<float> floats, ArrayView<long> longs)
    {
        int i = Group.IdxX;
        Atomic.Add(ref ints[0], i);
        Atomic.Max(ref ints[1], i);
        Atomic.Min(ref ints[2], -i);
        Atomic.Or(ref ints[3], 1 << i);
        Atomic.Xor(ref ints[4], 3 << i);
        Atomic.Max(ref uints[0], (uint)-i);
        Atomic.Add(ref floats[0], 0.5f);
        Atomic.Add(ref longs[0], 1L << 33);
        if (i == 2)
        {
            ints[5] = Atomic.Exchange(ref floats[1], 9f) == 4f ? 1 : 0;
            ints[6] = Atomic.CompareExchange(ref ints[7], 5, 6);
            floats[2] = Atomic.CompareExchange(ref floats[3], 7f, 8f);
        }
    }

    [Fact]
    public void Atomic_operations()
    {
        int[] ints = [0, -5, 5, 0, 0, 0, 0, 5];
        uint[] uints = [0];
        float[] floats = [1, 4, 0, 7];
        long[] longs = [1];
        KernelRun.RunGroups(Atomics, 1, 4, ints, uints, floats, longs);
        Assert.Equal([6, 3, -3, 15, 3 ^ 6 ^ 12 ^ 24, 1, 5, 6], ints);
        Assert.Equal([uint.MaxValue], uints);
        Assert.Equal([3, 9, 7, 8], floats);
        Assert.Equal([(4L << 33) + 1], longs);
    }

    private static void Reduce(ArrayView<float> data)
    {
        float sum = GroupExtensions.AllReduce<float, AddFloat>(data[Group.IdxX]);
        float largest = GroupExtensions.AllReduce<float, MaxFloat>(data[Group.IdxX]);
        data[Group.IdxX] = sum * 100 + largest;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(33)]
    public void Group_reductions(int size)
    {
        float[] data = [.. Enumerable.Range(1, size).Select(i => (float)i)];
        KernelRun.RunGroups(Reduce, 1, size, data);
        Assert.All(data, value => Assert.Equal(size * (size + 1) / 2 * 100 + size, value));
    }

    private static void Fences(ArrayView<int> data)
    {
        data[0] = 1;
        MemoryFence.DeviceLevel();
        Warp.Barrier();
        MemoryFence.GroupLevel();
        MemoryFence.SystemLevel();
    }

    [Fact]
    public void Fences_are_kept() =>
        Assert.Equal(3, KernelRun.Translate(Fences).Instructions.Count(instruction => instruction.Op == Op.Fence));
}
