using System.Globalization;
using Engine.Charts;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Engine.Runs;

namespace Engine.Cli.Commands;

/// <summary>Images that a model is to look at.</summary>
internal sealed class PredictionSource
{
    private readonly Func<Sequential, float[]> _predict;
    private readonly Func<int, (string Source, int? Label)> _describe;
    private readonly Lazy<RasterImage[]> _images;

    private PredictionSource(string what, Func<Sequential, float[]> predict, Func<int, (string Source, int? Label)> describe, Func<RasterImage[]> images)
    {
        What = what;
        _predict = predict;
        _describe = describe;
        _images = new Lazy<RasterImage[]>(images);
    }

    /// <summary>What they are, for titles: "test images".</summary>
    public string What { get; }

    /// <summary>The images as the model sees them.</summary>
    /// <exception cref="EngineException">The samples are no pictures.</exception>
    public RasterImage[] Images => _images.Value;

    /// <summary>The test images of a data set.</summary>
    public static PredictionSource OfTestImages(Dataset test, int start, int count)
    {
        if (start >= test.Count)
        {
            throw new UsageException($"--start is {start}, but {test.Name} has only the test images 0 to {test.Count - 1}.");
        }

        if (test.HasTargets)
        {
            throw new EngineException($"The targets of {test.Name} are no classes; predict shows classes.");
        }

        Dataset images = test.Slice(start, Math.Min(count, test.Count - start));
        return new PredictionSource(
            "test images",
            model => model.Predict(images),
            i => ($"test image {start + i}", images.Labels.Span[i]),
            () => [.. Enumerable.Range(0, images.Count).Select(i => ChartPictures.Of(images, i))]);
    }

    /// <summary>A person's pictures, prepared as the run's data set was made.</summary>
    public static PredictionSource OfPictures(string[] files, string? prepare, RunConfig config)
    {
        string how = prepare is null ? "plain" : OptionValue.Choice("--prepare", prepare, "digit", "garment", "plain");
        if (prepare is null && config.DatasetPath is null)
        {
            how = config.Dataset == Datasets.Mnist.Name || config.Dataset == Datasets.SyntheticDigits.Name ? "digit"
                : config.Dataset == Datasets.FashionMnist.Name ? "garment"
                : "plain";
        }

        PicturePreparation preparation = how == "digit" ? PicturePreparation.Digit : how == "garment" ? PicturePreparation.Garment : PicturePreparation.Plain;
        RasterImage[] images = [.. files.Select(file => Pictures.Read(file, config.InputShape, preparation).Image)];
        byte[] samples = [.. images.SelectMany(image => image.Pixels.ToArray())];
        return new PredictionSource("pictures", model => model.Predict(samples), i => (files[i], null), () => images);
    }

    /// <summary>The images of an IDX file.</summary>
    public static PredictionSource OfIdx(string file, RunConfig config)
    {
        Dataset images = Datasets.ReadIdxImages(file);
        if (!images.InputShape.SequenceEqual(config.InputShape))
        {
            throw new EngineException($"The images in '{file}' are {string.Join(" x ", images.InputShape)}, but the model takes {string.Join(" x ", config.InputShape)}.");
        }

        return new PredictionSource(
            "images",
            model => model.Predict(images.Images),
            i => (i.ToString(CultureInfo.InvariantCulture), null),
            () => [.. Enumerable.Range(0, images.Count).Select(i => ChartPictures.Of(images, i))]);
    }

    /// <summary>What the model takes each image for.</summary>
    public PredictedSample[] Predict(Sequential model)
    {
        float[] outputs = _predict(model);
        int width = model.Summarize()[^1].OutputShape[^1];

        // One output is the probability of class 1 of two.
        IEnumerable<float[]> rows = outputs.Chunk(width).Select(row => row is [var one] ? [1 - one, one] : row);
        return [.. rows.Select((row, i) => new PredictedSample(_describe(i).Source, row, _describe(i).Label))];
    }
}
