namespace Engine.Data;

/// <summary>Reads CIFAR-10, binary version: from the published archive, or from the folder that it unpacks to.</summary>
internal static class Cifar10Dataset
{
    public const string ArchiveFile = "cifar-10-binary.tar";

    private const string Folder = "cifar-10-batches-bin";

    // More than twice the published archive's content.
    private const long MaxArchiveBytes = 1L << 29;

    private static readonly string[] s_train = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"];
    private static readonly string[] s_test = ["test_batch.bin"];

    public static IReadOnlyList<DatasetForm> Forms { get; } =
    [
        new([ArchiveFile], ReadArchive),
        new([.. s_train.Concat(s_test).Select(file => Path.Combine(Folder, file))], (directory, dataset) => ReadFolder(Path.Combine(directory, Folder), dataset)),
        new([.. s_train, .. s_test], ReadFolder),
    ];

    /// <summary>Reads the archive from a stream. Names in it choose among the six files and are used for nothing else.</summary>
    public static (Dataset Train, Dataset Test) ReadArchive(DataStream stream, PublishedDataset dataset)
    {
        Dictionary<string, byte[]> found = TarArchive.Read(stream, [.. s_train, .. s_test], Cifar10Batch.MaxBytes, MaxArchiveBytes);
        return Split(dataset, file => (stream.Name, found[file]));
    }

    private static (Dataset Train, Dataset Test) ReadArchive(string directory, PublishedDataset dataset) =>
        DataStream.Read(DataDirectories.FindFile(directory, ArchiveFile)!, stream => ReadArchive(stream, dataset));

    private static (Dataset Train, Dataset Test) ReadFolder(string directory, PublishedDataset dataset) => Split(dataset, file =>
    {
        string path = DataDirectories.FindFile(directory, file)!;
        return (path, DataStream.Read(path, ReadBatch));
    });

    /// <summary>The content of one file, compressed or not.</summary>
    private static byte[] ReadBatch(DataStream stream)
    {
        byte[] content = stream.ReadToEnd(Cifar10Batch.MaxBytes);
        return stream.AtEnd()
            ? content
            : throw new DataFormatException(stream.Name, stream.Position, $"a file of CIFAR-10 has at most {Cifar10Batch.MaxBytes} bytes.");
    }

    private static (Dataset Train, Dataset Test) Split(PublishedDataset dataset, Func<string, (string Name, byte[] Content)> read) =>
        (Join(dataset, [.. s_train.Select(read)]), Join(dataset, [.. s_test.Select(read)]));

    private static Dataset Join(PublishedDataset dataset, (string Name, byte[] Content)[] files)
    {
        int[] counts = [.. files.Select(file => Cifar10Batch.Count(file.Name, file.Content.Length))];
        int sampleSize = Cifar10Batch.Side * Cifar10Batch.Side * Cifar10Batch.Channels;
        var images = new byte[checked(counts.Sum() * sampleSize)];
        var labels = new byte[counts.Sum()];
        int first = 0;
        for (int i = 0; i < files.Length; i++)
        {
            Cifar10Batch.Split(files[i].Name, files[i].Content, dataset.ClassCount, images.AsSpan(first * sampleSize), labels.AsSpan(first, counts[i]));
            first += counts[i];
        }

        return new Dataset(dataset.Name, dataset.InputShape, dataset.ClassCount, images, labels, dataset.ClassNames);
    }
}
