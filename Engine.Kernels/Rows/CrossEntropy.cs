using ILGPU;
using ILGPU.Algorithms;

namespace Engine.Kernels;

/// <summary>What the cross-entropy kernels read and write for one batch.</summary>
/// <param name="Logits">z [rows, classes], row-major.</param>
/// <param name="Labels">The class of each row, below <paramref name="Classes"/>.</param>
/// <param name="Classes">Columns of z.</param>
/// <param name="RowLoss">The loss of each row.</param>
/// <param name="RowCorrect">1 where the largest logit (the first of equals) is the label's and the loss a number, else 0.</param>
public readonly record struct CrossEntropyArguments(
    ArrayView<float> Logits,
    ArrayView<byte> Labels,
    int Classes,
    ArrayView<float> RowLoss,
    ArrayView<float> RowCorrect);

/// <summary>
/// Softmax cross-entropy with integer labels, from logits: loss = logsumexp(z) − z[label], which stays finite where
/// log(softmax(z)) does not.
/// </summary>
public static class CrossEntropy
{
    /// <summary>
    /// Loss and correctness of each row. One lane a row: launched with as many groups (grid X) as hold all rows, of so
    /// many lanes that lanes · classes is at most 4,096.
    /// </summary>
    public static void Loss(CrossEntropyArguments batch, int rows)
    {
        ArrayView<float> tile = SharedMemory.Allocate<float>(RowTile.Capacity);
        WriteLoss(batch, rows, tile);
    }

    /// <summary>
    /// As <see cref="Loss"/>, and the gradient d[r,c] = (softmax(z)[r,c] − [c = label])·scale; with scale = 1 / rows it is
    /// that of the mean loss. d and z may be the same memory.
    /// </summary>
    public static void LossAndGradient(CrossEntropyArguments batch, int rows, float scale, ArrayView<float> gradient)
    {
        ArrayView<float> tile = SharedMemory.Allocate<float>(RowTile.Capacity);
        float factor = scale / WriteLoss(batch, rows, tile);
        int label = batch.Labels[RowTile.First + RowTile.RowOfLane(rows)];
        for (int column = 0; column < batch.Classes; column++)
        {
            int at = RowTile.IndexOf(column);
            float value = tile[at] * factor;
            tile[at] = column == label ? value - scale : value;
        }

        RowTile.Store(tile, rows, batch.Classes, gradient);
    }

    // Leaves the powers in the tile and gives their sum.
    private static float WriteLoss(CrossEntropyArguments batch, int rows, ArrayView<float> tile)
    {
        float maximum = RowTile.LoadAndFindMaximum(batch.Logits, rows, batch.Classes, tile, out int best);
        int row = RowTile.First + RowTile.RowOfLane(rows);
        int label = batch.Labels[row];
        float logit = tile[RowTile.IndexOf(label)];
        float sum = RowTile.Exponentiate(batch.Classes, tile, maximum);
        float loss = XMath.Log(sum) + (maximum - logit);
        if (RowTile.First + Group.IdxX < rows)
        {
            batch.RowLoss[row] = loss;
            batch.RowCorrect[row] = best == label && !XMath.IsNaN(loss) ? 1 : 0;
        }

        return sum;
    }
}
