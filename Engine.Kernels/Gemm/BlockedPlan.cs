using ILGPU;

namespace Engine.Kernels;

/// <summary>Which operands of a product <see cref="BlockedGemm"/> reads from panels.</summary>
internal enum GemmPacking
{
    /// <summary>Neither; the columns of op(B) are neighbours in memory.</summary>
    None,

    /// <summary>op(B) only.</summary>
    Right,

    /// <summary>Both.</summary>
    Both,
}

/// <summary>How <see cref="BlockedGemm"/> computes a product of a given size on a given device.</summary>
/// <param name="Packing">What is packed first.</param>
/// <param name="TileRows">Rows of the tile: 12, 8 or 6.</param>
/// <param name="RowsOfGroup">Rows of a group, a multiple of the tile's.</param>
/// <param name="Launch">The launch of the product itself.</param>
/// <param name="LeftPanels">How op(A)ᵀ is packed, if it is.</param>
/// <param name="RightPanels">How op(B) is packed, if it is.</param>
internal readonly record struct BlockedPlan(
    GemmPacking Packing,
    int TileRows,
    int RowsOfGroup,
    KernelConfig Launch,
    PanelPlan LeftPanels,
    PanelPlan RightPanels)
{
    // Below these, what packing costs is more than it saves: each element of op(B) serves M rows, each of op(A) N columns,
    // and rows of op(B) that lie less than 1.5 KB apart are read well where they are.
    private const int PackFromColumns = 384;
    private const int PackFromRows = 32;

    // Enough for a handful of threads to share evenly.
    private const int WantedGroups = 16;

    /// <summary>Floats of memory for the panels.</summary>
    public long WorkspaceLength => Packing switch
    {
        GemmPacking.None => 0,
        GemmPacking.Right => RightPanels.Length,
        _ => LeftPanels.Length + RightPanels.Length,
    };

    /// <summary>The plan for a product, or null if <see cref="Gemm"/> serves it better.</summary>
    /// <param name="device">What computes; only processors with caches for each warp are served.</param>
    /// <param name="neighbours">Whether the columns of op(B) are neighbours in memory.</param>
    public static BlockedPlan? Create(in DeviceTraits device, int m, int n, int k, bool neighbours)
    {
        if (k == 0 || !device.HasCachesOfWarp || device.WarpSize is not (4 or 8 or BlockedGemm.MaxLanes))
        {
            return null;
        }

        GemmPacking packing = n >= PackFromColumns && m >= PackFromRows ? GemmPacking.Both
            : neighbours ? GemmPacking.None
            : GemmPacking.Right;
        return Fits(device, packing, m, n, neighbours) ? Create(device, packing, m, n, k) : null;
    }

    /// <summary>True if the operands can be read that way.</summary>
    public static bool Fits(in DeviceTraits device, GemmPacking packing, int m, int n, bool neighbours) => packing switch
    {
        GemmPacking.Both => true,
        GemmPacking.Right => m >= RowsOfTile(device, packing),
        _ => m >= RowsOfTile(device, packing) && n >= device.WarpSize * BlockedGemm.Columns && neighbours,
    };

    /// <summary>The plan for a given packing, which must fit.</summary>
    public static BlockedPlan Create(in DeviceTraits device, GemmPacking packing, int m, int n, int k)
    {
        int lanes = device.WarpSize;
        int tileRows = RowsOfTile(device, packing);
        int panels = Divide.Ceiling(n, lanes * BlockedGemm.Columns);
        int rows = BlockedGemm.MaxRowsOfGroup;
        while (rows / 2 >= tileRows && (long)panels * Divide.Ceiling(m, rows) < WantedGroups)
        {
            rows = rows / 2 / tileRows * tileRows;
        }

        return new BlockedPlan(
            packing,
            tileRows,
            rows,
            new KernelConfig(new Index2D(panels, Divide.Ceiling(m, rows)), new Index2D(lanes, 1)),
            PanelPlan.Create(lanes, Kernels.LeftPanels.VectorsOfPanel, k, m),
            PanelPlan.Create(lanes, Kernels.RightPanels.VectorsOfPanel, k, n));
    }

    // 16 lanes come with 32 registers, fewer with 16. Where op(A) is read in place, each row has a pointer of its own, of
    // which a processor has but a dozen.
    private static int RowsOfTile(in DeviceTraits device, GemmPacking packing) =>
        device.WarpSize < BlockedGemm.MaxLanes ? Tile6x2.Rows : packing == GemmPacking.Both ? Tile12x2.Rows : Tile8x2.Rows;
}
