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
        Assert.NotNull(PackedPlan.Create<GemmNN>(processor, 512, 512, 100)?.Left);
        Assert.Null(PackedPlan.Create<GemmNN>(processor, 32, 128, 784));
        Assert.Null(PackedPlan.Create<GemmTN>(processor, 784, 128, 32));
        Assert.NotNull(PackedPlan.Create<GemmTN>(processor, 784, 128, 128)?.Left);
        Assert.NotNull(PackedPlan.Create<GemmNT>(processor, 32, 128, 10));
        Assert.Null(PackedPlan.Create<GemmNT>(processor, 32, 128, 10)?.Left);
        Assert.Null(PackedPlan.Create<GemmNN>(Devices[3], 512, 512, 100));
    }

    [Fact]
    public void PackedLaunchesCoverTheProduct()
    {
        foreach (DeviceTraits device in Devices.Where(device => device.HasCachesOfWarp))
        {
            foreach ((int m, int n) in new[] { (8, 32), (12, 1), (33, 100), (800, 100), (2048, 2048) })
            {
                PackedPlan plan = PackedPlan.Create<GemmNT>(device, m, n, 1000)!.Value;
                Index3D grid = plan.Launch.GridDim;
                Assert.Equal(device.WarpSize, plan.Launch.GroupDim.Size);
                Assert.True(grid.Y * device.WarpSize * PackedGemm.Columns >= n);
                Assert.True((long)grid.X * grid.Z * plan.RowsOfGroup >= m);
                Assert.InRange(plan.RowsOfGroup, plan.TileRows, PackedGemm.MaxRowsOfGroup);
                Assert.Equal(0, plan.RowsOfGroup % plan.TileRows);
                Assert.True(plan.Right.Length >= n * 1000L);
                Assert.True(plan.Left is null || plan.Left.Value.Length >= m * 1000L);
            }
        }
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
