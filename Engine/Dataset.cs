namespace Engine;

/// <summary>
/// Samples with what a model is to make of them, in host memory. A sample is bytes (0 to 255; the engine trains on
/// value / 255) or floats (taken as they are); its target is a class, one byte, or a row of floats: one-hot or soft labels,
/// or the values of a regression. Immutable; slices share the memory of the whole.
/// </summary>
public sealed partial class Dataset
{
    private Dataset(string name, IReadOnlyList<int> inputShape, int count, IReadOnlyList<string>? classNames)
    {
        Name = name;
        InputShape = inputShape;
        SampleSize = Shapes.Size(inputShape, "the input shape of data set " + name);
        Count = count;
        ClassNames = classNames;
    }

    /// <summary>What the data is called in reports.</summary>
    public string Name { get; }

    /// <summary>The shape of one sample.</summary>
    public IReadOnlyList<int> InputShape { get; }

    /// <summary>How many values one sample has: the product of <see cref="InputShape"/>.</summary>
    public int SampleSize { get; }

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>How many classes there are, 1 to 256; 0 where targets are rows of floats.</summary>
    public int ClassCount { get; private init; }

    /// <summary>How many values the target of one sample has where targets are rows of floats; 0 where they are classes.</summary>
    public int TargetWidth { get; private init; }

    /// <summary>How many outputs a model for this data has: one a class, or one a value of a target.</summary>
    public int OutputCount => Math.Max(ClassCount, TargetWidth);

    /// <summary>The names of the classes by label, or of the columns of the targets, where they are known.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>Whether samples are floats, in <see cref="Features"/>, and not bytes, in <see cref="Images"/>.</summary>
    public bool HasFeatures { get; private init; }

    /// <summary>Whether targets are rows of floats, in <see cref="Targets"/>, and not classes, in <see cref="Labels"/>.</summary>
    public bool HasTargets => TargetWidth > 0;

    /// <summary>The samples one after another, each row-major, where they are bytes; else empty.</summary>
    public ReadOnlyMemory<byte> Images { get; private init; }

    /// <summary>The samples one after another, each row-major, where they are floats; else empty.</summary>
    public ReadOnlyMemory<float> Features { get; private init; }

    /// <summary>The class of each sample; empty where targets are rows of floats.</summary>
    public ReadOnlyMemory<byte> Labels { get; private init; }

    /// <summary>The targets, row-major [<see cref="Count"/>, <see cref="TargetWidth"/>]; empty where targets are classes.</summary>
    public ReadOnlyMemory<float> Targets { get; private init; }

    /// <summary>The samples from <paramref name="start"/> on, without a copy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the data.</exception>
    public Dataset Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        return new Dataset(Name, InputShape, count, ClassNames)
        {
            ClassCount = ClassCount,
            TargetWidth = TargetWidth,
            HasFeatures = HasFeatures,
            Images = Rows(Images, HasFeatures ? 0 : SampleSize),
            Features = Rows(Features, HasFeatures ? SampleSize : 0),
            Labels = Rows(Labels, HasTargets ? 0 : 1),
            Targets = Rows(Targets, TargetWidth),
        };

        ReadOnlyMemory<T> Rows<T>(ReadOnlyMemory<T> all, int width) => all.Slice(start * width, count * width);
    }

    /// <summary>
    /// Cuts the data in two, as Keras does: <c>First</c> has floor(Count × (1 − fraction)) samples from the start,
    /// <c>Last</c> the rest.
    /// </summary>
    /// <param name="fraction">The share of <c>Last</c>, above 0 and below 1.</param>
    /// <exception cref="EngineException">One of the parts would be empty.</exception>
    public (Dataset First, Dataset Last) Split(float fraction)
    {
        if (!(fraction > 0 && fraction < 1))
        {
            throw new EngineException($"A split of {fraction} is not possible: the fraction lies between 0 and 1, for example 0.2.");
        }

        // By decimal, since 1 - 0.2f falls just short of 0.8 and would cost a sample.
        int first = (int)decimal.Floor(Count * (1 - (decimal)fraction));
        if (first == 0 || first == Count)
        {
            throw new EngineException($"A split of {fraction} leaves no samples on one side of the {Count} in data set {Name}.");
        }

        return (Slice(0, first), Slice(first, Count - first));
    }
}
