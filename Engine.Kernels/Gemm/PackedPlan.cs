using ILGPU;

namespace Engine.Kernels;

/// <summary>How <see cref="PackedGemm"/> computes a product of a given size on a given device.</summary>
/// <param name="Left">How the rows of op(A) of a block are packed; null if A is read where it is.</param>
/// <param name="Right">How op(B) is packed; null if B is read where it is.</param>
/// <param name="TileRows">Rows of the tile: 12, 8 or 6.</param>
/// <param name="RowsOfGroup">Rows of a group, a multiple of the tile's.</param>
/// <param name="RowsOfBlock">Rows of a launch, a multiple of a group's if they are not all.</param>
/// <param name="Launch">The launch for the rows of a block.</param>
internal readonly record struct PackedPlan(
    PanelPlan? Left, PanelPlan? Right, int TileRows, int RowsOfGroup, int RowsOfBlock, KernelConfig Launch)
{
    // Each element of op(B) serves M rows, each of op(A) N columns: with fewer, packing costs more than it saves. Rows of
    // op(B) that lie less than 1.5 KB apart are read well where they are; not so those of op(A)ᵀ, of which a tile uses less.
    // Rows of op(A) in the second cache are read well unless they are read often.
    private const int FewestRows = 32;
    private const int FewestColumns = 384;
    private const int ManyColumns = 1024;
    private const long FloatsReadInPlace = 256 * 1024;
    private const int FewestColumnsForRowsOfDepth = 96;

    // Rows of op(B) that begin within a line of the cache take two lines for a vector: panels save that.
    private const int FewestRowsForLines = 64;
    private const int FewestDepthsForLines = 192;

    // What of op(A) stays in the second cache of most processors.
    private const int FloatsOfBlock = 400 * 1024;

    // Enough for a handful of threads to share evenly.
    private const int WantedGroups = 16;

    /// <summary>Floats of memory for the panels.</summary>
    public long WorkspaceLength => (Right?.Length ?? 0) + (Left?.Length ?? 0);

    /// <summary>The plan for a product, or null if <see cref="Gemm"/> serves it better.</summary>
    /// <param name="device">What computes; only processors with caches for each warp are served.</param>
    public static PackedPlan? Create<TOrientation>(in DeviceTraits device, int m, int n, int k, int partLength)
        where TOrientation : struct, IGemmOrientation
    {
        if (k == 0 || !device.HasCachesOfWarp || device.WarpSize is not (4 or 8 or PackedGemm.MaxLanes))
        {
            return null;
        }

        bool isWhole = partLength == k;
        bool isWide = isWhole && m >= FewestRows && n >= FewestColumns;
        bool both = TOrientation.HasNeighbouringRows
            ? isWide || (isWhole && m >= FewestRows && n >= FewestColumnsForRowsOfDepth && (long)m * k > FloatsReadInPlace)
            : isWide && (n >= ManyColumns || (long)m * k > FloatsReadInPlace);
        bool right = both || isWide || (isWhole && (!TOrientation.HasNeighbouringColumns
            || (n % device.WarpSize != 0 && n >= device.WarpSize && m >= FewestRowsForLines && k >= FewestDepthsForLines)));
        return Fits<TOrientation>(device, both, right, m, n)
            ? Create<TOrientation>(device, both, right, m, n, k, partLength)
            : null;
    }

    /// <summary>True if the operands can be read so.</summary>
    public static bool Fits<TOrientation>(in DeviceTraits device, bool packLeft, bool packRight, int m, int n)
        where TOrientation : struct, IGemmOrientation =>
        (packLeft || m >= RowsOfTile<TOrientation>(device, packLeft))
        && (packRight || (TOrientation.HasNeighbouringColumns && n >= device.WarpSize * PackedGemm.Columns));

    /// <summary>The plan with operands packed or as they are, which must fit.</summary>
    public static PackedPlan Create<TOrientation>(
        in DeviceTraits device, bool packLeft, bool packRight, int m, int n, int k, int partLength)
        where TOrientation : struct, IGemmOrientation
    {
        int lanes = device.WarpSize;
        int tileRows = RowsOfTile<TOrientation>(device, packLeft);
        int panels = Divide.Ceiling(n, lanes * PackedGemm.Columns);
        int parts = Divide.Ceiling(k, partLength);
        int rows = PackedGemm.MaxRowsOfGroup / tileRows * tileRows;
        while (rows / 2 >= tileRows && (long)parts * panels * Divide.Ceiling(m, rows) < WantedGroups)
        {
            rows = rows / 2 / tileRows * tileRows;
        }

        int groups = Divide.Ceiling(m, rows);
        int blocks = packRight ? Divide.Ceiling(groups, Math.Clamp(FloatsOfBlock / rows / k, 1, groups)) : 1;
        int groupsOfBlock = Divide.Ceiling(groups, blocks);
        int rowsOfBlock = Math.Min(groupsOfBlock * rows, m);
        return new PackedPlan(
            packLeft ? PanelPlan.Create(lanes, tileRows, k, rowsOfBlock) : null,
            packRight ? PanelPlan.Create(lanes, lanes * PackedGemm.Columns, k, n) : null,
            tileRows,
            rows,
            rowsOfBlock,
            new KernelConfig(
                packRight ? new Index3D(groupsOfBlock, panels, 1) : new Index3D(panels, groups, parts),
                new Index3D(lanes, 1, 1)));
    }

    /// <summary>The same for a block of fewer rows, as the last one may have; where all are one launch, there is none.</summary>
    public PackedPlan WithRows(int rows)
    {
        if (rows == RowsOfBlock)
        {
            return this;
        }

        Index3D grid = Launch.GridDim;
        Index3D group = Launch.GroupDim;
        return this with
        {
            Left = Left is { } left ? PanelPlan.Create(group.X, left.Width, left.Depths, rows) : null,
            RowsOfBlock = rows,
            Launch = new KernelConfig(new Index3D(Divide.Ceiling(rows, RowsOfGroup), grid.Y, grid.Z), group),
        };
    }

    // 16 lanes come with 32 registers, fewer with 16. Where rows of op(A) do not lie side by side, each has a pointer of its
    // own, of which a processor holds but a dozen.
    private static int RowsOfTile<TOrientation>(in DeviceTraits device, bool packLeft)
        where TOrientation : struct, IGemmOrientation =>
        device.WarpSize < PackedGemm.MaxLanes ? Tile6x2.Rows
            : packLeft || TOrientation.HasNeighbouringRows ? Tile12x2.Rows : Tile8x2.Rows;
}
