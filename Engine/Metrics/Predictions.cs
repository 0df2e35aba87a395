namespace Engine;

/// <summary>
/// A model's outputs for labelled samples, read as class probabilities. A model with one output gives the probability of
/// class 1 of two; otherwise each output is that of one class.
/// </summary>
public sealed class Predictions
{
    private readonly ReadOnlyMemory<float> _outputs;
    private readonly int _width;
    private readonly ReadOnlyMemory<byte> _labels;
    private readonly byte[] _classes;

    /// <summary>Reads outputs; they are not copied.</summary>
    /// <param name="outputs">The output of each sample, row-major: [count, outputs per sample], as <see cref="Sequential.Predict(Dataset, int)"/> returns it.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <exception cref="EngineException">The outputs are no whole number for each sample, or a label is of no class.</exception>
    public Predictions(ReadOnlyMemory<float> outputs, ReadOnlyMemory<byte> labels)
    {
        if (labels.Length == 0 || outputs.Length == 0 || outputs.Length % labels.Length != 0)
        {
            throw new EngineException($"{outputs.Length} outputs cannot be those of {labels.Length} samples.");
        }

        _outputs = outputs;
        _labels = labels;
        _width = outputs.Length / labels.Length;
        ClassCount = Math.Max(2, _width);
        if (ClassCount > 256)
        {
            throw new EngineException($"{_width} outputs a sample are no class probabilities: labels are bytes, so at most 256 classes are possible.");
        }

        int bad = ClassCount == 256 ? -1 : labels.Span.IndexOfAnyInRange((byte)ClassCount, byte.MaxValue);
        if (bad >= 0)
        {
            throw new EngineException($"Sample {bad} has label {labels.Span[bad]}, but the model's classes run from 0 to {ClassCount - 1}.");
        }

        _classes = new byte[labels.Length];
        for (int i = 0; i < _classes.Length; i++)
        {
            _classes[i] = (byte)LargestOf(i);
        }
    }

    /// <summary>How many classes the model tells apart, at least 2.</summary>
    public int ClassCount { get; }

    /// <summary>How many samples there are.</summary>
    public int Count => _labels.Length;

    /// <summary>The probability that the model gives a class, for a sample.</summary>
    public float Probability(int sample, int @class)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(@class);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(@class, ClassCount);
        ReadOnlySpan<float> row = Row(sample);
        return _width > 1 ? row[@class]
            : @class == 1 ? row[0]
            : 1 - row[0];
    }

    /// <summary>The class of a sample.</summary>
    public int Label(int sample) => _labels.Span[sample];

    /// <summary>The most probable class of a sample; the first of equal ones. NaN counts as less than all numbers.</summary>
    public int Class(int sample) => _classes[sample];

    /// <summary>Whether the most probable class of a sample is its own.</summary>
    public bool IsRight(int sample) => Class(sample) == Label(sample);

    /// <summary>−log of the probability of a sample's own class; +∞ where that is 0 or NaN.</summary>
    public double Loss(int sample)
    {
        double loss = -Math.Log(Probability(sample, Label(sample)));
        return double.IsNaN(loss) ? double.PositiveInfinity : loss;
    }

    /// <summary>
    /// The share of the samples whose own class is among the <paramref name="k"/> most probable, 0 to 1. Of equal
    /// probabilities the first counts as the larger, so that k = 1 gives the accuracy.
    /// </summary>
    /// <exception cref="EngineException">k is not from 1 to <see cref="ClassCount"/>.</exception>
    public double TopAccuracy(int k)
    {
        if (k < 1 || k > ClassCount)
        {
            throw new EngineException($"Top-{k} accuracy is not possible with {ClassCount} classes; use 1 to {ClassCount}.");
        }

        int hits = 0;
        for (int i = 0; i < Count; i++)
        {
            hits += Rank(i) < k ? 1 : 0;
        }

        return (double)hits / Count;
    }

    /// <summary>How often samples of each class were taken for each class.</summary>
    public ConfusionMatrix Confusion() => new(_labels.Span, _classes, ClassCount);

    /// <summary>The samples that were taken for something else, those with the largest loss first; of equal losses the earlier sample.</summary>
    public IReadOnlyList<int> WorstMistakes(int count) =>
        [.. Enumerable.Range(0, Count).Where(sample => !IsRight(sample)).OrderByDescending(Loss).ThenBy(sample => sample).Take(count)];

    private ReadOnlySpan<float> Row(int sample) => _outputs.Span.Slice(sample * _width, _width);

    private int LargestOf(int sample)
    {
        int best = 0;
        for (int c = 1; c < ClassCount; c++)
        {
            best = Precedes(sample, c, best) ? c : best;
        }

        return best;
    }

    // How many classes are more probable than the sample's own.
    private int Rank(int sample)
    {
        int rank = 0;
        for (int c = 0; c < ClassCount; c++)
        {
            rank += Precedes(sample, c, Label(sample)) ? 1 : 0;
        }

        return rank;
    }

    // Whether class a is more probable than b, or as probable and before it.
    private bool Precedes(int sample, int a, int b)
    {
        float left = OrLeast(Probability(sample, a));
        float right = OrLeast(Probability(sample, b));
        return left > right || (left == right && a < b);
    }

    private static float OrLeast(float value) => float.IsNaN(value) ? float.NegativeInfinity : value;
}
