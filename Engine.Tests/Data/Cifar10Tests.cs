using System.Formats.Tar;
using System.Security.Cryptography;
using Engine.Data;
using Xunit;

namespace Engine.Tests.Data;

public sealed class Cifar10Tests : IDisposable
{
    private const int RecordBytes = 3073;

    private static readonly string[] s_files = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("cifar-10-batches-bin")]
    [InlineData("cifar10/cifar-10-batches-bin")]
    public void ReadsTheUnpackedFolder(string below)
    {
        foreach (string file in s_files)
        {
            _folder.Write(Path.Combine(below, file), Batch(file));
        }

        Check(Load());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadsTheArchive(bool compressed)
    {
        byte[] archive = Archive(s_files.Select(file => (file, Batch(file))));
        _folder.Write(compressed ? "cifar-10-binary.tar.gz" : "cifar-10-binary.tar", compressed ? IdxSamples.Gzip(archive) : archive);

        Check(Load());
    }

    [Fact]
    public void FetchesTheArchiveOnceAndChecksIt()
    {
        byte[] archive = IdxSamples.Gzip(Archive(s_files.Select(file => (file, Batch(file)))));
        using var server = new LoopbackServer(path => path == "/cifar-10-binary.tar.gz" ? LoopbackServer.Ok(archive) : LoopbackServer.NotFound());
        var options = new DatasetOptions { EnvironmentDirectory = null, CacheDirectory = _folder.Path, Mirrors = [server.Address] };

        var unverified = Assert.Throws<DatasetUnavailableException>(() => Datasets.Cifar10.Load(options));
        Assert.Contains("c32a1d4ab5d03f1284b67883e8d87530", unverified.Message, StringComparison.Ordinal);

        var known = new PublishedDataset("cifar10", [], [new PublishedFile("cifar-10-binary.tar.gz", Convert.ToHexStringLower(SHA256.HashData(archive)))], Cifar10Dataset.Forms)
        {
            Description = "",
            InputShape = [32, 32, 3],
            ClassNames = Datasets.Cifar10.ClassNames,
            TrainCount = 6,
            TestCount = 1,
            DownloadBytes = archive.Length,
        };
        Assert.Null(known.Find(options));
        Check(known.Load(options));
        Check(known.Load(options));
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(_folder["cifar10"], known.Find(options));
    }

    public static TheoryData<string, byte[], string> BadArchives()
    {
        (string, byte[])[] files = [.. s_files.Select(file => (file, Batch(file)))];
        byte[] good = Archive(files);
        byte[] checksum = [.. good];
        checksum[3] ^= 1;
        byte[] octal = [.. good];
        octal[148] = (byte)'9';
        byte[] gzip = IdxSamples.Gzip(good);
        gzip[^6] ^= 1;
        byte[] label = Batch(s_files[2]);
        label[0] = 10;
        return new TheoryData<string, byte[], string>
        {
            { "empty", [], "cut off" },
            { "no archive", new byte[700], "without" },
            { "a file missing", Archive(files[..5]), "without 'test_batch.bin'" },
            { "a file twice", Archive([.. files, files[1]]), "'data_batch_2.bin' twice" },
            { "cut within a file", good[..4000], "cut off" },
            { "cut within a header", good[..(2 * RecordBytes)], "cut off" },
            { "wrong checksum", checksum, "checksum" },
            { "no octal size", octal, "octal" },
            { "bytes after the end", [.. good, .. new byte[511], 1], "zeros" },
            { "a byte too few", Archive([(s_files[0], new byte[RecordBytes - 1]), .. files[1..]]), "3072 bytes" },
            { "no images", Archive([(s_files[0], []), .. files[1..]]), "0 bytes" },
            { "label 10", Archive([.. files[..2], (s_files[2], label), .. files[3..]]), "label 0 is 10" },
            { "cut gzip", IdxSamples.Gzip(good)[..^30], "cut off" },
            { "damaged gzip", gzip, "truncated or damaged" },
        };
    }

    [Theory]
    [MemberData(nameof(BadArchives))]
    public void SaysWhatIsWrong(string what, byte[] file, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Cifar10Dataset.ReadArchive(new DataStream(new MemoryStream(file), "c.tar"), Datasets.Cifar10));

        Assert.True(error.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {error.Message}");
    }

    /// <summary>Training batch k has images k, the first of them two; the pixels of an image tell channel and place.</summary>
    private static byte[] Batch(string file)
    {
        byte kind = (byte)Array.IndexOf(s_files, file);
        byte[] image = [kind, .. Enumerable.Range(0, 3).SelectMany(channel => Enumerable.Range(0, 1024).Select(place => (byte)((100 * channel) + (place % 97) + kind)))];
        return kind == 0 ? [.. image, .. image] : image;
    }

    private static byte[] Archive(IEnumerable<(string Name, byte[] Content)> files)
    {
        using var target = new MemoryStream();
        using (var writer = new TarWriter(target, TarEntryFormat.Ustar))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "cifar-10-batches-bin/"));
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "../../readme.html") { DataStream = new MemoryStream(new byte[100]) });
            foreach (var (name, content) in files)
            {
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "cifar-10-batches-bin/" + name) { DataStream = new MemoryStream(content) });
            }
        }

        return target.ToArray();
    }

    private static void Check((Dataset Train, Dataset Test) data)
    {
        Assert.Equal([32, 32, 3], data.Train.InputShape);
        Assert.Equal([0, 0, 1, 2, 3, 4], data.Train.Labels.ToArray());
        Assert.Equal([5], data.Test.Labels.ToArray());
        Assert.Equal("frog", data.Train.ClassNames![6]);

        // Image 3 (batch 2), row 1, column 4: place 36.
        Assert.Equal([36 + 2, 136 + 2, 236 + 2], data.Train.Images.Slice((3 * 3072) + (36 * 3), 3).ToArray());
    }

    private (Dataset Train, Dataset Test) Load() => Datasets.Cifar10.Load(new DatasetOptions { DataDirectory = _folder.Path });
}
