namespace Engine.Data;

/// <summary>Reads the four IDX files that MNIST and its likes are published as.</summary>
internal static class IdxDataset
{
    private static readonly string[] s_files =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    public static DatasetForm Form { get; } = new(s_files, Read);

    /// <summary>The files as they are published.</summary>
    /// <param name="md5">The MD5 of training images and labels, test images and labels.</param>
    public static IEnumerable<PublishedFile> Published(params IEnumerable<string> md5) =>
        s_files.Zip(md5, (file, hash) => new PublishedFile(file + ".gz", hash));

    private static (Dataset Train, Dataset Test) Read(string directory, PublishedDataset dataset)
    {
        Task<Dataset> test = Task.Run(() => ReadPart(directory, dataset, s_files[2], s_files[3]));
        Dataset train;
        try
        {
            train = ReadPart(directory, dataset, s_files[0], s_files[1]);
        }
        catch (EngineException)
        {
            // The first error is told; the other half may fail unheard.
            _ = test.ContinueWith(task => task.Exception, TaskScheduler.Default);
            throw;
        }

        return (train, test.GetAwaiter().GetResult());
    }

    private static Dataset ReadPart(string directory, PublishedDataset dataset, string imageFile, string labelFile)
    {
        string imagePath = DataDirectories.FindFile(directory, imageFile)!;
        string labelPath = DataDirectories.FindFile(directory, labelFile)!;
        var (labelExtents, labels) = IdxFile.Read(labelPath, rank: 1);
        var (imageExtents, images) = IdxFile.Read(imagePath, rank: 3);
        if (!imageExtents.AsSpan(1).SequenceEqual([.. dataset.InputShape]))
        {
            throw new DataFormatException(imagePath, 8, $"the images are {imageExtents[1]} x {imageExtents[2]}, but {dataset.Name} has {string.Join(" x ", dataset.InputShape)}.");
        }

        if (imageExtents[0] != labelExtents[0])
        {
            throw new DataFormatException(labelPath, 4, $"{labelExtents[0]} labels, but '{imagePath}' has {imageExtents[0]} images: the files do not belong together.");
        }

        int wrong = labels.AsSpan().IndexOfAnyInRange((byte)dataset.ClassCount, byte.MaxValue);
        if (wrong >= 0)
        {
            throw new DataFormatException(labelPath, 8 + wrong, $"label {wrong} is {labels[wrong]}, but the classes are 0 to {dataset.ClassCount - 1}.");
        }

        return new Dataset(dataset.Name, dataset.InputShape, dataset.ClassCount, images, labels, dataset.ClassNames);
    }
}
