namespace Engine.Data;

/// <summary>
/// Makes data sets of folders of pictures: a folder a class, named after it, directly in the given folder or in its
/// subfolders train and test.
/// </summary>
internal static class ImageFolderDataset
{
    /// <summary>The largest side that pictures can be scaled to.</summary>
    public const int MaxImageSize = 4096;

    private const int MaxClasses = 256;
    private const string TrainFolder = "train";

    private static readonly string[] s_testFolders = ["test", "validation", "val"];
    private static readonly string[] s_extensions = [".png", ".pgm", ".ppm"];

    /// <summary>Reads the pictures of all classes.</summary>
    /// <exception cref="DataFormatException">A picture is malformed.</exception>
    /// <exception cref="EngineException">There are no classes or no pictures, or they differ in size.</exception>
    public static (Dataset Train, Dataset Test) Read(string folder, string name, FileDatasetOptions options)
    {
        string train = Path.Combine(folder, TrainFolder);
        string? test = s_testFolders.Select(below => Path.Combine(folder, below)).FirstOrDefault(Directory.Exists);
        bool divided = Directory.Exists(train) && test is not null;
        List<(string Name, string[] Files)> classes = Classes(divided ? train : folder);
        List<(string File, byte Label)> trainFiles = [];
        List<(string File, byte Label)> testFiles = [];
        for (int label = 0; label < classes.Count; label++)
        {
            string[] files = classes[label].Files;
            int[] order = SampleOrder.Mixed(files.Length, (ulong)label + 1);
            int trainCount = divided ? files.Length : files.Length - SampleOrder.TestCount(files.Length, options.TestSplit);
            trainFiles.AddRange(order.Take(trainCount).Order().Select(i => (files[i], (byte)label)));
            testFiles.AddRange(order.Skip(trainCount).Order().Select(i => (files[i], (byte)label)));
        }

        foreach (var (className, files) in divided ? Classes(test!) : [])
        {
            int label = classes.FindIndex(known => known.Name == className);
            testFiles.AddRange(files.Select(file => label >= 0
                ? (file, (byte)label)
                : throw new EngineException($"'{Path.Combine(test!, className)}' is a class that '{train}' does not have.")));
        }

        if (testFiles.Count == 0)
        {
            throw new EngineException($"'{folder}' has one picture a class; two at least are needed, to train on and to test on.");
        }

        // Classes must not follow one another in training data: a validation split takes the last samples.
        trainFiles = [.. SampleOrder.Mixed(trainFiles.Count).Select(i => trainFiles[i])];
        string[] names = [.. classes.Select(known => known.Name)];
        RasterImage[] images = Decode([.. trainFiles.Concat(testFiles).Select(sample => sample.File)], options.ImageSize);
        int channels = images.Max(image => image.Channels);
        return (Join(name, images.AsSpan(0, trainFiles.Count), channels, [.. trainFiles.Select(sample => sample.Label)], names),
            Join(name, images.AsSpan(trainFiles.Count), channels, [.. testFiles.Select(sample => sample.Label)], names));
    }

    /// <summary>The classes by name, in order, with their pictures by name.</summary>
    private static List<(string Name, string[] Files)> Classes(string folder)
    {
        try
        {
            List<(string Name, string[] Files)> classes =
            [
                .. from path in Directory.EnumerateDirectories(folder)
                   let className = Path.GetFileName(path)
                   where !className.StartsWith('.')
                   select (className, Pictures(path)),
            ];
            classes.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            if (classes.Count is < 1 or > MaxClasses)
            {
                throw new EngineException($"'{folder}' has {classes.Count} folders; a folder of pictures for each of 1 to {MaxClasses} classes was expected.");
            }

            return classes.Find(known => known.Files.Length == 0) is { Name: { } empty }
                ? throw new EngineException($"'{Path.Combine(folder, empty)}' holds no pictures (.png, .pgm or .ppm).")
                : classes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read '{folder}': {error.Message}", error);
        }
    }

    private static string[] Pictures(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Where(file => s_extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))];
        Array.Sort(files, string.CompareOrdinal);
        return files;
    }

    private static RasterImage[] Decode(string[] files, int? size)
    {
        RasterImage first = Scaled(files[0], size);
        var images = new RasterImage[files.Length];
        images[0] = first;
        if ((long)files.Length * first.Width * first.Height * 3 > Array.MaxLength)
        {
            throw new EngineException($"{files.Length} pictures of {first.Width} x {first.Height} are more than fit into memory; scale them down with --image-size.");
        }

        var errors = new EngineException?[files.Length];
        Parallel.For(1, files.Length, (i, state) =>
        {
            try
            {
                images[i] = Scaled(files[i], size);
                if (images[i].Width != first.Width || images[i].Height != first.Height)
                {
                    throw new EngineException($"'{files[i]}' has {images[i].Width} x {images[i].Height} pixels, but '{files[0]}' has {first.Width} x {first.Height}; scale all to one size with --image-size.");
                }
            }
            catch (EngineException error)
            {
                errors[i] = error;
                state.Break();
            }
        });
        return errors.FirstOrDefault(error => error is not null) is { } firstError ? throw firstError : images;
    }

    private static RasterImage Scaled(string file, int? size)
    {
        RasterImage image = ImageFile.Read(file);
        return size is { } side ? image.Scale(side, side) : image;
    }

    private static Dataset Join(string name, ReadOnlySpan<RasterImage> images, int channels, byte[] labels, string[] classNames)
    {
        int pixelCount = images[0].Width * images[0].Height;
        var all = new byte[images.Length * pixelCount * channels];
        for (int i = 0; i < images.Length; i++)
        {
            Span<byte> target = all.AsSpan(i * pixelCount * channels, pixelCount * channels);
            ReadOnlySpan<byte> pixels = images[i].Pixels.Span;
            if (images[i].Channels == channels)
            {
                pixels.CopyTo(target);
                continue;
            }

            // A grey picture among coloured ones.
            for (int pixel = 0; pixel < pixelCount; pixel++)
            {
                target.Slice(pixel * channels, channels).Fill(pixels[pixel]);
            }
        }

        int[] shape = channels == 1 ? [images[0].Height, images[0].Width] : [images[0].Height, images[0].Width, channels];
        return new Dataset(name, shape, classNames.Length, all, labels, classNames);
    }
}
