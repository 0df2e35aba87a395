using System.Buffers.Binary;
using Xunit;

namespace Engine.Tests.Data;

public sealed class IdxFileTests
{
    [Fact]
    public void ReadsPlainAndCompressedFiles()
    {
        using var folder = new TemporaryFolder();
        IdxSamples.WriteAll(folder);

        var (train, test) = Load(folder);

        Assert.Equal(5, train.Count);
        Assert.Equal([28, 28], train.InputShape);
        Assert.Equal([0, 1, 2, 3, 4], train.Labels.ToArray());
        Assert.Equal(IdxSamples.Images(5)[16..], train.Images.ToArray());
        Assert.Equal(3, test.Count);
        Assert.Equal(IdxSamples.Images(3)[16..], test.Images.ToArray());
    }

    public static TheoryData<string, string, byte[], string[]> BadFiles()
    {
        byte[] images = IdxSamples.Images(5);
        byte[] gzip = IdxSamples.Gzip(images);
        byte[] damaged = [.. gzip];
        damaged[^6] ^= 0x55;
        byte[] wrongLabel = IdxSamples.Labels(5);
        wrongLabel[8 + 3] = 10;
        return new TheoryData<string, string, byte[], string[]>
        {
            { "wrong magic", IdxSamples.TrainImages, [1, 2, 3, 4, .. images[4..]], ["offset 0", "00000803", "01020304"] },
            { "labels as images", IdxSamples.TrainImages, IdxSamples.Labels(5), ["offset 0", "00000803", "00000801"] },
            { "empty", IdxSamples.TrainImages, [0], ["offset 0", "found 00"] },
            { "short header", IdxSamples.TrainImages, images[..9], ["offset 9", "cut off"] },
            { "2^31 images", IdxSamples.TrainImages, Promise(images, 1u << 31), ["offset 4", "2147483648"] },
            { "2^31 images, compressed", IdxSamples.TrainImages, IdxSamples.Gzip(Promise(images, 1u << 31)), ["offset 4", "2147483648"] },
            { "2^32-1 labels", IdxSamples.TrainLabels, Promise(IdxSamples.Labels(5), uint.MaxValue), ["offset 4", "4294967295"] },
            { "more than the cap", IdxSamples.TrainImages, Promise(images, 2_000_000), ["offset 12", "1073741824"] },
            { "a million images promised", IdxSamples.TrainImages, Promise(images, 1_000_000), ["offset 16", "784000000", "3920"] },
            { "a million images promised, compressed", IdxSamples.TrainImages, IdxSamples.Gzip(Promise(images, 1_000_000)), ["offset 16", "784000000", "3920"] },
            { "no images", IdxSamples.TrainImages, Promise(images, 0), ["offset 4", "promises 0 images"] },
            { "a byte short", IdxSamples.TrainImages, images[..^1], ["offset 16", "3920 bytes", "3919"] },
            { "a byte more", IdxSamples.TrainImages, [.. images, 0], ["offset 16", "3920 bytes", "3921"] },
            { "a byte more, compressed", IdxSamples.TrainImages, IdxSamples.Gzip([.. images, 0]), ["offset 16", "3920 bytes", "more"] },
            { "truncated gzip", IdxSamples.TrainImages, gzip[..(gzip.Length / 2)], ["truncated or damaged"] },
            { "gzip without its trailer", IdxSamples.TrainImages, gzip[..^8], ["truncated or damaged"] },
            { "wrong checksum", IdxSamples.TrainImages, damaged, ["truncated or damaged"] },
            { "not gzip after all", IdxSamples.TrainImages, [0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], ["truncated or damaged"] },
            { "other image size", IdxSamples.TrainImages, IdxSamples.Images(5, side: 14), ["offset 8", "14 x 14", "28 x 28"] },
            { "counts disagree", IdxSamples.TrainLabels, IdxSamples.Labels(4), ["offset 4", "4 labels", "5 images"] },
            { "label outside the classes", IdxSamples.TrainLabels, wrongLabel, ["offset 11", "label 3 is 10", "0 to 9"] },
        };
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void SaysInOneLineWhatIsWrong(string what, string file, byte[] content, string[] expected)
    {
        using var folder = new TemporaryFolder();
        IdxSamples.WriteAll(folder, file, content);

        var error = Assert.Throws<DataFormatException>(() => Load(folder));

        Assert.False(error.Message.Any(char.IsControl), what);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.All(expected, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void AllocatesNoMoreThanTheFileHolds()
    {
        using var folder = new TemporaryFolder();
        IdxSamples.WriteAll(folder, IdxSamples.TrainImages, IdxSamples.Gzip(Promise(IdxSamples.Images(5), 1_000_000)));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<DataFormatException>(() => Load(folder));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    private static (Dataset Train, Dataset Test) Load(TemporaryFolder folder) =>
        Datasets.Mnist.Load(new DatasetOptions { DataDirectory = folder.Path });

    private static byte[] Promise(byte[] file, uint count)
    {
        byte[] changed = [.. file];
        BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(4), count);
        return changed;
    }
}
