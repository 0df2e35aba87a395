using ILGPU;

namespace Engine.Kernels;

/// <summary>How <see cref="TiledGemm"/> reads four neighbours of an operand's line, whose last elements may lie outside.</summary>
public interface IOperandAccess
{
    /// <summary>True if every line, of operands and of C, is made of whole quads.</summary>
    static abstract bool HasWholeQuads { get; }

    /// <summary>Four elements from a place on. Those outside of the line are elements of it, no matter which.</summary>
    /// <param name="source">The operand.</param>
    /// <param name="line">Where the line begins.</param>
    /// <param name="place">The place in the line, a multiple of four.</param>
    /// <param name="length">Elements of the line.</param>
    static abstract Quad Read(ArrayView<float> source, int line, int place, int length);
}

/// <summary>Lines are multiples of four long: one access.</summary>
public readonly struct QuadAccess : IOperandAccess
{
    /// <inheritdoc/>
    public static bool HasWholeQuads => true;

    /// <inheritdoc/>
    public static Quad Read(ArrayView<float> source, int line, int place, int length) =>
        source.Cast<Quad>()[(line + IntrinsicMath.Min(place, length - 4)) >> 2];
}

/// <summary>Lines of any length: one element at a time.</summary>
public readonly struct SingleAccess : IOperandAccess
{
    /// <inheritdoc/>
    public static bool HasWholeQuads => false;

    /// <inheritdoc/>
    public static Quad Read(ArrayView<float> source, int line, int place, int length)
    {
        int last = length - 1;
        return new Quad
        {
            X = source[line + IntrinsicMath.Min(place, last)],
            Y = source[line + IntrinsicMath.Min(place + 1, last)],
            Z = source[line + IntrinsicMath.Min(place + 2, last)],
            W = source[line + IntrinsicMath.Min(place + 3, last)],
        };
    }
}
