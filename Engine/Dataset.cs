namespace Engine;

/// <summary>
/// Labelled samples in host memory: one byte a value (0 to 255; the engine trains on value / 255), one byte a label.
/// Immutable; slices share the memory of the whole.
/// </summary>
public sealed class Dataset
{
    /// <summary>Describes samples that are already in memory; nothing is copied.</summary>
    /// <param name="name">What to call the data in reports, such as "mnist".</param>
    /// <param name="inputShape">The shape of one sample, for example [28, 28].</param>
    /// <param name="classCount">How many classes there are, 1 to 256; every label is below it.</param>
    /// <param name="images">The samples one after another, each row-major: Count × the product of the input shape.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="classNames">A name for each class, or null.</param>
    /// <exception cref="EngineException">The sizes disagree, or a label is not below the class count.</exception>
    public Dataset(
        string name,
        IReadOnlyList<int> inputShape,
        int classCount,
        ReadOnlyMemory<byte> images,
        ReadOnlyMemory<byte> labels,
        IReadOnlyList<string>? classNames = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(inputShape);

        SampleSize = Shapes.Size(inputShape, "the input shape of data set " + name);
        if (classCount is < 1 or > 256)
        {
            throw new EngineException($"Data set {name} declares {classCount} classes; labels are bytes, so 1 to 256 are possible.");
        }

        if (images.Length != (long)labels.Length * SampleSize)
        {
            throw new EngineException(
                $"Data set {name} has {labels.Length} labels but {images.Length} bytes of samples; {labels.Length} × {SampleSize} were expected.");
        }

        if (classNames is not null && classNames.Count != classCount)
        {
            throw new EngineException($"Data set {name} has {classCount} classes but {classNames.Count} class names.");
        }

        ReadOnlySpan<byte> labelSpan = labels.Span;
        int bad = classCount == 256 ? -1 : labelSpan.IndexOfAnyInRange((byte)classCount, byte.MaxValue);
        if (bad >= 0)
        {
            throw new EngineException($"Data set {name}: sample {bad} has label {labelSpan[bad]}; labels run from 0 to {classCount - 1}.");
        }

        Name = name;
        InputShape = [.. inputShape];
        ClassCount = classCount;
        ClassNames = classNames;
        Images = images;
        Labels = labels;
    }

    /// <summary>What the data is called in reports.</summary>
    public string Name { get; }

    /// <summary>The shape of one sample.</summary>
    public IReadOnlyList<int> InputShape { get; }

    /// <summary>How many bytes one sample has: the product of <see cref="InputShape"/>.</summary>
    public int SampleSize { get; }

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>The names of the classes by label, where they are known.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>The samples one after another, each row-major.</summary>
    public ReadOnlyMemory<byte> Images { get; }

    /// <summary>The class of each sample.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>How many samples there are.</summary>
    public int Count => Labels.Length;

    /// <summary>The samples from <paramref name="start"/> on, without a copy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the data.</exception>
    public Dataset Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        return new Dataset(
            Name,
            InputShape,
            ClassCount,
            Images.Slice(start * SampleSize, count * SampleSize),
            Labels.Slice(start, count),
            ClassNames);
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
