using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

public sealed class GemmPlanTests
{
    // As our CPU, a small debugging CPU, an integrated and a large GPU would describe themselves.
    internal static readonly DeviceTraits[] Devices =
    [
        new(16, 1024, 8, 1, int.MaxValue, true), new(4, 16, 8, 1, 65535, true), new(8, 256, 32, 4, 65535, false),
        new(32, 1024, 528, 4, 65535, false), new(64, 256, 240, 4, 65535, false),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryLaunchCoversTheProductWithinTheDevicesLimits(bool neighbours)
    {
        foreach (DeviceTraits device in Devices)
        {
            foreach (int m in new[] { 1, 2, 5, 8, 32, 33, 784, 100_000, 2_100_000 })
            {
                foreach (int n in new[] { 1, 7, 10, 16, 33, 100, 128, 1000 })
                {
                    GemmPlan plan = GemmPlan.Create(device, m, n, neighbours);
                    Index3D grid = plan.Launch.GridDim;
                    Index3D group = plan.Launch.GroupDim;
                    Assert.True(group.Size <= device.MaxGroupSize);
                    if (plan.Tile == GemmTileKind.Tile4Linear)
                    {
                        Assert.True((long)grid.X * group.X >= (m + 3) / 4 * (long)n);
                        continue;
                    }

                    (int rows, int columns) = plan.Tile switch
                    {
                        GemmTileKind.Tile8x2 => (8, 2),
                        GemmTileKind.Tile8x1 => (8, 1),
                        GemmTileKind.Tile4x1 => (4, 1),
                        _ => (1, 1),
                    };
                    Assert.True(neighbours || group.X * columns <= n, "The tile is wider than the product.");
                    Assert.True((long)grid.X * group.X * columns >= n);
                    Assert.True((long)grid.Y * group.Y * rows >= m);
                    Assert.True(grid.Y <= device.MaxGridY, $"{m} × {n} on {device}");
                }
            }
        }
    }

    [Fact]
    public void TilesFitTheAccumulatorsThatTheKernelSetsAside()
    {
        foreach (int size in new[] { Size<Tile8x2>(), Size<Tile8x1>(), Size<Tile4x1>(), Size<Tile1x1>(), Size<Tile4Linear>() })
        {
            Assert.InRange(size, 1, GemmTiles.MaxAccumulators);
        }

        static int Size<TTile>()
            where TTile : struct, IGemmTile => TTile.Rows * TTile.Columns;
    }

    [Fact]
    public void FewColumnsLeaveNoLanesIdleUnlessLanesReadNeighbours()
    {
        Assert.Equal(GemmTileKind.Tile8x1, GemmPlan.Create(Devices[0], 64, 10, neighbours: true).Tile);
        Assert.Equal(GemmTileKind.Tile4Linear, GemmPlan.Create(Devices[0], 64, 3, neighbours: true).Tile);
        GemmPlan plan = GemmPlan.Create(Devices[0], 64, 10, neighbours: false);
        Assert.Equal(GemmTileKind.Tile4Linear, plan.Tile);
        Assert.Equal(64 / 4 * 10, plan.Launch.GridDim.X * plan.Launch.GroupDim.X);
    }

    [Fact]
    public void SmallProductsOnLargeDevicesGetSmallTiles()
    {
        Assert.Equal(GemmTileKind.Tile8x2, GemmPlan.Create(Devices[0], 32, 128, true).Tile);
        Assert.Equal(GemmTileKind.Tile1x1, GemmPlan.Create(Devices[3], 32, 128, true).Tile);
        Assert.Equal(GemmTileKind.Tile8x2, GemmPlan.Create(Devices[3], 4096, 4096, true).Tile);
    }

    [Fact]
    public void ProcessorsPackWhatIsWorthIt()
    {
        DeviceTraits processor = Devices[0];
        AssertPacked(true, true, PackedPlan.Create<GemmNN>(processor, 1024, 1024, 100, 100));
        AssertPacked(true, true, PackedPlan.Create<GemmNN>(processor, 513, 512, 512, 512));
        AssertPacked(false, true, PackedPlan.Create<GemmNN>(processor, 512, 512, 512, 512));
        AssertPacked(true, true, PackedPlan.Create<GemmTN>(processor, 512, 512, 512, 512));
        AssertPacked(false, false, PackedPlan.Create<GemmNN>(processor, 32, 128, 784, 784));
        AssertPacked(false, false, PackedPlan.Create<GemmTN>(processor, 784, 128, 32, 32));
        AssertPacked(false, false, PackedPlan.Create<GemmTN>(processor, 784, 128, 128, 128));
        AssertPacked(true, true, PackedPlan.Create<GemmTN>(processor, 784, 128, 800, 800));
        AssertPacked(false, true, PackedPlan.Create<GemmNT>(processor, 32, 128, 10, 10));
        Assert.Null(PackedPlan.Create<GemmNN>(processor, 32, 10, 128, 128));
        Assert.Null(PackedPlan.Create<GemmNN>(Devices[3], 512, 512, 100, 100));
    }

    [Fact]
    public void PackedLaunchesCoverTheProduct()
    {
        foreach (DeviceTraits device in Devices.Where(device => device.HasCachesOfWarp))
        {
            foreach ((int m, int n, int parts) in new[] { (8, 32, 1), (12, 1, 1), (33, 100, 1), (33, 100, 3), (800, 100, 1), (2048, 2048, 1) })
            {
                Check(PackedPlan.Create<GemmNN>(device, m, n, 1000, 1000 / parts), device, m, n);
                Check(PackedPlan.Create<GemmNT>(device, m, n, 1000, 1000), device, m, n);
                Check(PackedPlan.Create<GemmTN>(device, m, n, 1000, 1000), device, m, n);
            }
        }

        static void Check(PackedPlan? found, DeviceTraits device, int m, int n)
        {
            if (found is not { } plan)
            {
                Assert.True(n < device.WarpSize * PackedGemm.Columns || m < Tile12x2.Rows);
                return;
            }

            Index3D grid = plan.Launch.GridDim;
            (int groupsOfRows, int groupsOfColumns) = plan.Right is null ? (grid.Y, grid.X) : (grid.X, grid.Y);
            Assert.Equal(device.WarpSize, plan.Launch.GroupDim.Size);
            Assert.True(groupsOfColumns * device.WarpSize * PackedGemm.Columns >= n);
            Assert.True(groupsOfRows * plan.RowsOfGroup >= plan.RowsOfBlock);
            Assert.True(plan.RowsOfBlock == m || plan.RowsOfBlock % plan.RowsOfGroup == 0);
            Assert.InRange(plan.RowsOfGroup, plan.TileRows, PackedGemm.MaxRowsOfGroup);
            Assert.Equal(0, plan.RowsOfGroup % plan.TileRows);
            Assert.True(plan.Right is null || plan.Right.Value.Length >= n * 1000L);
            Assert.True(plan.Left is null || plan.Left.Value.Length >= plan.RowsOfBlock * 1000L);
            if (plan.Right is null)
            {
                Assert.Equal(m, plan.RowsOfBlock);
                return;
            }

            PackedPlan last = plan.WithRows(plan.RowsOfBlock - 1);
            Assert.Equal(Divide.Ceiling(plan.RowsOfBlock - 1, plan.RowsOfGroup), last.Launch.GridDim.X);
            Assert.Equal(plan.RowsOfBlock - 1, last.Left?.Columns ?? last.RowsOfBlock);
        }
    }

    private static void AssertPacked(bool left, bool right, PackedPlan? plan)
    {
        Assert.Equal((left, right), (plan!.Value.Left is not null, plan.Value.Right is not null));
    }

    [Fact]
    public void DevicesThatShareMemoryGetTilesThatKeepThemBusy()
    {
        DeviceTraits device = Devices[3] with { HasTiles = true, Multiprocessors = 132 };
        Assert.True(Plan(4096, 4096, 4096)!.Value.IsLarge);
        Assert.False(Plan(1024, 1024, 1024)!.Value.IsLarge);
        Assert.True(Plan(4096, 4096, 4096)!.Value.HasWholeQuads);
        Assert.False(Plan(4096, 4095, 4096)!.Value.HasWholeQuads);
        Assert.Null(Plan(128, 128, 784));
        Assert.Null(Plan(4096, 4096, 8));
        Assert.Null(TiledPlan.Create<GemmNN>(Devices[0], 4096, 4096, 4096, 4096));
        foreach ((int m, int n) in new[] { (1023, 1025), (784, 1000), (20_000, 130) })
        {
            TiledPlan plan = Plan(m, n, 100)!.Value;
            int side = plan.IsLarge ? 128 : 64;
            Assert.True(plan.Launch.GridDim.X * side >= n);
            Assert.True(plan.Launch.GridDim.Y * side >= m);
            Assert.Equal(plan.IsLarge ? 256 : 64, plan.Launch.GroupDim.Size);
        }

        TiledPlan? Plan(int m, int n, int k) => TiledPlan.Create<GemmNN>(device, m, n, k, k);
    }

    [Fact]
    public void SumsAreSplitWhereTheirPartsAreSmallBesideTheWeights()
    {
        Assert.Equal(4, GemmPlan.PartsOfSums(32, 128, 784));
        Assert.Equal(2, GemmPlan.PartsOfSums(128, 128, 784));
        Assert.Equal(1, GemmPlan.PartsOfSums(800, 100, 784));
        Assert.Equal(1, GemmPlan.PartsOfSums(32, 10, 128));
        Assert.Equal(1, GemmPlan.PartsOfSums(0, 0, 0));
    }
}
