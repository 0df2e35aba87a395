using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// Copies of op(A) in the order in which <see cref="SparseGemm"/> reads it: panels of neighbouring rows of op(A), a tile's
/// each, depth after depth, without the depths at which all of a panel's rows are 0. A panel consists of pieces for
/// <see cref="DepthsOfPiece"/> depths each, with room for all of them.
/// </summary>
/// <remarks>
/// A list for each piece says what it holds: how many depths, then which, ascending. Lists lie <see cref="ListStep"/> apart.
/// Launch shape: groups of one warp, which has no fewer lanes than a panel rows.
/// </remarks>
public static class SparsePanels
{
    /// <summary>Depths of a piece: few enough that threads share the work, and each reads what its core has read before.</summary>
    public const int DepthsOfPiece = 64;

    /// <summary>From the list of one piece to that of the next.</summary>
    public const int ListStep = DepthsOfPiece + 1;

    /// <summary>Panels that a group of <see cref="FromColumns"/> fills: many, so that it goes along the rows of memory.</summary>
    public const int PanelsOfGroup = 128;

    /// <summary>Elements from one piece of panels of so many rows to the next; what a warp writes at the end of one has room.</summary>
    public static int PieceStep(int tileRows) => (DepthsOfPiece * tileRows) + PackedGemm.MaxLanes;

    /// <summary>The pieces of a panel.</summary>
    public static int Pieces(int depths) => (depths + DepthsOfPiece - 1) / DepthsOfPiece;

    /// <summary>
    /// Packs a matrix [depths, rows], row-major, of which op(A) is the transpose. Grid X counts groups of
    /// <see cref="PanelsOfGroup"/> panels, grid Y the pieces of each.
    /// </summary>
    public static void FromColumns<TTile>(ArrayView<float> source, int depths, int rows, ArrayView<float> panels, ArrayView<int> lists)
        where TTile : struct, IGemmTile
    {
        int firstPanel = Grid.IdxX * PanelsOfGroup;
        int endPanel = IntrinsicMath.Min(firstPanel + PanelsOfGroup, (rows + TTile.Rows - 1) / TTile.Rows);
        int start = Grid.IdxY * DepthsOfPiece;
        int end = IntrinsicMath.Min(start + DepthsOfPiece, depths);
        for (int panel = firstPanel; panel < endPanel; panel++)
        {
            new SparsePiece<TTile>(panel, Grid.IdxY, depths).Close(lists, 0);
        }

        Group.Barrier();
        for (int depth = start; depth < end; depth++)
        {
            long at = ((long)depth * rows) + Group.IdxX;
            for (int panel = firstPanel; panel < endPanel; panel++)
            {
                int first = panel * TTile.Rows;
                float value = 0;

                // A condition for all lanes, where there is one, takes no mask.
                if (first + Group.DimX <= rows)
                {
                    value = source[at + first];
                }
                else if (first + Group.IdxX < rows)
                {
                    value = source[at + first];
                }

                var piece = new SparsePiece<TTile>(panel, Grid.IdxY, depths);
                piece.Close(lists, piece.Append(panels, lists, piece.Count(lists), depth, value));
            }
        }
    }

    /// <summary>Packs op(A) [rows, depths], row-major. Grid X counts panels, and there is no grid Y.</summary>
    /// <remarks>Squares of lanes × lanes elements are transposed in registers, see <see cref="LaneSquare"/>.</remarks>
    public static void FromRows<TLanes, TTile>(ArrayView<float> source, int depths, int rows, ArrayView<float> panels, ArrayView<int> lists)
        where TLanes : struct, ILaneCount
        where TTile : struct, IGemmTile
    {
        int lanes = 1 << TLanes.Bits;
        ArrayView<float> square = LocalMemory.Allocate<float>(PackedGemm.MaxLanes);
        for (int start = 0; start < depths; start += DepthsOfPiece)
        {
            var piece = new SparsePiece<TTile>(Grid.IdxX, start / DepthsOfPiece, depths);
            int end = IntrinsicMath.Min(start + DepthsOfPiece, depths);
            int count = 0;
            for (int corner = start; corner < end; corner += lanes)
            {
                for (int i = 0; i < lanes; i++)
                {
                    square[i] = 0;
                }

                // A condition for all lanes, where there is one, takes no mask.
                if (corner + lanes <= end)
                {
                    ReadRows<TTile>(source, depths, rows, corner, square);
                }
                else if (corner + Group.IdxX < end)
                {
                    ReadRows<TTile>(source, depths, rows, corner, square);
                }

                LaneSquare.Transpose<TLanes>(square);
                for (int i = 0; i < lanes; i++)
                {
                    count = piece.Append(panels, lists, count, corner + i, square[i]);
                }
            }

            piece.Close(lists, count);
        }
    }

    // Rows that do not exist are the last one, once more: what is 0 there is 0 here.
    private static void ReadRows<TTile>(ArrayView<float> source, int depths, int rows, int corner, ArrayView<float> square)
        where TTile : struct, IGemmTile
    {
        for (int i = 0; i < TTile.Rows; i++)
        {
            long row = IntrinsicMath.Min((Grid.IdxX * TTile.Rows) + i, rows - 1);
            square[i] = source[(row * depths) + corner + Group.IdxX];
        }
    }
}
