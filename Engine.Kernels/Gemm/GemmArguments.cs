using ILGPU;

namespace Engine.Kernels;

/// <summary>The operands and sizes of a product op(A)[M,K] · op(B)[K,N].</summary>
/// <param name="A">M·K elements, stored as the orientation says.</param>
/// <param name="B">K·N elements, stored as the orientation says.</param>
/// <param name="M">Rows of the product, at least 1.</param>
/// <param name="N">Columns of the product, at least 1.</param>
/// <param name="K">Terms of each sum, at least 1.</param>
public readonly record struct GemmArguments(ArrayView<float> A, ArrayView<float> B, int M, int N, int K)
{
    /// <summary>
    /// Terms that a group sums, from Grid.IdxZ times as many on: K unless the sums are split among groups.
    /// </summary>
    public int PartLength { get; init; } = K;
}
