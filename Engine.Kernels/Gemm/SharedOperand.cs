using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// An operand as groups read it that share memory: so many depths of so many of its sides, which are rows of op(A) or columns
/// of op(B). Either sides or depths are neighbours in memory.
/// </summary>
internal readonly struct SharedOperand
{
    private readonly ArrayView<float> _source;
    private readonly int _sides;
    private readonly int _k;

    /// <param name="source">The operand.</param>
    /// <param name="hasNeighbouringSides">Whether sides are neighbours in memory; else depths are.</param>
    /// <param name="sides">All sides.</param>
    /// <param name="k">All depths.</param>
    public SharedOperand(ArrayView<float> source, bool hasNeighbouringSides, int sides, int k)
    {
        _source = source;
        HasNeighbouringSides = hasNeighbouringSides;
        _sides = sides;
        _k = k;
    }

    /// <summary>Whether sides are neighbours in memory; else depths are.</summary>
    public bool HasNeighbouringSides { get; }

    /// <summary>
    /// Four neighbours from a place on. Sides that do not exist are any that do, depths from <paramref name="end"/> on zeros.
    /// </summary>
    public Quad Read<TAccess>(int side, int depth, int end)
        where TAccess : struct, IOperandAccess => HasNeighbouringSides
            ? TAccess.ReadSides(_source, depth * _sides, side, _sides, depth < end)
            : TAccess.ReadDepths(_source, IntrinsicMath.Min(side, _sides - 1) * _k, depth, end);
}
