using ILGPU;

namespace Engine.Kernels;

/// <summary>The tiles that launchers choose from.</summary>
internal enum GemmTileKind
{
    Tile8x2,
    Tile8x1,
    Tile4x1,
    Tile1x1,
    Tile4Linear,
}

/// <summary>The tile and launch shape for a product of a given size on a given device.</summary>
internal readonly record struct GemmPlan(GemmTileKind Tile, KernelConfig Launch)
{
    // Lanes that read neighbours, some of them idle, are faster than lanes without gaps that do not.
    private const double PlainFrom = 1.0 / 3;

    private const int EvenFrom = 5;

    // Fewer stay in the first level of a cache and soon pass from core to core.
    private const int FewestWeightsToSplit = 16_384;

    // A part writes M elements for every K / parts that it reads.
    private const int FewestTermsPerRow = 3;
    private const int MostParts = 4;

    /// <summary>The tile that suits the size of the product and of the device.</summary>
    /// <param name="neighbours">Whether the columns of op(B) are neighbours in memory.</param>
    public static GemmPlan Create(in DeviceTraits device, int m, int n, bool neighbours) =>
        Create(device, Choose(device, m, n, neighbours), m, n);

    /// <summary>True if a tile can be laid over rows of n elements.</summary>
    public static bool Fits(in DeviceTraits device, GemmTileKind tile, int n, bool neighbours) =>
        neighbours || tile == GemmTileKind.Tile4Linear || device.WarpSize * Size(tile).Columns <= n;

    /// <summary>
    /// Into how many parts the sums of a product with weights [k,n] are split: 1 unless the parts' results are small beside
    /// the weights. Depends on the sizes alone, as then do the bits.
    /// </summary>
    public static int PartsOfSums(int m, int n, int k) =>
        (long)k * n < FewestWeightsToSplit ? 1 : (int)Math.Clamp(k / (FewestTermsPerRow * (long)Math.Max(m, 1)), 1, MostParts);

    /// <summary>The launch shape for a given tile, which must fit.</summary>
    public static GemmPlan Create(in DeviceTraits device, GemmTileKind tile, int m, int n)
    {
        (int rows, int columns) = Size(tile);
        int rowTiles = Divide.Ceiling(m, rows);
        if (tile == GemmTileKind.Tile4Linear)
        {
            int lanes = checked(rowTiles * n);
            return new GemmPlan(tile, new KernelConfig(Divide.Ceiling(lanes, device.WarpSize), device.WarpSize));
        }

        return new GemmPlan(
            tile,
            new KernelConfig(
                new Index2D(Divide.Ceiling(n, device.WarpSize * columns), GroupsOfRows(device, tile, m)),
                new Index2D(device.WarpSize, WarpsOfGroup(device, rowTiles))));
    }

    private static GemmTileKind Choose(in DeviceTraits device, int m, int n, bool neighbours)
    {
        int warp = device.WarpSize;
        if (neighbours ? n < warp * PlainFrom : n < warp)
        {
            return GemmTileKind.Tile4Linear;
        }

        GemmTileKind tile = m == 1 ? GemmTileKind.Tile1x1 : m <= 4 ? GemmTileKind.Tile4x1 : GemmTileKind.Tile8x1;

        // Two columns a lane, unless that leaves a warp's width of few without work. One column takes more loads, and leaves
        // fewer sums to be added to at a time than it takes to hide how long an addition lasts.
        if (tile == GemmTileKind.Tile8x1 && n >= 2 * warp && (Divide.Ceiling(n, warp) is var warps && (warps % 2 == 0 || warps >= EvenFrom)))
        {
            tile = GemmTileKind.Tile8x2;
        }

        while (tile != GemmTileKind.Tile1x1 && Warps(tile, warp, m, n) < device.WantedWarps)
        {
            tile++;
        }

        // Lanes without gaps have the rows along X too, which holds any number of groups.
        return GroupsOfRows(device, tile, m) <= device.MaxGridY ? tile : GemmTileKind.Tile4Linear;
    }

    private static int GroupsOfRows(in DeviceTraits device, GemmTileKind tile, int m)
    {
        int rowTiles = Divide.Ceiling(m, Size(tile).Rows);
        return Divide.Ceiling(rowTiles, WarpsOfGroup(device, rowTiles));
    }

    private static int WarpsOfGroup(in DeviceTraits device, int rowTiles) => Math.Min(device.WarpsPerGroup, rowTiles);

    private static long Warps(GemmTileKind tile, int warp, int m, int n)
    {
        (int rows, int columns) = Size(tile);
        return (long)Divide.Ceiling(n, warp * columns) * Divide.Ceiling(m, rows);
    }

    private static (int Rows, int Columns) Size(GemmTileKind tile) => tile switch
    {
        GemmTileKind.Tile8x2 => (Tile8x2.Rows, Tile8x2.Columns),
        GemmTileKind.Tile8x1 => (Tile8x1.Rows, Tile8x1.Columns),
        GemmTileKind.Tile4x1 => (Tile4x1.Rows, Tile4x1.Columns),
        GemmTileKind.Tile1x1 => (Tile1x1.Rows, Tile1x1.Columns),
        _ => (Tile4Linear.Rows, Tile4Linear.Columns),
    };
}
