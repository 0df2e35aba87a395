using Engine.Data;

namespace Engine;

/// <summary>The data sets that the engine knows by name, and those in files of the user.</summary>
public static class Datasets
{
    /// <summary>Handwritten digits: 60,000 images to train on and 10,000 to test on. Keras's mnist.npz is read too.</summary>
    public static PublishedDataset Mnist { get; } = new(
        "mnist",
        ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
        [.. IdxDataset.Published("f68b3c2dcbeaaa9fbdd348bbdeb94873", "d53e105ee54ea40749a09fcbcd1e9432", "9fb629c4189551a2d022fa330f9573f3", "ec29112dd5afa0611ce80d1b7f02629c")],
        [IdxDataset.Form, NpzDataset.Form("mnist.npz")])
    {
        Description = "handwritten digits",
        InputShape = [28, 28],
        ClassNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        TrainCount = 60_000,
        TestCount = 10_000,
        DownloadBytes = 11_594_722,
    };

    /// <summary>Pictures of clothes in ten classes: 60,000 images to train on and 10,000 to test on.</summary>
    public static PublishedDataset FashionMnist { get; } = new(
        "fashion-mnist",
        ["https://storage.googleapis.com/tensorflow/tf-keras-datasets/", "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"],
        [.. IdxDataset.Published("8d4fb7e6c68d591d4c3dfef9ec88bf0d", "25c81989df183df01b3e8a0aad5dffbe", "bef4ecab320f06d8554ea6380940ec79", "bb300cfdad3c16e7a12a480ee83cd310")],
        [IdxDataset.Form])
    {
        Description = "pictures of clothes",
        InputShape = [28, 28],
        ClassNames = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
        TrainCount = 60_000,
        TestCount = 10_000,
        DownloadBytes = 30_878_645,
    };

    /// <summary>Small colour photographs in ten classes: 50,000 images of [32, 32, 3] to train on and 10,000 to test on.</summary>
    public static PublishedDataset Cifar10 { get; } = new(
        "cifar10",
        ["https://www.cs.toronto.edu/~kriz/"],
        [new PublishedFile(Cifar10Dataset.ArchiveFile + ".gz", "c32a1d4ab5d03f1284b67883e8d87530")],
        Cifar10Dataset.Forms)
    {
        Description = "small colour photographs",
        InputShape = [Cifar10Batch.Side, Cifar10Batch.Side, Cifar10Batch.Channels],
        ClassNames = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
        TrainCount = 50_000,
        TestCount = 10_000,
        DownloadBytes = 170_052_171,
    };

    /// <summary>Digits that the engine draws itself; needs no files.</summary>
    public static SyntheticDigits SyntheticDigits { get; } = new();

    /// <summary>The data sets that are published on the net.</summary>
    public static IReadOnlyList<PublishedDataset> Published => [Mnist, FashionMnist, Cifar10];

    /// <summary>Reads the images of an IDX file, compressed by gzip or not, such as train-images-idx3-ubyte.gz.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The images, all of one class, since the file has no labels.</returns>
    /// <exception cref="DataFormatException">The file is malformed.</exception>
    /// <exception cref="EngineException">The file is missing or cannot be read.</exception>
    public static Dataset ReadIdxImages(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (extents, images) = IdxFile.Read(path, rank: 3);
        return new Dataset(Path.GetFileName(path), extents[1..], 1, images, new byte[extents[0]]);
    }

    /// <summary>
    /// Reads a data set from files of the user: a NumPy archive (.npz) with x_train, y_train, x_test and y_test; a CSV file
    /// of numbers with a column of labels, or a folder with train.csv and test.csv; a folder with a folder of pictures
    /// (PNG, PGM, PPM) for each class, or with such folders in its subfolders train and test. What is not yet divided is cut in two,
    /// always in the same way, and training samples come mixed. Numbers that are all whole, from 0 to 255 and not all below
    /// 128, are taken for pixels and become bytes.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">How to read it, or null for the usual way.</param>
    /// <exception cref="DataFormatException">A file is malformed.</exception>
    /// <exception cref="EngineException">There is no such file or folder, it is of none of these kinds, or the options do not suit it.</exception>
    public static (Dataset Train, Dataset Test) FromPath(string path, FileDatasetOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new FileDatasetOptions();
        if (options.TestSplit is not (> 0 and < 1) || options.ImageSize is < 1 or > ImageFolderDataset.MaxImageSize)
        {
            throw new EngineException($"A test split of {options.TestSplit} or an image size of {options.ImageSize} is not possible; use a share between 0 and 1, and 1 to {ImageFolderDataset.MaxImageSize} pixels.");
        }

        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string name = Path.GetFileName(full) is { Length: > 0 } file ? file.Split('.')[0] is { Length: > 0 } stem ? stem : file : "data";
        bool isFolder = Directory.Exists(path);
        bool isCsv = isFolder ? CsvDataset.IsIn(path) : HasExtension(".csv") || HasExtension(".csv.gz");
        if (options.LabelColumn is not null && !isCsv)
        {
            throw new EngineException($"A label column (--label-column) belongs to CSV files; '{path}' is none.");
        }

        if (options.ImageSize is not null && (!isFolder || isCsv))
        {
            throw new EngineException($"An image size (--image-size) belongs to folders of pictures; '{path}' is none.");
        }

        return (isFolder, isCsv) switch
        {
            (true, true) => CsvDataset.ReadFolder(path, name, options),
            (false, true) => CsvDataset.ReadFile(path, name, options),
            (true, false) => ImageFolderDataset.Read(path, name, options),
            _ when HasExtension(".npz") => NpzDataset.Read(path, name),
            _ when File.Exists(path) => throw new EngineException($"'{path}' is no data set; a .npz or .csv file, or a folder, was expected."),
            _ => throw new EngineException($"There is no file or folder '{path}'."),
        };

        bool HasExtension(string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
    }
}
