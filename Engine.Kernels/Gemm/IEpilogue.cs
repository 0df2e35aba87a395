namespace Engine.Kernels;

/// <summary>
/// What becomes of each element of a result [rows, columns] that a kernel has computed: a functor that the compiler
/// inlines. Called once for each element, in no order that could be relied on.
/// </summary>
public interface IEpilogue
{
    /// <summary>
    /// True if it is a few operations: then kernels may write it out for each element of a tile that lies in registers,
    /// rather than once, in a loop over rows that wait in memory.
    /// </summary>
    static abstract bool IsShort { get; }

    /// <summary>Takes one element.</summary>
    /// <param name="index">Its place in the row-major result: row × columns + column.</param>
    /// <param name="column">Its column.</param>
    /// <param name="value">Its value.</param>
    void Apply(int index, int column, float value);
}
