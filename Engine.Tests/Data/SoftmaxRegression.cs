using System.Numerics;
using System.Runtime.InteropServices;

namespace Engine.Tests.Data;

/// <summary>A linear classifier trained by gradient descent on single samples, on the host: what a data set must not be too easy for.</summary>
internal static class SoftmaxRegression
{
    private const float LearningRate = 0.01f;

    public static double Accuracy(Dataset train, Dataset test, int epochs)
    {
        // One row of weights a class, padded to whole vectors; the last element is the bias's.
        int width = (train.SampleSize + 1 + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        var weights = new float[train.ClassCount * width];
        var sample = new float[width];
        var scores = new float[train.ClassCount];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            for (int i = 0; i < train.Count; i++)
            {
                Score(train, i, weights, sample, scores);
                float highest = scores.Max();
                float sum = 0;
                for (int c = 0; c < scores.Length; c++)
                {
                    scores[c] = MathF.Exp(scores[c] - highest);
                    sum += scores[c];
                }

                for (int c = 0; c < scores.Length; c++)
                {
                    float gradient = (scores[c] / sum) - (c == train.Labels.Span[i] ? 1 : 0);
                    Add(Row(weights, c, width), -LearningRate * gradient, Vectors(sample));
                }
            }
        }

        int right = 0;
        for (int i = 0; i < test.Count; i++)
        {
            Score(test, i, weights, sample, scores);
            right += Array.IndexOf(scores, scores.Max()) == test.Labels.Span[i] ? 1 : 0;
        }

        return (double)right / test.Count;
    }

    private static void Score(Dataset data, int index, float[] weights, float[] sample, float[] scores)
    {
        ReadOnlySpan<byte> image = data.Images.Span.Slice(index * data.SampleSize, data.SampleSize);
        for (int i = 0; i < image.Length; i++)
        {
            sample[i] = image[i] * (1f / 255);
        }

        sample[image.Length] = 1;
        for (int c = 0; c < scores.Length; c++)
        {
            Span<Vector<float>> row = Row(weights, c, sample.Length);
            Span<Vector<float>> x = Vectors(sample);
            Vector<float> sum = Vector<float>.Zero;
            for (int i = 0; i < row.Length; i++)
            {
                sum += row[i] * x[i];
            }

            scores[c] = Vector.Sum(sum);
        }
    }

    private static void Add(Span<Vector<float>> row, float factor, Span<Vector<float>> x)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] += factor * x[i];
        }
    }

    private static Span<Vector<float>> Row(float[] weights, int row, int width) => Vectors(weights.AsSpan(row * width, width));

    private static Span<Vector<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
}
