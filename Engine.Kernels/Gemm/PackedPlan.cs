using ILGPU;

namespace Engine.Kernels;

/// <summary>How <see cref="PackedGemm"/> computes a product of a given size on a given device.</summary>
/// <param name="Left">How op(A)ᵀ is packed; null if A is read where it is.</param>
/// <param name="Right">How op(B) is packed.</param>
/// <param name="TileRows">Rows of the tile: 12, 8 or 6.</param>
/// <param name="RowsOfGroup">Rows of a group, a multiple of the tile's.</param>
/// <param name="Launch">The launch of the product itself.</param>
internal readonly record struct PackedPlan(PanelPlan? Left, PanelPlan Right, int TileRows, int RowsOfGroup, KernelConfig Launch)
{
    // Each element of op(B) serves M rows, each of op(A) N columns: with fewer, packing costs more than it saves. Rows of
    // op(B) that lie less than 1.5 KB apart are read well where they are; not so those of op(A)ᵀ, of which a tile uses less.
    private const int FewestRows = 32;
    private const int FewestColumns = 384;
    private const int FewestColumnsForRowsOfDepth = 96;
    private const int FewestDepthsForRowsOfDepth = 96;

    // Rows of op(B) that begin within a line of the cache take two lines for a vector: panels save that.
    private const int FewestRowsForLines = 64;
    private const int FewestDepthsForLines = 192;

    // What of op(A) stays in the second cache of most processors.
    private const int FloatsOfBlock = 320 * 1024;

    // Enough for a handful of threads to share evenly.
    private const int WantedGroups = 16;

    /// <summary>Floats of memory for the panels.</summary>
    public long WorkspaceLength => Right.Length + (Left?.Length ?? 0);

    /// <summary>The plan for a product, or null if <see cref="Gemm"/> serves it better.</summary>
    /// <param name="device">What computes; only processors with caches for each warp are served.</param>
    public static PackedPlan? Create<TOrientation>(in DeviceTraits device, int m, int n, int k)
        where TOrientation : struct, IGemmOrientation
    {
        if (k == 0 || !device.HasCachesOfWarp || device.WarpSize is not (4 or 8 or PackedGemm.MaxLanes))
        {
            return null;
        }

        bool both = m >= FewestRows
            && (n >= FewestColumns
                || (TOrientation.HasNeighbouringRows && n >= FewestColumnsForRowsOfDepth && k >= FewestDepthsForRowsOfDepth));
        bool right = !TOrientation.HasNeighbouringColumns
            || (n % device.WarpSize != 0 && n >= device.WarpSize && m >= FewestRowsForLines && k >= FewestDepthsForLines);
        return (both || right) && Fits<TOrientation>(device, both, m) ? Create(device, both, m, n, k) : null;
    }

    /// <summary>True if op(A) can be read so.</summary>
    public static bool Fits<TOrientation>(in DeviceTraits device, bool packLeft, int m)
        where TOrientation : struct, IGemmOrientation =>
        packLeft || (!TOrientation.HasNeighbouringRows && m >= RowsOfTile(device, packLeft));

    /// <summary>The plan with op(A) packed or as it is, which must fit.</summary>
    public static PackedPlan Create(in DeviceTraits device, bool packLeft, int m, int n, int k)
    {
        int lanes = device.WarpSize;
        int tileRows = RowsOfTile(device, packLeft);
        int panels = Divide.Ceiling(n, lanes * PackedGemm.Columns);
        int rows = PackedGemm.MaxRowsOfGroup;
        while (rows / 2 >= tileRows && (long)panels * Divide.Ceiling(m, rows) < WantedGroups)
        {
            rows = rows / 2 / tileRows * tileRows;
        }

        int groups = Divide.Ceiling(m, rows);
        int blocks = Divide.Ceiling(groups, Math.Clamp(FloatsOfBlock / rows / k, 1, groups));
        return new PackedPlan(
            packLeft ? PanelPlan.Create(lanes, tileRows, k, m) : null,
            PanelPlan.Create(lanes, lanes * PackedGemm.Columns, k, n),
            tileRows,
            rows,
            new KernelConfig(new Index3D(Divide.Ceiling(groups, blocks), panels, blocks), new Index3D(lanes, 1, 1)));
    }

    // 16 lanes come with 32 registers, fewer with 16. Where op(A) is read in place, each row has a pointer of its own, of
    // which a processor holds but a dozen.
    private static int RowsOfTile(in DeviceTraits device, bool packLeft) =>
        device.WarpSize < PackedGemm.MaxLanes ? Tile6x2.Rows : packLeft ? Tile12x2.Rows : Tile8x2.Rows;
}
