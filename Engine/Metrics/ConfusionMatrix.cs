namespace Engine;

/// <summary>How often samples of each class were taken for each class. Immutable.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;
    private readonly long[] _support;
    private readonly long[] _predicted;

    /// <summary>Counts pairs of classes.</summary>
    /// <param name="truth">The class of each sample.</param>
    /// <param name="predicted">The class that each sample was taken for, as many.</param>
    /// <param name="classCount">How many classes there are, 1 to 256.</param>
    /// <exception cref="EngineException">The numbers of samples differ, or a class is not below <paramref name="classCount"/>.</exception>
    public ConfusionMatrix(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted, int classCount)
    {
        if (classCount is < 1 or > 256)
        {
            throw new EngineException($"A confusion matrix has 1 to 256 classes; {classCount} were asked for.");
        }

        if (truth.Length != predicted.Length)
        {
            throw new EngineException($"There are {truth.Length} labels but {predicted.Length} predictions.");
        }

        ClassCount = classCount;
        Total = truth.Length;
        _counts = new long[classCount * classCount];
        _support = new long[classCount];
        _predicted = new long[classCount];
        for (int i = 0; i < truth.Length; i++)
        {
            if (truth[i] >= classCount || predicted[i] >= classCount)
            {
                throw new EngineException($"Sample {i} is of class {truth[i]} and was taken for {predicted[i]}, but there are only {classCount} classes.");
            }

            _counts[(truth[i] * classCount) + predicted[i]]++;
            _support[truth[i]]++;
            _predicted[predicted[i]]++;
        }
    }

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>How many samples there are.</summary>
    public long Total { get; }

    /// <summary>How many samples of class <paramref name="truth"/> were taken for <paramref name="predicted"/>.</summary>
    public long this[int truth, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(truth);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(truth, ClassCount);
            ArgumentOutOfRangeException.ThrowIfNegative(predicted);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predicted, ClassCount);
            return _counts[(truth * ClassCount) + predicted];
        }
    }

    /// <summary>How many samples were taken for what they are.</summary>
    public long Correct => Enumerable.Range(0, ClassCount).Sum(c => this[c, c]);

    /// <summary>The share of the samples that were taken for what they are, 0 to 1; 0 if there are none.</summary>
    public double Accuracy => Ratio(Correct, Total);

    /// <summary>How many samples are of a class.</summary>
    public long Support(int @class) => _support[@class];

    /// <summary>How many samples were taken for a class.</summary>
    public long Predicted(int @class) => _predicted[@class];

    /// <summary>Precision, recall and F1 of a class; where one would divide by zero it is 0, as scikit-learn and Keras have it.</summary>
    public ClassFigures ForClass(int @class)
    {
        long right = this[@class, @class];
        long support = Support(@class);
        long predicted = Predicted(@class);
        return new ClassFigures(Ratio(right, predicted), Ratio(right, support), Ratio(2 * right, support + predicted), support);
    }

    /// <summary>The means of the figures over all classes that occur, in the labels or the predictions, each class counting the same.</summary>
    public ClassFigures MacroAverage()
    {
        ClassFigures[] figures = [.. Occurring().Select(ForClass)];
        return figures.Length == 0
            ? new ClassFigures(0, 0, 0, 0)
            : new ClassFigures(figures.Average(f => f.Precision), figures.Average(f => f.Recall), figures.Average(f => f.F1), Total);
    }

    /// <summary>The means of the figures over all classes, each class counting as often as it has samples.</summary>
    public ClassFigures WeightedAverage()
    {
        ClassFigures[] figures = [.. Enumerable.Range(0, ClassCount).Select(ForClass)];
        double Mean(Func<ClassFigures, double> of) => Total == 0 ? 0 : figures.Sum(f => of(f) * f.Support) / Total;
        return new ClassFigures(Mean(f => f.Precision), Mean(f => f.Recall), Mean(f => f.F1), Total);
    }

    private IEnumerable<int> Occurring() => Enumerable.Range(0, ClassCount).Where(c => Support(c) + Predicted(c) > 0);

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}

/// <summary>How well one class is told from the others.</summary>
/// <param name="Precision">Of the samples taken for the class, the share that is of it, 0 to 1.</param>
/// <param name="Recall">Of the samples of the class, the share that was taken for it, 0 to 1.</param>
/// <param name="F1">The harmonic mean of precision and recall, 0 to 1.</param>
/// <param name="Support">How many samples are of the class.</param>
public readonly record struct ClassFigures(double Precision, double Recall, double F1, long Support);
