using ILGPU;
using ILGPU.Algorithms;

namespace Engine.Kernels;

/// <summary>What the cross-entropy kernels read and write for one batch.</summary>
/// <param name="Logits">z [rows, classes], row-major.</param>
/// <param name="Labels">The class of each row, below <paramref name="Classes"/>.</param>
/// <param name="Classes">Columns of z.</param>
/// <param name="RowLoss">The loss of each row.</param>
/// <param name="RowCorrect">1 where the largest logit (the first of equals) is the label's, else 0.</param>
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
    /// <summary>Loss and correctness of each row. One lane a row, launched with an extent of rows.</summary>
    public static void Loss(Index1D row, CrossEntropyArguments batch)
    {
        float maximum = Maximum(row, batch);
        float sum = SumOfPowers(row, batch, maximum);
        WriteLoss(row, batch, maximum, sum);
    }

    /// <summary>
    /// As <see cref="Loss"/>, and the gradient d[r,c] = (softmax(z)[r,c] − [c = label])·scale; with scale = 1 / rows it is
    /// that of the mean loss. One lane a row, launched with an extent of rows. d and z may be the same memory.
    /// </summary>
    public static void LossAndGradient(Index1D row, CrossEntropyArguments batch, float scale, ArrayView<float> gradient)
    {
        float maximum = Maximum(row, batch);
        float sum = SumOfPowers(row, batch, maximum);
        WriteLoss(row, batch, maximum, sum);

        int start = row * batch.Classes;
        int label = batch.Labels[row];
        float factor = scale / sum;
        for (int column = 0; column < batch.Classes; column++)
        {
            float value = XMath.Exp(batch.Logits[start + column] - maximum) * factor;
            gradient[start + column] = column == label ? value - scale : value;
        }
    }

    private static float Maximum(int row, CrossEntropyArguments batch)
    {
        int start = row * batch.Classes;
        float maximum = batch.Logits[start];
        for (int column = 1; column < batch.Classes; column++)
        {
            maximum = XMath.Max(maximum, batch.Logits[start + column]);
        }

        return maximum;
    }

    private static float SumOfPowers(int row, CrossEntropyArguments batch, float maximum)
    {
        int start = row * batch.Classes;
        float sum = 0;
        for (int column = 0; column < batch.Classes; column++)
        {
            sum += XMath.Exp(batch.Logits[start + column] - maximum);
        }

        return sum;
    }

    private static void WriteLoss(int row, CrossEntropyArguments batch, float maximum, float sum)
    {
        int start = row * batch.Classes;
        int label = batch.Labels[row];
        int best = 0;
        while (best < batch.Classes - 1 && batch.Logits[start + best] != maximum)
        {
            best++;
        }

        float logit = batch.Logits[start + label];
        batch.RowLoss[row] = XMath.Log(sum) + (maximum - logit);
        batch.RowCorrect[row] = best == label && logit == maximum ? 1 : 0;
    }
}
