using ILGPU;

namespace Engine.Kernels;

/// <summary>What the outputs of each row should be: a functor that kernels inline.</summary>
public interface ILossTargets
{
    /// <summary>The wanted value of an output.</summary>
    float this[int row, int column] { get; }
}

/// <summary>Rows of floats: one-hot or soft labels, or the values of a regression.</summary>
/// <param name="Values">Row-major [rows, width].</param>
/// <param name="Width">Values of a row.</param>
public readonly record struct DenseTargets(ArrayView<float> Values, int Width) : ILossTargets
{
    /// <inheritdoc/>
    public float this[int row, int column] => Values[(row * Width) + column];
}

/// <summary>Classes as rows of floats: 1 at the class and 0 elsewhere; of a single output, the class itself, 0 or 1.</summary>
/// <param name="Labels">The class of each row.</param>
/// <param name="Width">Values of a row.</param>
public readonly record struct OneHotTargets(ArrayView<byte> Labels, int Width) : ILossTargets
{
    /// <inheritdoc/>
    public float this[int row, int column] => Labels[row] == (Width == 1 ? 1 : column) ? 1 : 0;
}
