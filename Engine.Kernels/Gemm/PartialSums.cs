using ILGPU;

namespace Engine.Kernels;

/// <summary>Keeps the sums of a part of the terms, which <see cref="PartialSums.Finish"/> adds up.</summary>
/// <param name="Target">One matrix C a part, one after another.</param>
/// <param name="Size">Elements of C.</param>
public readonly record struct PartEpilogue(ArrayView<float> Target, int Size) : IEpilogue
{
    /// <inheritdoc/>
    public static bool IsShort => true;

    /// <inheritdoc/>
    public void Apply(int index, int column, float value) => Target[(Grid.IdxZ * Size) + index] = value;
}

/// <summary>Products whose sums are split among groups.</summary>
public static class PartialSums
{
    /// <summary>
    /// epilogue(Σ parts) in the order of the parts. One lane an element of C, launched with an extent of (columns, rows).
    /// </summary>
    /// <param name="parts">One matrix C a part, one after another.</param>
    /// <param name="count">How many parts.</param>
    /// <param name="size">Elements of C.</param>
    /// <param name="columns">Columns of C.</param>
    public static void Finish<TEpilogue>(Index2D index, ArrayView<float> parts, int count, int size, int columns, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        int element = (index.Y * columns) + index.X;
        float sum = parts[element];
        for (int part = 1; part < count; part++)
        {
            sum += parts[(part * size) + element];
        }

        epilogue.Apply(element, index.X, sum);
    }
}
