namespace Engine;

public sealed partial class Dataset
{
    private const int MaxClasses = 256;

    /// <summary>Describes samples of bytes with classes; nothing is copied.</summary>
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
        : this(Checked(name), Checked(inputShape), labels.Length, classNames)
    {
        CheckLabels(classCount, labels.Span);
        CheckSamples(images.Length, "labels", "bytes");
        ClassCount = classCount;
        Images = images;
        Labels = labels;
    }

    /// <summary>Describes samples of floats with classes; nothing is copied.</summary>
    /// <param name="name">What to call the data in reports, such as "iris".</param>
    /// <param name="inputShape">The shape of one sample, for example [4].</param>
    /// <param name="classCount">How many classes there are, 1 to 256; every label is below it.</param>
    /// <param name="features">The samples one after another, each row-major: Count × the product of the input shape; finite.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="classNames">A name for each class, or null.</param>
    /// <exception cref="EngineException">The sizes disagree, a value is not finite, or a label is not below the class count.</exception>
    public Dataset(
        string name,
        IReadOnlyList<int> inputShape,
        int classCount,
        ReadOnlyMemory<float> features,
        ReadOnlyMemory<byte> labels,
        IReadOnlyList<string>? classNames = null)
        : this(Checked(name), Checked(inputShape), labels.Length, classNames)
    {
        CheckLabels(classCount, labels.Span);
        CheckSamples(features.Length, "labels", "values");
        CheckFinite(features.Span, SampleSize, "value");
        ClassCount = classCount;
        HasFeatures = true;
        Features = features;
        Labels = labels;
    }

    /// <summary>Describes samples of bytes whose targets are rows of floats; nothing is copied.</summary>
    /// <param name="name">What to call the data in reports.</param>
    /// <param name="inputShape">The shape of one sample, for example [28, 28].</param>
    /// <param name="targetWidth">How many values a target has, at least 1.</param>
    /// <param name="images">The samples one after another, each row-major: Count × the product of the input shape.</param>
    /// <param name="targets">The targets, row-major [Count, <paramref name="targetWidth"/>]; finite.</param>
    /// <param name="targetNames">A name for each column of the targets, or null.</param>
    /// <exception cref="EngineException">The sizes disagree, or a target is not finite.</exception>
    public static Dataset WithTargets(
        string name,
        IReadOnlyList<int> inputShape,
        int targetWidth,
        ReadOnlyMemory<byte> images,
        ReadOnlyMemory<float> targets,
        IReadOnlyList<string>? targetNames = null)
    {
        int count = CountTargets(Checked(name), targetWidth, targets.Span, targetNames);
        var data = new Dataset(name, Checked(inputShape), count, targetNames) { TargetWidth = targetWidth, Images = images, Targets = targets };
        data.CheckSamples(images.Length, "targets", "bytes");
        data.CheckFinite(targets.Span, targetWidth, "target");
        return data;
    }

    /// <summary>Describes samples of floats whose targets are rows of floats; nothing is copied.</summary>
    /// <param name="name">What to call the data in reports.</param>
    /// <param name="inputShape">The shape of one sample, for example [8].</param>
    /// <param name="targetWidth">How many values a target has, at least 1.</param>
    /// <param name="features">The samples one after another, each row-major: Count × the product of the input shape; finite.</param>
    /// <param name="targets">The targets, row-major [Count, <paramref name="targetWidth"/>]; finite.</param>
    /// <param name="targetNames">A name for each column of the targets, or null.</param>
    /// <exception cref="EngineException">The sizes disagree, or a value or target is not finite.</exception>
    public static Dataset WithTargets(
        string name,
        IReadOnlyList<int> inputShape,
        int targetWidth,
        ReadOnlyMemory<float> features,
        ReadOnlyMemory<float> targets,
        IReadOnlyList<string>? targetNames = null)
    {
        int count = CountTargets(Checked(name), targetWidth, targets.Span, targetNames);
        var data = new Dataset(name, Checked(inputShape), count, targetNames)
        {
            TargetWidth = targetWidth,
            HasFeatures = true,
            Features = features,
            Targets = targets,
        };
        data.CheckSamples(features.Length, "targets", "values");
        data.CheckFinite(features.Span, data.SampleSize, "value");
        data.CheckFinite(targets.Span, targetWidth, "target");
        return data;
    }

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name;
    }

    private static int[] Checked(IReadOnlyList<int> inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        return [.. inputShape];
    }

    private static int CountTargets(string name, int width, ReadOnlySpan<float> targets, IReadOnlyList<string>? names)
    {
        if (width < 1 || targets.Length % width != 0)
        {
            throw new EngineException($"Data set {name} has {targets.Length} target values, which are no rows of {width}.");
        }

        if (names is not null && names.Count != width)
        {
            throw new EngineException($"Data set {name} has targets of {width} values but {names.Count} names for them.");
        }

        return targets.Length / width;
    }

    private void CheckLabels(int classCount, ReadOnlySpan<byte> labels)
    {
        if (classCount is < 1 or > MaxClasses)
        {
            throw new EngineException($"Data set {Name} declares {classCount} classes; labels are bytes, so 1 to {MaxClasses} are possible.");
        }

        if (ClassNames is not null && ClassNames.Count != classCount)
        {
            throw new EngineException($"Data set {Name} has {classCount} classes but {ClassNames.Count} class names.");
        }

        int bad = classCount == MaxClasses ? -1 : labels.IndexOfAnyInRange((byte)classCount, byte.MaxValue);
        if (bad >= 0)
        {
            throw new EngineException($"Data set {Name}: sample {bad} has label {labels[bad]}; labels run from 0 to {classCount - 1}.");
        }
    }

    private void CheckSamples(int given, string targets, string unit)
    {
        if (given != (long)Count * SampleSize)
        {
            throw new EngineException($"Data set {Name} has {Count} {targets} but {given} {unit} of samples; {Count} × {SampleSize} were expected.");
        }
    }

    private void CheckFinite(ReadOnlySpan<float> values, int width, string what)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new EngineException($"Data set {Name}: sample {i / width} has the {what} {values[i]}; only finite numbers can be trained on.");
            }
        }
    }
}
