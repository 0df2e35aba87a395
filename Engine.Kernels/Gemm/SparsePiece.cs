using ILGPU;

namespace Engine.Kernels;

/// <summary>A piece of a panel of <see cref="SparsePanels"/>, as the group that fills it sees it: one lane a row.</summary>
internal readonly struct SparsePiece<TTile>
    where TTile : struct, IGemmTile
{
    private readonly long _values;
    private readonly long _list;

    public SparsePiece(int panel, int piece, int depths)
    {
        long place = ((long)panel * SparsePanels.Pieces(depths)) + piece;
        _values = (place * SparsePanels.PieceStep(TTile.Rows)) + Group.IdxX;
        _list = place * SparsePanels.ListStep;
    }

    /// <summary>How many depths its list says it has.</summary>
    public int Count(ArrayView<int> lists) => lists[_list];

    /// <summary>Adds a depth, unless the value is 0 for all rows. Every lane takes part; what those beyond the rows give does not count.</summary>
    /// <param name="count">Depths in the piece, which is not full.</param>
    /// <returns>Depths in the piece now.</returns>
    public int Append(ArrayView<float> panels, ArrayView<int> lists, int count, int depth, float value)
    {
        // Written in any case, and over what was not to be kept, with the lanes beyond the rows writing where the next depth
        // goes; and one or none added by arithmetic: branches would be guessed wrong too often.
        panels[_values + (count * TTile.Rows)] = value;
        lists[_list + 1 + count] = depth;
        int rows = Group.BarrierPopCount(Group.IdxX < TTile.Rows & value != 0);
        return count + ((rows + 15) >> 4);
    }

    /// <summary>Says how many depths there are.</summary>
    public void Close(ArrayView<int> lists, int count) => lists[_list] = count;
}
