using System.Numerics;

namespace Engine.Ilgpu.Analyses;

/// <summary>A set of small numbers, for data-flow analyses.</summary>
internal sealed class BitSet(int capacity)
{
    private readonly ulong[] _words = new ulong[(capacity + 63) / 64];

    public bool this[int index] => (_words[index >> 6] >> index & 1) != 0;

    public void Add(int index) => _words[index >> 6] |= 1ul << index;

    public void Remove(int index) => _words[index >> 6] &= ~(1ul << index);

    /// <summary>Adds all of another set of the same capacity.</summary>
    /// <returns>True if that changed this one.</returns>
    public bool UnionWith(BitSet other)
    {
        ulong added = 0;
        for (int i = 0; i < _words.Length; i++)
        {
            added |= other._words[i] & ~_words[i];
            _words[i] |= other._words[i];
        }
        return added != 0;
    }

    public void CopyFrom(BitSet other) => other._words.CopyTo(_words, 0);

    public BitSet Clone()
    {
        var copy = new BitSet(_words.Length * 64);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>The members in ascending order.</summary>
    public IEnumerable<int> Members()
    {
        for (int i = 0; i < _words.Length; i++)
        {
            for (ulong word = _words[i]; word != 0; word &= word - 1)
                yield return i * 64 + BitOperations.TrailingZeroCount(word);
        }
    }
}
