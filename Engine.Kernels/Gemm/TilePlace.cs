using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

/// <summary>The part of C that a tile of <see cref="PackedGemm"/> or <see cref="SparseGemm"/> answers for.</summary>
internal readonly struct TilePlace
{
    private readonly int _row;
    private readonly int _skipped;
    private readonly int _end;
    private readonly int _tileColumns;
    private readonly int _ownColumns;

    /// <param name="row">The row of C that it begins with.</param>
    /// <param name="skipped">Rows of the tile before that, which are another's.</param>
    /// <param name="end">Rows of the tile, the skipped ones included, that there are.</param>
    /// <param name="tileColumns">The column of C that the tile's first is.</param>
    /// <param name="ownColumns">The first that is not another's.</param>
    public TilePlace(int row, int skipped, int end, int tileColumns, int ownColumns)
    {
        _row = row;
        _skipped = skipped;
        _end = end;
        _tileColumns = tileColumns;
        _ownColumns = ownColumns;
    }

    /// <summary>Puts a lane's sums from its registers into memory, from its slot on.</summary>
    public static void Keep<TTile>(ArrayView1D<float, Stride1D.Dense> tile, ArrayView<float> sums, int slot)
        where TTile : struct, IGemmTile
    {
        int lanes = Warp.WarpSize;
        for (int i = 0; i < TTile.Rows * PackedGemm.Columns; i++)
        {
            sums[slot + (i * lanes)] = tile[i];
        }
    }

    /// <summary>Hands the sums, which are complete, to the epilogue; a long one by way of memory, so that it is there once.</summary>
    /// <param name="isWhole">Whether all columns of the tile are there and its own.</param>
    public void Finish<TTile, TEpilogue>(
        ArrayView1D<float, Stride1D.Dense> tile, ArrayView<float> sums, int slot, int n, bool isWhole, TEpilogue epilogue)
        where TTile : struct, IGemmTile
        where TEpilogue : struct, IEpilogue
    {
        int lanes = Warp.WarpSize;
        int index = (_row * n) + _tileColumns + Group.IdxX;
        if (TEpilogue.IsShort && isWhole && _end - _skipped == TTile.Rows)
        {
            for (int i = 0; i < TTile.Rows; i++)
            {
                for (int j = 0; j < PackedGemm.Columns; j++)
                {
                    epilogue.Apply(
                        index + (j * lanes), _tileColumns + Group.IdxX + (j * lanes), tile[(i * PackedGemm.Columns) + j]);
                }

                index += n;
            }

            return;
        }

        Keep<TTile>(tile, sums, slot);
        slot += _skipped * lanes * PackedGemm.Columns;
        if (isWhole)
        {
            for (int i = _skipped; i < _end; i++)
            {
                for (int j = 0; j < PackedGemm.Columns; j++)
                {
                    epilogue.Apply(index + (j * lanes), _tileColumns + Group.IdxX + (j * lanes), sums[slot + (j * lanes)]);
                }

                index += n;
                slot += lanes * PackedGemm.Columns;
            }
        }
        else
        {
            for (int i = _skipped; i < _end; i++)
            {
                for (int j = 0; j < PackedGemm.Columns; j++)
                {
                    int column = _tileColumns + Group.IdxX + (j * lanes);
                    if (column >= _ownColumns && column < n)
                    {
                        epilogue.Apply(index + (j * lanes), column, sums[slot + (j * lanes)]);
                    }
                }

                index += n;
                slot += lanes * PackedGemm.Columns;
            }
        }
    }
}
