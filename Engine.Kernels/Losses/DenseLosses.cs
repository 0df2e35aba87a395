using ILGPU;
using ILGPU.Algorithms;

namespace Engine.Kernels;

/// <summary>What the losses with a target for each output read and write for one batch.</summary>
/// <param name="Logits">z [rows, width], row-major: what the last layer gives before its activation.</param>
/// <param name="Rows">Rows of z.</param>
/// <param name="Width">Columns of z.</param>
/// <param name="RowLoss">The loss of each row.</param>
/// <param name="RowCorrect">The share of the row that is right, as the loss defines it.</param>
/// <param name="Gradient">The gradient [rows, width] of <paramref name="Scale"/> × the summed loss with respect to z; may be z's memory. Empty for none.</param>
/// <param name="Scale">1 / rows for the mean loss.</param>
public readonly record struct LossArguments(
    ArrayView<float> Logits,
    int Rows,
    int Width,
    ArrayView<float> RowLoss,
    ArrayView<float> RowCorrect,
    ArrayView<float> Gradient,
    float Scale);

/// <summary>Losses with a target for each output. Each kernel gives the losses, what is right, and the gradient if there is memory for it.</summary>
public static class DenseLosses
{
    /// <summary>
    /// Softmax cross-entropy: Σ t·(logsumexp(z) − z), with gradient softmax(z)·Σt − t. Right is a row, 1 or 0, where the first
    /// of the largest logits is at the first of the largest targets. One lane a row: launched with as many groups (grid X)
    /// as hold all rows, of so many lanes that lanes · width is at most 4,096.
    /// </summary>
    public static void CategoricalCrossEntropy<TTargets>(LossArguments batch, TTargets targets)
        where TTargets : struct, ILossTargets
    {
        ArrayView<float> tile = SharedMemory.Allocate<float>(RowTile.Capacity);
        float maximum = RowTile.LoadAndFindMaximum(batch.Logits, batch.Rows, batch.Width, tile, out int best);
        int row = RowTile.First + RowTile.RowOfLane(batch.Rows);
        float weight = 0;
        float weighted = 0;
        int wanted = 0;
        float largest = float.NegativeInfinity;
        for (int column = 0; column < batch.Width; column++)
        {
            float target = targets[row, column];
            weight += target;
            weighted += target * (maximum - tile[RowTile.IndexOf(column)]);
            wanted = target > largest ? column : wanted;
            largest = target > largest ? target : largest;
        }

        float sum = RowTile.Exponentiate(batch.Width, tile, maximum);
        float loss = (weight * XMath.Log(sum)) + weighted;
        if (RowTile.First + Group.IdxX < batch.Rows)
        {
            batch.RowLoss[row] = loss;
            batch.RowCorrect[row] = best == wanted && !XMath.IsNaN(loss) ? 1 : 0;
        }

        if (batch.Gradient.Length > 0)
        {
            float factor = weight * batch.Scale / sum;
            for (int column = 0; column < batch.Width; column++)
            {
                int at = RowTile.IndexOf(column);
                tile[at] = (tile[at] * factor) - (targets[row, column] * batch.Scale);
            }

            RowTile.Store(tile, batch.Rows, batch.Width, batch.Gradient);
        }
    }

    /// <summary>
    /// Binary cross-entropy of sigmoids: the mean over the outputs of max(z, 0) − z·t + log(1 + exp(−|z|)), which stays finite
    /// where log(sigmoid(z)) does not, with gradient (sigmoid(z) − t) / width. Right is the share of outputs with z &gt; 0 where
    /// t is 1 and z ≤ 0 where t is 0. One lane a row, launched with an extent of rows.
    /// </summary>
    public static void BinaryCrossEntropy<TTargets>(Index1D row, LossArguments batch, TTargets targets)
        where TTargets : struct, ILossTargets
    {
        float loss = 0;
        float right = 0;
        float scale = batch.Scale / batch.Width;
        for (int column = 0; column < batch.Width; column++)
        {
            int at = (row * batch.Width) + column;
            float logit = batch.Logits[at];
            float target = targets[row, column];
            float power = XMath.Exp(-XMath.Abs(logit));
            loss += XMath.Max(logit, 0) - (logit * target) + XMath.Log(1 + power);
            right += target == (logit > 0 ? 1 : 0) ? 1 : 0;
            if (batch.Gradient.Length > 0)
            {
                // Neither quotient overflows.
                float share = (logit < 0 ? power : 1) / (1 + power);
                batch.Gradient[at] = (share - target) * scale;
            }
        }

        batch.RowLoss[row] = loss / batch.Width;
        batch.RowCorrect[row] = XMath.IsNaN(loss) ? 0 : right / batch.Width;
    }

    /// <summary>
    /// Mean squared error of y = f(z): the mean over the outputs of (y − t)², with gradient 2·(y − t)·f′ / width. Right, as
    /// Keras counts it, is a single output with y &gt; 0.5 where t is 1 and y ≤ 0.5 where t is 0, or a row whose largest output
    /// is at the largest target. One lane a row, launched with an extent of rows.
    /// </summary>
    public static void MeanSquaredError<TActivation, TTargets>(Index1D row, LossArguments batch, TTargets targets)
        where TActivation : struct, IActivation
        where TTargets : struct, ILossTargets
    {
        float loss = 0;
        int best = 0;
        float highest = float.NegativeInfinity;
        int wanted = 0;
        float largest = float.NegativeInfinity;
        float scale = 2 * batch.Scale / batch.Width;
        for (int column = 0; column < batch.Width; column++)
        {
            int at = (row * batch.Width) + column;
            float output = TActivation.Apply(batch.Logits[at]);
            float target = targets[row, column];
            float error = output - target;
            loss += error * error;
            best = output > highest ? column : best;
            highest = output > highest ? output : highest;
            wanted = target > largest ? column : wanted;
            largest = target > largest ? target : largest;
            if (batch.Gradient.Length > 0)
            {
                batch.Gradient[at] = error * scale * TActivation.Derivative(output);
            }
        }

        batch.RowLoss[row] = loss / batch.Width;
        bool right = batch.Width == 1 ? largest == (highest > 0.5f ? 1 : 0) : best == wanted;
        batch.RowCorrect[row] = right && !XMath.IsNaN(loss) ? 1 : 0;
    }
}
