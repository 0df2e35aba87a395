using ILGPU;

namespace Engine.Kernels;

/// <summary>How <see cref="SparseGemm"/> computes a product of a given size on a given device.</summary>
/// <param name="Right">How op(B) is packed; null if B is read where it is.</param>
/// <param name="TileRows">Rows of the tile, and of a panel of op(A): 12 or 6.</param>
/// <param name="RowsOfGroup">Rows of a group, a multiple of the tile's.</param>
/// <param name="PanelsLength">Floats of the panels of op(A).</param>
/// <param name="ListsLength">Numbers of their lists.</param>
/// <param name="Pack">The launch of <see cref="SparsePanels"/>.</param>
/// <param name="Launch">The launch of the product.</param>
internal readonly record struct SparsePlan(
    PanelPlan? Right, int TileRows, int RowsOfGroup, long PanelsLength, long ListsLength, KernelConfig Pack, KernelConfig Launch)
{
    // Packing goes over op(A) once; with fewer columns, that is most of the work. Small products spend it on launches.
    private const int FewestColumns = 64;
    private const int FewestRowsOrDepths = 96;

    // Enough for a handful of threads to share evenly.
    private const int WantedGroups = 16;

    /// <summary>Floats of memory for the panels of both operands and the lists, which are as large.</summary>
    public long WorkspaceLength => PanelsLength + ListsLength + (Right?.Length ?? 0);

    /// <summary>The plan for a product, or null if it is better computed with all its zeros.</summary>
    public static SparsePlan? Create<TOrientation>(in DeviceTraits device, int m, int n, int k)
        where TOrientation : struct, IGemmOrientation
    {
        int lanes = device.WarpSize;
        int tileRows = lanes < PackedGemm.MaxLanes ? Tile6x2.Rows : Tile12x2.Rows;
        bool hasLanesForPanel = lanes is 8 or PackedGemm.MaxLanes;
        if (!device.HasCachesOfWarp || !hasLanesForPanel || !TOrientation.HasNeighbouringColumns
            || Math.Min(m, k) < FewestRowsOrDepths || n < FewestColumns)
        {
            return null;
        }

        int panelsOfRows = Divide.Ceiling(m, tileRows);
        int panels = Divide.Ceiling(n, lanes * PackedGemm.Columns);
        int rows = PackedGemm.MaxRowsOfGroup / tileRows * tileRows;
        while (rows / 2 >= tileRows && (long)panels * Divide.Ceiling(m, rows) < WantedGroups)
        {
            rows = rows / 2 / tileRows * tileRows;
        }

        int groups = Divide.Ceiling(m, rows);
        int pieces = SparsePanels.Pieces(k);

        // Rows of op(B) that begin within a line of the cache take two lines for a vector: panels save that.
        bool packRight = n % lanes != 0;
        Index2D packers = TOrientation.HasNeighbouringRows
            ? new Index2D(Divide.Ceiling(panelsOfRows, SparsePanels.PanelsOfGroup), pieces)
            : new Index2D(panelsOfRows, 1);
        return new SparsePlan(
            packRight ? PanelPlan.Create(lanes, lanes * PackedGemm.Columns, k, n) : null,
            tileRows,
            rows,
            (long)panelsOfRows * pieces * SparsePanels.PieceStep(tileRows),
            (long)panelsOfRows * pieces * SparsePanels.ListStep,
            new KernelConfig(packers, new Index2D(lanes, 1)),
            new KernelConfig(packRight ? new Index3D(groups, panels, 1) : new Index3D(panels, groups, 1), new Index3D(lanes, 1, 1)));
    }
}
