using ILGPU;

namespace Engine.Kernels;

/// <summary>
/// How groups that share memory read four neighbours of an operand: sides (rows of op(A) or columns of op(B)) of one depth, or
/// depths of one side.
/// </summary>
public interface IOperandAccess
{
    /// <summary>True if every line, of operands and of C, is made of whole quads.</summary>
    static abstract bool HasWholeQuads { get; }

    /// <summary>Four sides of a depth. Those outside are any of those inside.</summary>
    /// <param name="source">The operand.</param>
    /// <param name="line">Where the depth begins.</param>
    /// <param name="side">The first, a multiple of four.</param>
    /// <param name="sides">How many the operand has.</param>
    /// <param name="isInside">False for zeros.</param>
    static abstract Quad ReadSides(ArrayView<float> source, int line, int side, int sides, bool isInside);

    /// <summary>Four depths of a side. Those outside are zeros.</summary>
    /// <param name="source">The operand.</param>
    /// <param name="line">Where the side begins.</param>
    /// <param name="depth">The first, a multiple of four.</param>
    /// <param name="end">The first that is outside.</param>
    static abstract Quad ReadDepths(ArrayView<float> source, int line, int depth, int end);
}

/// <summary>Lines are multiples of four long: one access.</summary>
public readonly struct QuadAccess : IOperandAccess
{
    /// <inheritdoc/>
    public static bool HasWholeQuads => true;

    /// <inheritdoc/>
    public static Quad ReadSides(ArrayView<float> source, int line, int side, int sides, bool isInside) =>
        isInside ? source.Cast<Quad>()[(line + IntrinsicMath.Min(side, sides - 4)) >> 2] : default;

    /// <inheritdoc/>
    public static Quad ReadDepths(ArrayView<float> source, int line, int depth, int end) =>
        depth < end ? source.Cast<Quad>()[(line + depth) >> 2] : default;
}

/// <summary>Lines of any length: one element at a time.</summary>
public readonly struct SingleAccess : IOperandAccess
{
    /// <inheritdoc/>
    public static bool HasWholeQuads => false;

    /// <inheritdoc/>
    public static Quad ReadSides(ArrayView<float> source, int line, int side, int sides, bool isInside)
    {
        int last = sides - 1;
        return new Quad
        {
            X = isInside ? source[line + IntrinsicMath.Min(side, last)] : 0,
            Y = isInside ? source[line + IntrinsicMath.Min(side + 1, last)] : 0,
            Z = isInside ? source[line + IntrinsicMath.Min(side + 2, last)] : 0,
            W = isInside ? source[line + IntrinsicMath.Min(side + 3, last)] : 0,
        };
    }

    /// <inheritdoc/>
    public static Quad ReadDepths(ArrayView<float> source, int line, int depth, int end) => new()
    {
        X = depth < end ? source[line + depth] : 0,
        Y = depth + 1 < end ? source[line + depth + 1] : 0,
        Z = depth + 2 < end ? source[line + depth + 2] : 0,
        W = depth + 3 < end ? source[line + depth + 3] : 0,
    };
}
